package postgres

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tongwan/internal/platform"
)

// trips counts round trips and the statements in them.
type trips struct {
	mu                sync.Mutex
	trips, statements int
}

func (c *trips) count(statements int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trips++
	c.statements += statements
}

// since returns what was counted since it was last asked.
func (c *trips) since() (trips, statements int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	trips, statements = c.trips, c.statements
	c.trips, c.statements = 0, 0
	return trips, statements
}

func (c *trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	c.count(1)
	return ctx
}

func (c *trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	c.count(d.Batch.Len())
	return ctx
}

func (c *trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (c *trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

func reported(uin int64, types ...int) platform.Report {
	r := platform.Report{UIN: uin, AppID: 1, Now: noon, Day: noon, Week: noon, Games: []platform.Game{{Score: 1}}}
	for _, typ := range types {
		r.Scores = append(r.Scores, platform.ReportedScore{Score: platform.Score{Type: typ, Reported: noon}})
	}
	return r
}

// TestRoundTrips: what each call takes when its openids are remembered.
func TestRoundTrips(t *testing.T) {
	var c trips
	s := open(t, database(t), &c)
	loadCrowd(t, s, 120, 50)
	ids := []string{openid(1), openid(2), openid(3)}
	hash := platform.HashToken(openid(1))
	tests := []struct {
		name              string
		call              func(ctx context.Context) error
		trips, statements int
	}{
		{"people who are not remembered", func(ctx context.Context) error { return second(s.People(ctx, 1, ids)) }, 2, 2},
		{"people", func(ctx context.Context) error { return second(s.People(ctx, 1, ids)) }, 1, 1},
		{"login", func(ctx context.Context) error { return second(s.Login(ctx, 1, openid(1), hash)) }, 1, 1},
		{"100 friends", func(ctx context.Context) error { return second(s.Friends(ctx, 2, 1)) }, 1, 1},
		{"renewal", func(ctx context.Context) error {
			return second(s.RenewSession(ctx, 1, openid(1), hash, noon, noon.Add(2*time.Hour)))
		}, 1, 1},
		{"report", func(ctx context.Context) error { return s.ReportScores(ctx, reported(2, 1, 3)) }, 1, 2},
		{"chest", func(ctx context.Context) error { return s.AddChest(ctx, chest(2, "a")) }, 1, 2},
	}
	c.since()
	for _, tt := range tests {
		if err := tt.call(t.Context()); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if trips, statements := c.since(); trips != tt.trips || statements != tt.statements {
			t.Errorf("%s: %d round trips with %d statements, want %d with %d", tt.name, trips, statements, tt.trips, tt.statements)
		}
	}
}

// TestTogether: what comes together shares statements and a commit, and each
// gets its own answer.
func TestTogether(t *testing.T) {
	var c trips
	s := open(t, database(t), &c)
	const n = 50
	loadCrowd(t, s, n, 0)
	var (
		batch    []change
		renewals []*renewal
	)
	for i := range n {
		r := &renewal{sessionKey: sessionKey{int64(i + 1), 1, platform.HashToken(openid(i))}, openid: openid(i), now: millis(noon), until: millis(noon.Add(2 * time.Hour))}
		switch i % 10 {
		case 7:
			r.openid = "another's"
		case 8:
			r.now = millis(noon.Add(time.Hour)) // when it is over
		case 9:
			r.hash[0]++
		}
		renewals = append(renewals, r)
		batch = append(batch, r, &report{reported(int64(i+1), 1, 3)}, chestOf(int64(i+1), "c"))
	}
	c.since()
	for i, err := range flushed(s, batch...) {
		if err != nil {
			t.Errorf("write %d: %v", i, err)
		}
	}
	if trips, statements := c.since(); trips != 1 || statements != 1+2+n {
		t.Errorf("%d round trips with %d statements, want one with %d", trips, statements, 1+2+n)
	}
	for i, r := range renewals {
		if want := i%10 < 7; r.renewed != want {
			t.Errorf("renewal %d is %t, want %t", i, r.renewed, want)
		}
	}
}

// TestTheSameTogether: one statement changes a row once, so what concerns
// one row comes in several, in the order of the callers.
func TestTheSameTogether(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 2, 0)
	key := sessionKey{1, 1, platform.HashToken(openid(0))}
	first := &renewal{sessionKey: key, openid: openid(0), now: millis(noon), until: millis(noon.Add(2 * time.Hour))}
	second := &renewal{sessionKey: key, openid: openid(0), now: millis(noon.Add(time.Hour)), until: millis(noon.Add(3 * time.Hour))}
	for i, err := range flushed(s, first, second, &report{reported(1, 3)}, &report{reported(1, 3, 3)}) {
		if err != nil {
			t.Errorf("write %d: %v", i, err)
		}
	}
	if !first.renewed || !second.renewed {
		t.Errorf("renewed: %t, and then %t", first.renewed, second.renewed)
	}
	var rounds int
	if err := s.pool.QueryRow(t.Context(), "SELECT rounds FROM score_period WHERE uin = 1 AND kind = 'all'").Scan(&rounds); err != nil || rounds != 2 {
		t.Errorf("%d rounds, want 2; %v", rounds, err)
	}
}

// TestExhausted: when all connections are in use calls do not wait for ever,
// and say what they waited for.
func TestExhausted(t *testing.T) {
	s := open(t, database(t)+"&pool_max_conns=8", nil)
	var held []*pgxpool.Conn
	for range 8 {
		c, err := s.pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Ready(ctx); err == nil || !strings.Contains(err.Error(), "all 8 are in use") {
		t.Errorf("ready without a connection: %v", err)
	}
	var callers sync.WaitGroup
	for _, call := range []func() error{
		func() error { return second(s.Account(t.Context(), 1)) },
		func() error { return s.AddChest(t.Context(), chest(1, "a")) },
	} {
		callers.Go(func() {
			if err := call(); err == nil || !strings.Contains(err.Error(), "all 8 are in use") {
				t.Errorf("a call without a connection: %v", err)
			}
		})
	}
	callers.Wait()
	for _, c := range held {
		c.Release()
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}
