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
	"slices"
	"strings"
	"sync/atomic"
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
		err = ServeYardstick(ctx, flagOf("--ready-file"), flagOf("--db"))
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

const (
	fakeMode    = "BENCH_TEST_FAKE"
	fakeRefuses = "BENCH_TEST_REFUSES" // a call of the control API
)

// exported is how long the document of the fake's world is.
const exported = 4711

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
	var ordered atomic.Bool // faults; a sandbox is of no use without
	ordered.Store(!slices.Contains(os.Args, "--sandbox"))
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if os.Getenv(fakeMode) == "refusing" && r.URL.Path == "/profile/query_vip" {
			w.Write([]byte(`{"ret":-103,"msg":"oidb decode0x5e1 failed, ret:116"}`))
			return
		}
		if !ordered.Load() {
			w.Write([]byte(`{"ret":-1,"msg":"the sandbox has no faults"}`))
			return
		}
		r.Header.Set(sizeHeader, "321")
		y.ServeHTTP(w, r)
	}))
	defer api.Close()
	control := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := r.Method + " " + r.URL.RequestURI()
		switch {
		case r.Header.Get("Authorization") != "Bearer secret", call == os.Getenv(fakeRefuses):
			http.Error(w, "no", http.StatusForbidden)
		case r.URL.Path == "/debug/pprof/profile":
			w.Write([]byte("profile of " + r.FormValue("seconds")))
		case call == "GET /control/worlds/bench":
			w.Write(make([]byte, exported))
		case call == "PUT /control/worlds/bench/faults":
			ordered.Store(true)
		case call != "PUT /control/worlds/small" && call != "DELETE /control/worlds/small" && call != "PUT /control/worlds/bench?reset=true":
			http.Error(w, "nobody calls "+call, http.StatusNotFound)
		default:
			io.Copy(io.Discard, r.Body)
		}
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
		World: World{Accounts: 200, Friends: 10, Seed: 3}, Dir: t.TempDir(), Scenarios: Scenarios(), Parts: Parts(),
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
	checkParts(t, r)
	for _, line := range []string{"qqprofile 2/2: tongwan ", "qqprofile 16/16: sandbox ", "reset 2/2: sandbox "} {
		if !strings.Contains(progress.String(), line) {
			t.Errorf("the progress has no %q:\n%s", line, progress.String())
		}
	}
	nothingLeft(t, c.Dir)
}

// checkParts looks at what was measured besides the scenarios.
func checkParts(t *testing.T, r *Result) {
	t.Helper()
	var names []string
	for _, s := range slices.Concat(r.Sandbox, r.Worlds) {
		names = append(names, s.Name)
		if s.Ratio <= 0 || s.Tongwan.Requests == 0 || s.Yardstick.Requests == 0 || s.Tongwan.P50 <= 0 || s.Yardstick.P50 <= 0 {
			t.Errorf("%s: %+v", s.Name, s)
		}
	}
	if want := []string{"qqprofile", "qqfriends_detail", "create_drop", "reset"}; !slices.Equal(names, want) {
		t.Fatalf("measured %v, want %v", names, want)
	}
	if n := r.Worlds[0].Tongwan.Requests; n < 2 {
		t.Errorf("a small world was made %d times in two slices", n)
	}
	if reset := r.Worlds[1]; reset.Tongwan.Requests != 2 || reset.Yardstick.Requests != 2 || reset.Accounts != 200 {
		t.Errorf("reset: %+v", reset)
	}
}

// A database that is not the run's own leaves no room for a sandbox beside.
func TestRunOnAnotherDatabase(t *testing.T) {
	c := testConfig(t)
	c.DB, c.Scenarios = "postgres://elsewhere", c.Scenarios[:1]
	var progress bytes.Buffer
	c.Progress = &progress
	r, err := Run(t.Context(), c)
	if err != nil || len(r.Scenarios) != 1 || len(r.Sandbox)+len(r.Worlds) > 0 || !strings.Contains(progress.String(), "is left out") {
		t.Errorf("result is %+v, %v; progress is\n%s", r, err, progress.String())
	}
	nothingLeft(t, c.Dir)
}

