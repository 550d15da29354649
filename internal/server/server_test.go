package server

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// begin starts a server on free ports and ends it with the test.
func begin(t *testing.T, c Config) *Server {
	t.Helper()
	c.Listen, c.Control = "127.0.0.1:0", "127.0.0.1:0"
	s, err := Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Shutdown(t.Context()) }) // twice is harmless
	return s
}

func TestStartRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("world: w\nappps: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		config Config
		says   string
	}{
		"demo and a database":    {Config{Demo: true, DB: "sqlite:x.db"}, "demo"},
		"a store nobody has":     {Config{DB: "oracle:x"}, "oracle"},
		"a zone nobody has":      {Config{TimeZone: "Mars/Olympus"}, "time-zone"},
		"a public URL of words":  {Config{PublicURL: "here"}, "public-url"},
		"a Redis in a sandbox":   {Config{Sandbox: true, Redis: "redis://127.0.0.1:1/0"}, "leave out redis"},
		"a Redis that is none":   {Config{Redis: "http://u:hush@127.0.0.1:1"}, "redis://localhost:6379/0"},
		"a port that is taken":   {Config{Listen: taken.Addr().String()}, "listen for the API"},
		"a control port taken":   {Config{Listen: "127.0.0.1:0", Control: taken.Addr().String()}, "listen for the control API"},
		"a world file not there": {Config{World: "nowhere.yaml"}, "nowhere.yaml"},
		"a bad world file":       {Config{World: bad}, "bad.yaml:2"},
		"a ready file nowhere":   {Config{Listen: "127.0.0.1:0", Control: "127.0.0.1:0", ReadyFile: "/nowhere/at/all"}, "ready file"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := Start(t.Context(), tt.config)
			if err == nil {
				s.Shutdown(t.Context())
				t.Fatal("it started")
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("the error %q does not name %q", err, tt.says)
			}
		})
	}
}

func TestReadyFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ready.json")
	s := begin(t, Config{Demo: true, ReadyFile: file, ControlToken: "secret"})
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v: want mode 0600", info, err)
	}
	data, _ := os.ReadFile(file)
	for _, want := range []string{s.Endpoints().API, s.Endpoints().Control, `"secret"`, `"pid":`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("the ready file %s lacks %s", data, want)
		}
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Error("the ready file outlives the server")
	}
}

// A database is a sandbox's or a platform's for ever.
func TestDatabaseRemembersItsPurpose(t *testing.T) {
	for _, sandbox := range []bool{true, false} {
		c := Config{DB: "sqlite:" + filepath.Join(t.TempDir(), "x.db"), Listen: "127.0.0.1:0", Control: "127.0.0.1:0", Sandbox: sandbox}
		for range 2 { // made, and opened again
			s, err := Start(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		c.Sandbox = !sandbox
		s, err := Start(t.Context(), c)
		if err == nil {
			s.Shutdown(t.Context())
			t.Fatal("a server of the other kind started on it")
		}
		for _, says := range []string{"sandbox", "platform", "--sandbox", "another database"} {
			if !strings.Contains(err.Error(), says) {
				t.Errorf("the error %q lacks %q", err, says)
			}
		}
	}
}

// readyz says why it is not ready; healthz does not care.
func TestReadyzSaysWhy(t *testing.T) {
	s := begin(t, Config{})
	status := func(path string) int {
		resp, err := http.Get(s.Endpoints().Control + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if got := status("/readyz"); got != http.StatusOK {
		t.Errorf("readyz: %d", got)
	}
	s.draining.Store(true)
	if status("/readyz") != http.StatusServiceUnavailable || status("/healthz") != http.StatusOK {
		t.Error("a draining server is alive and not ready")
	}
	s.draining.Store(false)
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	if status("/readyz") != http.StatusServiceUnavailable {
		t.Error("a server without its store says it is ready")
	}
}

func TestEndpointsCanBeCalled(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:80": "http://127.0.0.1:80",
		"[::1]:80":     "http://[::1]:80",
		"0.0.0.0:80":   "http://127.0.0.1:80",
		"[::]:80":      "http://127.0.0.1:80",
	} {
		a, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if got := urlOf(a); got != want {
			t.Errorf("%s is called as %s, want %s", address, got, want)
		}
	}
}

func TestRefusedByHTTP(t *testing.T) {
	own := "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request"
	for text, want := range map[string]bool{
		own: true,
		"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n431": true,
		"HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\nDate: x\r\n\r\n":                                                 true,
		"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nDate: x\r\n\r\nno":                                  false,
		"HTTP/1.1 200 OK\r\n\r\n": false,
		own[:20]:                  false,
		"HTTP/1.1 4":              false,
		"":                        false,
		"400":                     false,
	} {
		if _, got := refusedByHTTP([]byte(text)); got != want {
			t.Errorf("%.60q taken for net/http's own: %t, want %t", text, got, want)
		}
	}
}
