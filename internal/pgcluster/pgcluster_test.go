package pgcluster

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// A process that is killed leaves neither a server nor files.
func TestKilledProcessLeavesNothing(t *testing.T) {
	if os.Getenv("PGCLUSTER_VICTIM") != "" {
		c, err := Start("")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("cluster %s %s\n", c.Address(), c.dir)
		<-t.Context().Done() // never: this is where it is killed
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledProcessLeavesNothing$")
	cmd.Env = append(os.Environ(), "PGCLUSTER_VICTIM=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // killed
	var address, dir string
	if _, scanErr := fmt.Sscanf(line, "cluster %s %s\n", &address, &dir); scanErr != nil {
		t.Fatalf("the victim says %q: %v, %v", line, err, scanErr)
	}
	await(t, "the folder is removed", func() bool {
		_, err := os.Stat(dir)
		return os.IsNotExist(err)
	})
	if c, err := net.Dial("tcp", address); err == nil {
		c.Close()
		t.Error("the server still listens")
	}
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not in time: %s", what)
		}
	}
}

// Who runs as root learns that PostgreSQL's user cannot enter a folder.
func TestFolderOfAnother(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("PostgreSQL has another user for root only")
	}
	dir := t.TempDir() // of root alone, as is what it is in
	if _, err := Start(dir); err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "Permission denied") {
		t.Errorf("error is %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

func TestWithoutPostgreSQL(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := programs(t.TempDir()); err == nil || !strings.Contains(err.Error(), "scripts/install-test-tools") {
		t.Errorf("%v", err)
	}
}
