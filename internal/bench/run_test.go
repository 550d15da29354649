package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary is both servers, too: the yardstick, and a fake of tongwan
// that answers as the yardstick does, at a size of its own.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 || os.Args[1] != "serve" && os.Args[1] != "yardstick" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var err error
	if os.Args[1] == "yardstick" {
		err = ServeYardstick(ctx, flagOf("--ready-file"))
	} else {
		err = serveFake(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func flagOf(name string) string {
	for i, arg := range os.Args[:len(os.Args)-1] {
		if arg == name {
			return os.Args[i+1]
		}
	}
	return ""
}

const fakeMode = "BENCH_TEST_FAKE"

// serveFake is a `tongwan serve` with nothing behind it.
func serveFake(ctx context.Context) error {
	if db := os.Getenv("TONGWAN_DB"); db != "" {
		return fmt.Errorf("TONGWAN_DB is %s", db)
	}
	if os.Getenv(fakeMode) == "broken" {
		return errors.New("tongwan: the database is from a newer version")
	}
	if world := flagOf("--world"); world != "" {
		if _, err := os.Stat(world); err != nil {
			return err
		}
	}
	y := NewYardstick()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if os.Getenv(fakeMode) == "refusing" && r.URL.Path == "/profile/query_vip" {
			w.Write([]byte(`{"ret":-103,"msg":"oidb decode0x5e1 failed, ret:116"}`))
			return
		}
		r.Header.Set(sizeHeader, "321")
		y.ServeHTTP(w, r)
	}))
	defer api.Close()
	control := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/debug/pprof/profile" || r.Header.Get("Authorization") != "Bearer secret" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		w.Write([]byte("profile of " + r.FormValue("seconds")))
	}))
	defer control.Close()
	err := writeReady(flagOf("--ready-file"), ready{API: api.URL, Control: control.URL, Token: "secret", PID: os.Getpid()})
	<-ctx.Done()
	return err
}

func testConfig(t *testing.T) Config {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Tongwan: []string{self}, Yardstick: []string{self, "yardstick"},
		World: World{Accounts: 200, Friends: 10, Seed: 3}, Dir: t.TempDir(), Scenarios: Scenarios(),
		Connections: 4, Rounds: 2, Slice: 50 * time.Millisecond, Warmup: 10 * time.Millisecond,
		Requests: 100, Starts: 2, Idle: time.Millisecond, Progress: io.Discard,
	}
}

func TestRun(t *testing.T) {
	t.Setenv("TONGWAN_DB", "postgres://elsewhere")
	c := testConfig(t)
	var progress bytes.Buffer
	c.Progress, c.Profiles = &progress, filepath.Join(t.TempDir(), "profiles")
	r, err := Run(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Scenarios) != 6 || len(r.Start.Empty) != 2 || r.Start.Loaded <= 0 || r.World.FileBytes == 0 || r.World.LoadSeconds <= 0 {
		t.Errorf("result is %+v", r)
	}
	for _, s := range r.Scenarios {
		if s.AnswerBytes != 321 || len(s.Ratios) != 2 || s.Ratio <= 0 || s.Tongwan.Requests == 0 || s.Yardstick.Requests == 0 ||
			s.Tongwan.P50 <= 0 || s.Tongwan.P99 < s.Tongwan.P50 {
			t.Errorf("%s: %+v", s.Name, s)
		}
		if profile, err := os.ReadFile(filepath.Join(c.Profiles, s.Name+".pprof")); err != nil || string(profile) != "profile of 1" {
			t.Errorf("%s: profile %q, %v", s.Name, profile, err)
		}
	}
	if !strings.Contains(progress.String(), "qqprofile 2/2: tongwan ") {
		t.Errorf("progress is\n%s", progress.String())
	}
	nothingLeft(t, c.Dir)
}

func TestRunFailsOnARefusal(t *testing.T) {
	t.Setenv(fakeMode, "refusing")
	c := testConfig(t)
	r, err := Run(t.Context(), c)
	if err == nil || !strings.Contains(err.Error(), "query_vip: ") || !strings.Contains(err.Error(), "oidb decode0x5e1 failed") {
		t.Errorf("error is %v", err)
	}
	if len(r.Scenarios) != 3 {
		t.Errorf("%d scenarios were measured before", len(r.Scenarios))
	}
	nothingLeft(t, c.Dir)
}

func TestRunFailsWithAServerThatDoesNotStart(t *testing.T) {
	t.Setenv(fakeMode, "broken")
	c := testConfig(t)
	if _, err := Run(t.Context(), c); err == nil || !strings.Contains(err.Error(), "from a newer version") {
		t.Errorf("error is %v", err)
	}
	nothingLeft(t, c.Dir)
}

func TestRunStopsWithItsContext(t *testing.T) {
	c := testConfig(t)
	c.Slice = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	c.Progress = writerFunc(func(line []byte) {
		if bytes.Contains(line, []byte("started again")) {
			time.AfterFunc(200*time.Millisecond, cancel)
		}
	})
	if _, err := Run(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	nothingLeft(t, c.Dir)
}

type writerFunc func([]byte)

func (f writerFunc) Write(b []byte) (int, error) {
	f(b)
	return len(b), nil
}

// nothingLeft checks that the run has removed its files and that none of its
// processes lives: their command lines name the directory.
func nothingLeft(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v is left in %s, %v", left, dir, err)
	}
	commands, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range commands {
		if command, err := os.ReadFile(file); err == nil && bytes.Contains(command, []byte(dir)) {
			t.Errorf("%s still runs: %s", file, bytes.ReplaceAll(command, []byte{0}, []byte{' '}))
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	for want, spoil := range map[string]func(*Config){
		"two friends":             func(c *Config) { c.World.Friends = 0 },
		"some of each":            func(c *Config) { c.Rounds = 0 },
		"one each at least":       func(c *Config) { c.Requests = 1 },
		"must be given":           func(c *Config) { c.Progress = nil },
		"the number must be even": func(c *Config) { c.World.Friends = 3 },
	} {
		c := testConfig(t)
		spoil(&c)
		if _, err := Run(t.Context(), c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}
