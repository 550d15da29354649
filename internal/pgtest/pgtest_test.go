package pgtest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// schema is a migration that must be carried out only once.
func schema(ctx context.Context, dsn string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "CREATE TABLE thing (n int)")
	return err
}

func exec1(t *testing.T, dsn, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// Each database is migrated, and nobody else's.
func TestDatabases(t *testing.T) {
	for range 2 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			exec1(t, Database(t, schema), "INSERT INTO thing VALUES (1); ALTER TABLE thing RENAME TO mine")
		})
	}
	exec1(t, Database(t, nil), "CREATE TABLE thing (n int)")
}

// What was committed outlives both ways of stopping.
func TestRestart(t *testing.T) {
	s := Start(t, "fsync=on", "full_page_writes=on")
	dsn := s.Database(t, schema)
	exec1(t, dsn, "INSERT INTO thing VALUES (1)")
	s.Stop(t)
	if c, err := net.Dial("tcp", s.Address()); err == nil {
		c.Close()
		t.Error("a stopped server listens")
	}
	s.Start(t)
	exec1(t, dsn, "INSERT INTO thing VALUES (1 / (SELECT count(*) FROM thing))")
	s.Crash(t)
	s.Start(t)
	exec1(t, dsn, "INSERT INTO thing VALUES (1 / ((SELECT count(*) FROM thing) - 1))")
}

// A process that is killed leaves neither a server nor files.
func TestKilledProcessLeavesNothing(t *testing.T) {
	if os.Getenv("PGTEST_VICTIM") != "" {
		s := Start(t)
		fmt.Printf("cluster %s %s\n", s.Address(), s.dir)
		<-t.Context().Done() // never: this is where it is killed
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledProcessLeavesNothing$")
	cmd.Env = append(os.Environ(), "PGTEST_VICTIM=1")
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

func TestWithoutPostgreSQL(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := programs(t.TempDir()); err == nil || !strings.Contains(err.Error(), "scripts/install-test-tools") {
		t.Errorf("%v", err)
	}
}
