package pgtest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/internal/pgcluster"
)

// Server is a cluster. It is safe for concurrent use, but for stopping it.
type Server struct {
	cluster *pgcluster.Cluster

	databases atomic.Int32
	template  sync.Mutex
	templated bool
}

// patience is how long PostgreSQL may take for a statement.
const patience = time.Minute

// Stop stops the server as one that is restarted for maintenance: it cuts all
// connections.
func (s *Server) Stop(tb testing.TB) {
	tb.Helper()
	s.mustControl(tb, "stop", "-m", "fast")
}

// Crash stops the server as if it were killed: its next start recovers.
func (s *Server) Crash(tb testing.TB) {
	tb.Helper()
	s.mustControl(tb, "stop", "-m", "immediate")
}

// Start starts a server that was stopped, on the same port.
func (s *Server) Start(tb testing.TB) {
	tb.Helper()
	s.mustControl(tb, "start")
}

func (s *Server) mustControl(tb testing.TB, args ...string) {
	tb.Helper()
	if err := s.cluster.Control(args...); err != nil {
		tb.Fatal(err)
	}
}

// Address is where the server listens, host:port.
func (s *Server) Address() string { return s.cluster.Address() }

// Exec executes statements as the superuser, outside the databases of tests.
func (s *Server) Exec(tb testing.TB, statements ...string) {
	tb.Helper()
	for _, statement := range statements {
		if err := s.admin(tb.Context(), statement); err != nil {
			tb.Fatal(err)
		}
	}
}

// Database is [Database] in this cluster.
func (s *Server) Database(tb testing.TB, migrate Migrate) (dsn string) {
	tb.Helper()
	name, err := s.create(tb.Context(), migrate)
	if err != nil {
		tb.Fatal(err)
	}
	return s.cluster.DSN(name)
}
