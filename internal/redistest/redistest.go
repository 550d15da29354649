// Package redistest gives a test a Redis or Valkey server of its own.
package redistest

import (
	"bufio"
	"io"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// Server is a server on a free loopback port. It keeps nothing on disk.
type Server struct {
	Addr string // host:port
	cmd  *exec.Cmd
}

// Start starts a server and returns when it takes connections. It ends with
// the test.
func Start(t testing.TB) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Addr: l.Addr().String()}
	l.Close()
	t.Cleanup(s.Stop)
	s.Again(t)
	return s
}

// URL returns what clients are told.
func (s *Server) URL() string { return "redis://" + s.Addr + "/0" }

// Again starts a server that was stopped, empty, where it was.
func (s *Server) Again(t testing.TB) {
	t.Helper()
	_, port, _ := net.SplitHostPort(s.Addr)
	s.cmd = exec.Command(program(t), "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	s.cmd.SysProcAttr = dieWithTest()
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.Contains(lines.Text(), "Ready to accept connections") {
			go io.Copy(io.Discard, out) // what it says later must not fill the pipe
			return
		}
	}
	t.Fatalf("%s ended before it was ready", s.cmd.Path)
}

// Stop ends the server at once, if it runs.
func (s *Server) Stop() {
	if s.cmd != nil && s.cmd.ProcessState == nil {
		s.cmd.Process.Kill()
		s.cmd.Wait()
	}
}

// Pause keeps the server from answering, with its connections open.
func (s *Server) Pause() { s.cmd.Process.Signal(syscall.SIGSTOP) }

// Resume ends a pause.
func (s *Server) Resume() { s.cmd.Process.Signal(syscall.SIGCONT) }

func program(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("there is no redis-server: run scripts/install-test-tools, as make test does")
	return ""
}
