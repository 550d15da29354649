package pgtest

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tongwan/internal/pgcluster"
)

// Dump returns a database as SQL, with pg_dump's flags. Comments are left
// out, and so are commands to psql, so that a connection can execute it.
func Dump(tb testing.TB, dsn string, flags ...string) (sql string) {
	tb.Helper()
	bin, err := pgcluster.Programs()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), filepath.Join(bin, "pg_dump"), append(flags, "--no-owner", "--dbname="+dsn)...)
	out, err := cmd.Output()
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		tb.Fatalf("pg_dump: %v\n%s", err, failed.Stderr)
	} else if err != nil {
		tb.Fatal(err)
	}
	var kept []string
	for line := range strings.Lines(string(out)) {
		if line != "\n" && !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, `\`) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}