func TestRunFailsOnARefusalOfTheControlAPI(t *testing.T) {
	for call, part := range map[string]Part{
		"PUT /control/worlds/bench/faults":     PartSandbox,
		"DELETE /control/worlds/small":         PartCreateDrop,
		"PUT /control/worlds/bench?reset=true": PartReset,
	} {
		t.Setenv(fakeRefuses, call)
		c := testConfig(t)
		c.Scenarios, c.Parts = nil, []Part{part}
		_, err := Run(t.Context(), c)
		if err == nil || !strings.Contains(err.Error(), string(part)+": ") || !strings.Contains(err.Error(), "403 Forbidden: no") {
			t.Errorf("%s: error is %v", call, err)
		}
		nothingLeft(t, c.Dir)
	}
}

func TestRunFailsOnARefusal(t *testing.T) {
	t.Setenv(fakeMode, "refusing")
	c := testConfig(t)
	c.Parts = nil
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
		"with 8 accounts":         func(c *Config) { c.Larger = []int{8} },
		"postgres://elsewhere":    func(c *Config) { c.Postgres, c.DB = true, "postgres://elsewhere" },
	} {
		c := testConfig(t)
		spoil(&c)
		if _, err := Run(t.Context(), c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}

// With a PostgreSQL of the run's own pgbench has its part in each round.
func TestRunOnItsOwnPostgres(t *testing.T) {
	c := testConfig(t)
	c.Postgres, c.Dir, c.Scenarios, c.Parts, c.Rounds, c.Starts = true, openDir(t), c.Scenarios[:2], []Part{PartCreateDrop}, 1, 1
	r, err := Run(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	var scripts []string
	for _, s := range r.Postgres.PGBench {
		scripts = append(scripts, s.Script)
		if len(s.PerSecond) != 1 || s.PerSecond[0] <= 0 {
			t.Errorf("%s: %v/s", s.Script, s.PerSecond)
		}
	}
	if want := []string{pgbenchUpdate, pgbenchSelect, pgbenchSimpleUpdate}; !slices.Equal(scripts, want) {
		t.Errorf("pgbench did %q, want %q", scripts, want)
	}
	for _, s := range r.Scenarios {
		if s.PGBench.PerSecond <= 0 || len(s.PGBench.Ratios) != 1 || s.PGBench.Ratio <= 0 {
			t.Errorf("%s: %+v", s.Name, s.PGBench)
		}
	}
	if len(r.Scenarios) != 2 || len(r.Worlds) != 1 || len(r.Start.Empty) != 1 || r.World.DatabaseBytes == 0 || r.Postgres.Rows != 100_000 {
		t.Errorf("result is %+v", r)
	}
	nothingLeft(t, c.Dir)
}

func TestRunInLargerWorlds(t *testing.T) {
	c := testConfig(t)
	c.Larger, c.Scenarios = []int{400, 600}, c.Scenarios[:1]
	c.Profiles = filepath.Join(t.TempDir(), "profiles")
	r, err := Run(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for i, size := range r.sizes() {
		if size.World.Accounts != 200*(i+1) || len(size.Scenarios) != 1 || size.World.LoadSeconds <= 0 || size.World.ExportBytes != exported {
			t.Errorf("size %d: %+v", i, size)
		}
		if more := i > 0; more == (len(size.Worlds) > 0) || more == (len(size.Start.Empty) > 0) {
			t.Errorf("size %d has parts %v and starts %v", i, size.Worlds, size.Start.Empty)
		}
	}
	for _, profile := range []string{"verify_login.pprof", "400/verify_login.pprof", "600/verify_login.pprof"} {
		if _, err := os.Stat(filepath.Join(c.Profiles, profile)); err != nil {
			t.Error(err)
		}
	}
	nothingLeft(t, c.Dir)
}
