package redislimit

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/redistest"
)

// clock is the machine's time as a test turns it.
type clock struct{ ns atomic.Int64 }

func (c *clock) Now(string) time.Time    { return time.Unix(0, c.ns.Load()) }
func (c *clock) advance(d time.Duration) { c.ns.Add(int64(d)) }

type fixture struct {
	*Limits
	clock     *clock
	fallbacks atomic.Int64
	log       syncBuffer
}

func newFixture(t *testing.T, url string) *fixture {
	t.Helper()
	f := &fixture{clock: new(clock)}
	f.clock.advance(time.Hour)
	var err error
	f.Limits, err = New(Config{URL: url, Clock: f.clock, Log: slog.New(slog.NewTextHandler(&f.log, nil)),
		Fallback: func() { f.fallbacks.Add(1) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// syncBuffer is a buffer that many may write to.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// game has a burst of n calls that takes an hour each to earn again.
func game(n int) *platform.App {
	return &platform.App{ID: 1, World: "w", Settings: platform.Settings{Rate: platform.Rate{PerSecond: 1.0 / 3600, Burst: n}}}
}

func (f *fixture) allow(t *testing.T, app *platform.App, openid, path string) bool {
	t.Helper()
	return f.Allow(t.Context(), app, openid, path, f.clock.Now(""))
}

// count makes n calls at the same time over several processes' limits and
// returns how many were allowed.
func count(t *testing.T, app *platform.App, n int, of ...*fixture) int {
	t.Helper()
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if of[i%len(of)].allow(t, app, "A", "/x") {
				allowed.Add(1)
			}
		})
	}
	wg.Wait()
	return int(allowed.Load())
}

func TestProcessesShareABudget(t *testing.T) {
	s := redistest.Start(t)
	app := game(10)
	a, b, c := newFixture(t, s.URL()), newFixture(t, s.URL()), newFixture(t, s.URL())
	if n := count(t, app, 60, a, b, c); n != 10 {
		t.Errorf("three processes allowed %d calls of a burst of 10", n)
	}
	if !a.allow(t, app, "B", "/x") || !b.allow(t, app, "A", "/y") {
		t.Error("another player or interface shares the budget")
	}
	other := game(10)
	other.ID = 2
	if !a.allow(t, other, "A", "/x") {
		t.Error("another app shares the budget")
	}
	if n := a.fallbacks.Load() + b.fallbacks.Load() + c.fallbacks.Load(); n != 0 {
		t.Errorf("%d calls were not counted in Redis", n)
	}
}

func TestBudgetFillsAgain(t *testing.T) {
	f := newFixture(t, redistest.Start(t).URL())
	app := game(1)
	app.Settings.Rate.PerSecond = 50
	f.allow(t, app, "A", "/x")
	for deadline := t.Context(); !f.allow(t, app, "A", "/x"); {
		if deadline.Err() != nil {
			t.Fatal("a budget never fills again")
		}
	}
	app.Settings.Rate = platform.Rate{}
	if !f.allow(t, app, "A", "/x") {
		t.Error("refused without a limit")
	}
}

func TestRedisAway(t *testing.T) {
	s := redistest.Start(t)
	f := newFixture(t, s.URL())
	app := game(5)
	if n := count(t, app, 10, f); n != 5 {
		t.Fatalf("%d calls of a burst of 5 were allowed", n)
	}
	s.Stop()
	if n := count(t, app, 10, f); n != 5 {
		t.Errorf("without Redis this process allowed %d calls, want its own burst of 5", n)
	}
	if n := f.fallbacks.Load(); n != 10 {
		t.Errorf("%d calls were told as counted here, want 10", n)
	}
	if n := strings.Count(f.log.String(), "level=ERROR"); n != 1 {
		t.Errorf("the log tells of it %d times, want once:\n%s", n, &f.log)
	}
	s.Again(t)
	if f.allow(t, app, "A", "/x") {
		t.Error("Redis was asked again at once")
	}
	f.clock.advance(retryAfter)
	if n := count(t, app, 10, f); n != 5 {
		t.Errorf("with Redis back %d calls were allowed, want 5", n)
	}
	if !strings.Contains(f.log.String(), "answers again") {
		t.Errorf("the log does not tell that Redis is back:\n%s", &f.log)
	}
}

// TestRedisHangs: one that does not answer costs one call its patience, not
// every one.
func TestRedisHangs(t *testing.T) {
	s := redistest.Start(t)
	f := newFixture(t, s.URL())
	app := game(100)
	f.allow(t, app, "A", "/x")
	s.Pause()
	defer s.Resume()
	for i := range 50 {
		if !f.allow(t, app, "A", "/x") {
			t.Fatalf("call %d was refused because Redis hangs", i)
		}
	}
	if n := f.fallbacks.Load(); n != 50 {
		t.Errorf("%d calls were counted here, want 50", n)
	}
}

// TestCallOutOfTime: a call whose own time is over says nothing of Redis.
func TestCallOutOfTime(t *testing.T) {
	f := newFixture(t, redistest.Start(t).URL())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f.Allow(ctx, game(5), "A", "/x", f.clock.Now(""))
	if f.rests() || f.log.String() != "" {
		t.Errorf("Redis is taken for away:\n%s", &f.log)
	}
}

func TestURL(t *testing.T) {
	for _, url := range []string{"", "localhost:6379", "http://localhost", "redis://localhost/x", "redis://u:secret@localhost:port", "redis://:secret/left@h", "redis://u:12/5secret@h"} {
		_, err := New(Config{URL: url})
		if err == nil || !strings.Contains(err.Error(), "redis://localhost:6379/0") {
			t.Errorf("%q: got error %v, want one that shows how it is written", url, err)
		}
		if strings.Contains(fmt.Sprint(err), "secret") {
			t.Errorf("the error prints a password: %v", err)
		}
	}
}

// TestKey: what a caller sends does not reach Redis as it is.
func TestKey(t *testing.T) {
	k := key(7, "some\r\nopenid", "/relation/qqprofile")
	if strings.Contains(k, "some") || !strings.HasPrefix(k, "tongwan:"+strconv.Itoa(7)+":/relation/qqprofile:") {
		t.Error(k)
	}
}
