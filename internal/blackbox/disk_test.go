package blackbox

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"tongwan/msdk"
)

// On a full disk what only reads goes on, what writes is refused, and with
// room again all is as before, without a restart.
func TestFullDisk(t *testing.T) {
	disk := smallDisk(t)
	db, hog := "sqlite:"+filepath.Join(disk, "tongwan.db"), filepath.Join(disk, "hog")
	srv := start(t, "--db", db)
	load := startSteady(t, srv)
	load.suffer(t, srv, trouble{
		begin: func(t *testing.T) { fill(t, hog) },
		end: func(t *testing.T) {
			if _, err := load.players[0].client.QQProfile(t.Context(), msdk.QQProfileRequest{OpenID: "P0", AccessToken: "t0"}); err != nil {
				t.Errorf("reading: %v", err)
			}
			if err := os.Remove(hog); err != nil {
				t.Fatal(err)
			}
		},
		says: "no space left",
	})
	load.stop()
	load.check(t, srv)
	srv.kill(t)
	load.check(t, start(t, "--db", db))
}

// smallDisk mounts a file system in memory for the test.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	err := syscall.Mount("tongwan-test", dir, "tmpfs", 0, "size=128m")
	if errors.Is(err, os.ErrPermission) {
		t.Skipf("to fill a disk the test mounts a small one, which needs root: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill writes a file until there is no room left.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}
