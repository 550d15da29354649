package gateway

import (
	"hash/maphash"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"tongwan/internal/platform"
)

// Limits counts how often each player calls each interface of an app, in
// this process, by the time of the app's world.
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

// firstSweep bounds the memory of buckets nobody uses any more.
const firstSweep = 10_000

// NewLimits returns limits with no call counted yet.
func NewLimits() *Limits {
	return &Limits{seed: maphash.MakeSeed(), worlds: make(map[string]*buckets)}
}

// Allow counts one call at a time and reports whether the app's rate allows
// it. A call that is refused does not use up anything. A time before the last
// call's, of a clock that was turned back, begins anew.
func (l *Limits) Allow(app *platform.App, openid, path string, now time.Time) bool {
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
	if b == nil || b.Limit() != rate.Limit(r.PerSecond) || b.Burst() != burst(r) || now.Before(b.last) {
		w.sweep(now)
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(r.PerSecond), burst(r))}
		w.of[key] = b
	}
	b.last = now
	return b.AllowN(now, 1)
}

// Forget drops what was counted in a world: it is gone, or was reset.
func (l *Limits) Forget(world string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.worlds, world)
}

// burst returns the size of the bucket: one second's worth if not set.
func burst(r platform.Rate) int {
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
