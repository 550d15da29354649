package pgtest

import (
	"context"
	"net"
	"testing"

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
