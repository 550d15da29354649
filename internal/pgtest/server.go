package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
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

// quick are settings for a database that nobody will miss. Without
// autovacuum nothing works beside a test.
var quick = []string{"fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=300"}

// launch makes a cluster and starts it. Later settings win.
func launch(settings []string) (*Server, error) {
	bin, err := programs(debian)
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, password: rand.Text()}
	if s.as, err = credential(); err != nil {
		return nil, err
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	if s.dir, err = s.folder(); err != nil {
		return nil, err
	}
	if s.keeper, err = s.keep(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	if err := s.configure(settings); err != nil {
		return nil, errors.Join(err, s.end())
	}
	if err := s.control("start"); err != nil {
		return nil, errors.Join(err, s.end())
	}
	return s, nil
}

// folder makes the cluster's folder with a file that holds the password.
func (s *Server) folder() (string, error) {
	dir, err := os.MkdirTemp("", "tongwan-pgtest-*")
	if err != nil {
		return "", err
	}
	password := filepath.Join(dir, "password")
	err = os.WriteFile(password, []byte(s.password), 0o600)
	if err == nil && s.as != nil {
		err = errors.Join(os.Chown(password, int(s.as.Uid), int(s.as.Gid)), os.Chown(dir, int(s.as.Uid), int(s.as.Gid)))
	}
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return dir, nil
}

// configure adds settings to the cluster's file. There is no socket: tests
// connect by TCP, as servers do.
func (s *Server) configure(settings []string) error {
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	own := []string{fmt.Sprintf("port=%d", s.port), "listen_addresses='127.0.0.1'", "unix_socket_directories=''"}
	for _, list := range [][]string{own, quick, settings} {
		_, writeErr := fmt.Fprintln(f, strings.Join(list, "\n"))
		err = errors.Join(err, writeErr)
	}
	return errors.Join(err, f.Close())
}

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

// create makes a database and returns its name.
func (s *Server) create(ctx context.Context, migrate Migrate) (string, error) {
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	if migrate == nil {
		return name, s.admin(ctx, "CREATE DATABASE "+name)
	}
	if err := s.makeTemplate(ctx, migrate); err != nil {
		return "", err
	}
	return name, s.admin(ctx, "CREATE DATABASE "+name+" TEMPLATE migrated")
}

// makeTemplate makes the database that others are copied from, once.
func (s *Server) makeTemplate(ctx context.Context, migrate Migrate) error {
	s.template.Lock()
	defer s.template.Unlock()
	if s.templated {
		return nil
	}
	if err := s.admin(ctx, "CREATE DATABASE migrated"); err != nil {
		return err
	}
	if err := migrate(ctx, s.dsn("migrated")); err != nil {
		return errors.Join(err, s.admin(ctx, "DROP DATABASE migrated WITH (FORCE)"))
	}
	s.templated = true
	return nil
}

// admin executes a statement outside the databases of tests.
func (s *Server) admin(ctx context.Context, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.dsn("postgres"))
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	_, err = conn.Exec(ctx, statement)
	if err = errors.Join(err, conn.Close(ctx)); err != nil {
		return fmt.Errorf("pgtest: %s: %w", statement, err)
	}
	return nil
}

func (s *Server) dsn(database string) string {
	return fmt.Sprintf("postgres://%s:%s@%s/%s?sslmode=disable", superuser, s.password, s.Address(), database)
}

// freePort finds a port below those that systems give out by themselves, so
// that nobody gets it by chance while the server is stopped.
func freePort() (int, error) {
	var err error
	for range 100 {
		port := 15000 + mathrand.IntN(15000)
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return port, l.Close()
		}
	}
	return 0, fmt.Errorf("pgtest: no free port: %w", err)
}
