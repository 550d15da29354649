package postgres

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/pgtest"
)

// database makes a database with the newest schema.
func database(t testing.TB) (dsn string) {
	t.Helper()
	return pgtest.Database(t, migrated)
}

// open opens a store that is closed when its test ends; a tracer sees what its
// service asks.
func open(t testing.TB, dsn string, tracer pgx.QueryTracer) *Store {
	t.Helper()
	s, err := openTraced(context.Background(), dsn, tracer)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
