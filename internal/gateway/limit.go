package gateway

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"tongwan/internal/platform"
)

// Limits counts how often each player calls each interface of an app, in
// this process.
type Limits struct {
	mu      sync.Mutex
	buckets map[bucketKey]*rate.Limiter
	sweepAt int // number of buckets at which full ones are dropped
}

type bucketKey struct {
	appid  int64
	openid string
	path   string
}

// firstSweep bounds the memory of buckets nobody uses any more.
const firstSweep = 10_000

// NewLimits returns limits with no call counted yet.
func NewLimits() *Limits {
	return &Limits{buckets: make(map[bucketKey]*rate.Limiter), sweepAt: firstSweep}
}

// Allow counts one call at a time and reports whether the app's rate allows
// it. A call that is refused does not use up anything.
func (l *Limits) Allow(app *platform.App, openid, path string, now time.Time) bool {
	r := app.Settings.Rate
	if r.PerSecond <= 0 {
		return true
	}
	key := bucketKey{app.ID, openid, path}
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket := l.buckets[key]
	if bucket == nil || bucket.Limit() != rate.Limit(r.PerSecond) || bucket.Burst() != burst(r) {
		l.sweep(now)
		bucket = rate.NewLimiter(rate.Limit(r.PerSecond), burst(r))
		l.buckets[key] = bucket
	}
	return bucket.AllowN(now, 1)
}

// burst returns the size of the bucket: one second's worth if not set.
func burst(r platform.Rate) int {
	if r.Burst > 0 {
		return r.Burst
	}
	return max(1, int(math.Ceil(r.PerSecond)))
}

// sweep drops buckets that are full again: they say no more than a new one.
func (l *Limits) sweep(now time.Time) {
	if len(l.buckets) < l.sweepAt {
		return
	}
	for key, b := range l.buckets {
		if b.TokensAt(now) >= float64(b.Burst()) {
			delete(l.buckets, key)
		}
	}
	l.sweepAt = max(firstSweep, 2*len(l.buckets))
}
