package bench

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Disk is where the database lies, since durable writes are only as quick as
// it is.
type Disk struct {
	Type  string  `json:"type"`     // of the file system; empty: unknown
	Fsync float64 `json:"fsync_us"` // median time to write and fsync 4 KiB
}

// InMemory reports whether the file system keeps nothing on a disk, so that
// fsync costs nothing.
func (d Disk) InMemory() bool { return d.Type == "tmpfs" || d.Type == "ramfs" }

// diskOf looks at the disk under a directory and writes a file there.
func diskOf(dir string) (Disk, error) {
	d := Disk{Type: fileSystem(dir)}
	f, err := os.CreateTemp(dir, "fsync-")
	if err != nil {
		return d, fmt.Errorf("disk: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	took := make([]time.Duration, 50)
	for i := range took {
		begun := time.Now()
		if _, err := f.Write(make([]byte, 4<<10)); err != nil {
			return d, fmt.Errorf("disk: %w", err)
		}
		if err := f.Sync(); err != nil {
			return d, fmt.Errorf("disk: %w", err)
		}
		took[i] = time.Since(begun)
	}
	slices.Sort(took)
	d.Fsync = micros(took[len(took)/2])
	return d, nil
}

// fileSystem returns the type of the file system of a directory, "" where
// there is no /proc/self/mounts.
func fileSystem(dir string) string {
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return ""
	}
	mounts, err := os.Open("/proc/self/mounts")
	if err != nil {
		return ""
	}
	defer mounts.Close()
	best, kind := "", ""
	for lines := bufio.NewScanner(mounts); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) > 2 && len(fields[1]) >= len(best) && under(dir, fields[1]) {
			best, kind = fields[1], fields[2]
		}
	}
	return kind
}

// under reports whether a path is a directory or lies in it.
func under(path, dir string) bool {
	rest, ok := strings.CutPrefix(path, strings.TrimSuffix(dir, "/"))
	return ok && (rest == "" || rest[0] == '/')
}
