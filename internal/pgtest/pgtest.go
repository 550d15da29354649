// Package pgtest gives tests a real PostgreSQL. Each test process has a
// private cluster, made when the first test asks for it (half a second) and
// gone with the process, whatever way that ends; each test has databases of
// its own in it. Tests that stop and restart PostgreSQL start their own.
package pgtest

import (
	"context"
	"slices"
	"sync"
	"testing"

	"tongwan/internal/pgcluster"
)

// Migrate brings the database with this DSN to the newest schema. It is the
// store's; importing that here would keep its own tests from using pgtest.
type Migrate func(ctx context.Context, dsn string) error

// quick are settings for a database that nobody will miss. Without
// autovacuum nothing works beside a test.
var quick = []string{"fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=300"}

// launch starts a cluster. Later settings win.
func launch(settings []string) (*Server, error) {
	c, err := pgcluster.Start("", slices.Concat(quick, settings)...)
	if err != nil {
		return nil, err
	}
	return &Server{cluster: c}, nil
}

// shared is the cluster of the process.
var shared = sync.OnceValues(func() (*Server, error) { return launch(nil) })

// Database makes a database and returns its DSN. It is a copy of one that
// migrate was called for once, as each call of a process should say the same;
// with nil it is empty. It goes with the test, open connections or not.
func Database(tb testing.TB, migrate Migrate) (dsn string) {
	tb.Helper()
	s, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	name, err := s.create(tb.Context(), migrate)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.admin(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Error(err)
		}
	})
	return s.cluster.DSN(name)
}

// Start starts a cluster for one test, with more settings such as "fsync=on".
// It ends with the test.
func Start(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	s, err := launch(settings)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.cluster.End(); err != nil {
			tb.Error(err)
		}
	})
	return s
}
