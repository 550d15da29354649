package pgtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Server is a cluster. It is safe for concurrent use, but for stopping it.
type Server struct {
	dir      string // holds everything
	bin      string // PostgreSQL's programs
	as       *syscall.Credential
	port     int
	password string
	keeper   *keeper

	databases atomic.Int32
	template  sync.Mutex
	templated bool
}

// superuser is whom tests connect as.
const superuser = "tongwan"

// patience is how long PostgreSQL may take for anything.
const patience = time.Minute

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// control runs pg_ctl, which waits until it is done.
func (s *Server) control(args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	log := filepath.Join(s.dir, "log")
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "pg_ctl"), append(args, "-D", s.data(), "-l", log, "-w", "-s")...)
	cmd.Dir, cmd.SysProcAttr = "/", s.sys()
	if err := cmd.Run(); err != nil { // what it says is in the log, which keeps PostgreSQL from holding a pipe of ours
		text, _ := os.ReadFile(log)
		return fmt.Errorf("pgtest: pg_ctl %s: %w\n%s", args[0], err, text)
	}
	return nil
}

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
	if err := s.control(args...); err != nil {
		tb.Fatal(err)
	}
}

// Address is where the server listens, host:port.
func (s *Server) Address() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

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
	return s.dsn(name)
}
