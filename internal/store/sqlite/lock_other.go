//go:build !unix

package sqlite

import (
	"fmt"
	"runtime"
)

// fileLock cannot be had on this system.
type fileLock struct{}

// lockFile refuses: without a lock a second process could write to the file,
// and the store relies on being the only one (memo.go).
func lockFile(path string) (*fileLock, error) {
	return nil, fmt.Errorf("sqlite: open %s: database files are not supported on %s, use the memory store", path, runtime.GOOS)
}

func (l *fileLock) release() error { return nil }
