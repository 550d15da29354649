package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// binary is the program under test for what needs a process of its own: signals,
// ports, the ready file.
var binary string

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "tongwan")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "tongwan")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "go build:", err)
		return 1
	}
	return m.Run()
}

// invocation is a command line run inside the test.
type invocation struct {
	args     []string
	env      map[string]string
	stdin    string
	terminal bool
}

type outcome struct {
	status         int
	stdout, stderr string
}

func (i invocation) run(t *testing.T) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status := run(contextWithDeadline(t), i.args, i.system(&stdout, &stderr))
	return outcome{status, stdout.String(), stderr.String()}
}

// system has a clock that stands still at the document's time.
func (i invocation) system(stdout, stderr io.Writer) *system {
	return &system{
		stdin:    strings.NewReader(i.stdin),
		stdout:   stdout,
		stderr:   stderr,
		getenv:   func(name string) string { return i.env[name] },
		now:      func() time.Time { return time.Unix(1381288134, 0) },
		terminal: i.terminal,
	}
}

// tongwan runs a command line without environment or input.
func tongwan(t *testing.T, args ...string) outcome {
	t.Helper()
	return invocation{args: args}.run(t)
}

func (o outcome) want(t *testing.T, status int, stdout string) {
	t.Helper()
	if o.status != status || o.stdout != stdout {
		t.Errorf("status %d, stdout:\n%s\nwant status %d, stdout:\n%s\nstderr:\n%s", o.status, o.stdout, status, stdout, o.stderr)
	}
}

// wantError wants the status, nothing on stdout, and all the texts on stderr.
func (o outcome) wantError(t *testing.T, status int, texts ...string) {
	t.Helper()
	if o.status != status || o.stdout != "" {
		t.Errorf("status %d, stdout %q, want %d and nothing\nstderr: %s", o.status, o.stdout, status, o.stderr)
	}
	for _, text := range texts {
		if !strings.Contains(o.stderr, text) {
			t.Errorf("stderr lacks %q:\n%s", text, o.stderr)
		}
	}
}

func serveHTTP(t *testing.T, handle http.HandlerFunc) (url string) {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}

func writeFile(t *testing.T, name, text string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// unusedAddress is one where nothing listens.
func unusedAddress(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.URL
}

func TestHelpAndVersion(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--help"}, "tongwan serve --demo"},
		{[]string{"serve", "--help"}, "[$TONGWAN_TIMESTAMP_WINDOW]"},
		{[]string{"call", "--help"}, "Exit status: 0 ret is 0"},
		{[]string{"sign", "--help"}, "md5(key + timestamp)"},
		{[]string{"world", "--help"}, "world export"},
		{[]string{"world", "check", "--help"}, "FILE:LINE:COLUMN"},
		{[]string{"world", "apply", "--help"}, "--reset"},
		{[]string{"world", "export", "--help"}, "mode 0600"},
		{[]string{"healthcheck", "--help"}, "HEALTHCHECK"},
		{[]string{"version"}, "go1."},
		{[]string{"--version"}, buildVersion()},
	} {
		got := tongwan(t, tt.args...)
		if got.status != 0 || got.stderr != "" || !strings.Contains(got.stdout, tt.want) {
			t.Errorf("%v: status %d, stderr %q, no %q in:\n%s", tt.args, got.status, got.stderr, tt.want, got.stdout)
		}
	}
}

func TestWrongCommandLines(t *testing.T) {
	for _, tt := range []struct {
		args string
		want string
	}{
		{"", `Run "tongwan --help"`},
		{"srve", "srve"},
		{"serve --lisen x", `did you mean "--listen"`},
		{"call", `expected "<path>"`},
		{"call /a --encode 3", "--encode"},
		{"call /a --appid G_1", "--appid"},
		{"world", "check"},
		{"world export w --format xml", "--format"},
		{"healthcheck --timeout 3", "--timeout"},
	} {
		got := tongwan(t, strings.Fields(tt.args)...)
		got.wantError(t, statusUsage, tt.want, "--help")
	}
}

// contextWithDeadline bounds what waits for another process.
func contextWithDeadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}
