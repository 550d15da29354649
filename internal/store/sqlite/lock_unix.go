//go:build unix

package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// fileLock says that a database file is this process's. SQLite's own locks
// would let a second process write safely, but the store remembers rows and
// the platform apps, and neither would learn of its changes.
type fileLock struct{ file *os.File }

// lockFile locks a file next to the database: closing a second handle of the
// database itself would drop SQLite's own locks. The system frees the lock
// when the process ends, however it ends; the empty file stays.
func lockFile(path string) (*fileLock, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // one file, one lock, whatever it is called
	}
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", path, err)
	}
	switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err {
	case nil:
		return &fileLock{f}, nil
	case syscall.EWOULDBLOCK:
		f.Close()
		return nil, fmt.Errorf("sqlite: open %s: another tongwan uses this database: stop it or name another file", path)
	default:
		f.Close()
		return nil, fmt.Errorf("sqlite: open %s: lock %s.lock: %w", path, path, err)
	}
}

// release frees the lock; no lock is no error.
func (l *fileLock) release() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}
