package blackbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tongwan/msdk"
)

// binary is the server under test, built once with the race detector.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "tongwan-blackbox-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "tongwan")
	build := exec.Command("go", "build", "-race", "-o", binary, "tongwan/cmd/tongwan")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		os.RemoveAll(dir)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// server is a running binary.
type server struct {
	API     string `json:"api"`
	Control string `json:"control"`
	Token   string `json:"token"`
	PID     int    `json:"pid"`

	cmd  *exec.Cmd
	log  *logBuffer
	done chan error
}

// patience is how long anything may take before a test gives up.
const patience = 30 * time.Second

// start runs `tongwan serve` on free ports with more arguments and waits
// until it is ready. It is ended with the test.
func start(t *testing.T, args ...string) *server {
	t.Helper()
	ready := filepath.Join(t.TempDir(), "ready.json")
	args = append([]string{"serve", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--ready-file", ready}, args...)
	s := &server{cmd: exec.Command(binary, args...), log: &logBuffer{}, done: make(chan error, 1)}
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.done <- s.cmd.Wait() }()
	t.Cleanup(func() { s.end(t) })
	s.awaitReady(t, ready)
	return s
}

func (s *server) awaitReady(t *testing.T, file string) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-s.done:
			t.Fatalf("the server ended while starting: %v\n%s", err, s.log)
		case <-deadline:
			t.Fatalf("the server is not ready\n%s", s.log)
		case <-tick.C:
		}
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if err := json.Unmarshal(data, s); err != nil {
			t.Fatal(err)
		}
		return
	}
}

// end asks the server to stop and looks into its log for data races.
func (s *server) end(t *testing.T) {
	s.cmd.Process.Signal(syscall.SIGTERM) // fails if it has ended already
	select {
	case err := <-s.done:
		s.done <- err // end may be called again
	case <-time.After(patience):
		t.Error("the server did not end on SIGTERM")
		s.kill(t)
	}
	if text := s.log.String(); strings.Contains(text, "DATA RACE") || strings.Contains(text, "panic") {
		t.Errorf("the server's log:\n%s", text)
	}
}

// kill ends the server as a power cut would.
func (s *server) kill(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.done <- <-s.done // reaped; end finds it so
}

// logBuffer collects what a server prints.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// The demo world's apps.
var demoApps = map[int64]msdk.App{
	100703379:  {ID: 100703379, Key: "4578e54fb3a1bd18e0681bc1c734514e"},
	100732256:  {ID: 100732256, Key: "b7f0c2d94a1e4e0f8c35a6d27e91f480"},
	1000000688: {ID: 1000000688, Key: "0c9e6d41f2b84f7a9d3be58c17a2604d"},
}

// client returns a client of the server for an app.
func (s *server) client(app msdk.App, opts ...msdk.Option) *msdk.Client {
	return msdk.New(s.API, app, opts...)
}

// manage makes a call of the control API and returns status and body.
func (s *server) manage(t *testing.T, method, path, body string) (int, []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience) // cleanups call this, too
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, s.Control+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, answer
}

// mustManage is manage that fails the test unless the call succeeds.
func (s *server) mustManage(t *testing.T, method, path, body string) []byte {
	t.Helper()
	status, answer := s.manage(t, method, path, body)
	if status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return answer
}
