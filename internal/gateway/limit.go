package gateway

import (
	"context"
	"hash/maphash"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"tongwan/internal/platform"
)

// Limiter counts how often each player calls each interface of an app. It is
// safe for concurrent use.
type Limiter interface {
	// Allow counts one call at a time of the app's world and reports whether
	// the app's rate allows it. A call that is refused does not use up
	// anything.
	Allow(ctx context.Context, app *platform.App, openid, path string, now time.Time) bool
	// Forget drops what was counted in a world: it is gone, or was reset.
	Forget(world string)
}

// Limits is the [Limiter] of one process, by the time of each app's world.
type Limits struct {
	seed maphash.Seed

	mu     sync.Mutex
	worlds map[string]*buckets
}

// buckets are those of one world.
type buckets struct {
	of      map[bucketKey]*bucket
	sweepAt int // number of buckets at which full ones are dropped
}

// bucketKey holds a hash of the openid, which is any text of a caller's.
type bucketKey struct {
	appid  int64
	openid uint64
	path   string
}

type bucket struct {
	*rate.Limiter
	last time.Time // asked
}

// overtaken is how much earlier than the last call's a time may be because
// calls overtake each other between being timed and being counted.
const overtaken = 5 * time.Second

// firstSweep bounds the memory of buckets nobody uses any more.
const firstSweep = 10_000

// NewLimits returns limits with no call counted yet.
func NewLimits() *Limits {
	return &Limits{seed: maphash.MakeSeed(), worlds: make(map[string]*buckets)}
}

// Allow implements [Limiter]. A clock that was turned back begins anew.
func (l *Limits) Allow(_ context.Context, app *platform.App, openid, path string, now time.Time) bool {
	r := app.Settings.Rate
	if r.PerSecond <= 0 {
		return true
	}
	key := bucketKey{app.ID, maphash.String(l.seed, openid), path}
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.worlds[app.World]
	if w == nil {
		w = &buckets{of: make(map[bucketKey]*bucket), sweepAt: firstSweep}
		l.worlds[app.World] = w
	}
	b := w.of[key]
	if b == nil || b.Limit() != rate.Limit(r.PerSecond) || b.Burst() != Burst(r) || b.last.Sub(now) > overtaken {
		w.sweep(now)
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(r.PerSecond), Burst(r))}
		w.of[key] = b
	}
	if now.After(b.last) {
		b.last = now
	}
	return b.AllowN(b.last, 1)
}

// Forget implements [Limiter].
func (l *Limits) Forget(world string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.worlds, world)
}

// Burst returns how many calls a rate allows at once: one second's worth if
// that is not set.
func Burst(r platform.Rate) int {
	if r.Burst > 0 {
		return r.Burst
	}
	return max(1, int(math.Ceil(r.PerSecond)))
}

// sweep drops buckets that are full again: they say no more than a new one.
func (w *buckets) sweep(now time.Time) {
	if len(w.of) < w.sweepAt {
		return
	}
	for key, b := range w.of {
		if b.TokensAt(now) >= float64(b.Burst()) {
			delete(w.of, key)
		}
	}
	w.sweepAt = max(firstSweep, 2*len(w.of))
}
