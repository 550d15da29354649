// Package redislimit counts calls in a Redis or Valkey server, so that all
// processes of a platform share each player's frequency limit.
package redislimit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
)

// Config is what [New] needs.
type Config struct {
	URL      string // redis://[user:password@]host:port[/db], or rediss:// with TLS
	Clock    platform.Clock
	Log      *slog.Logger
	Fallback func() // is told of every call that was counted in this process instead; may be nil
}

// Limits are budgets that processes share. While Redis does not answer each
// process counts for itself, as it would without one, and asks again after
// [retryAfter]: a limit must never stop the API. It implements
// [gateway.Limiter].
//
// Budgets fill by Redis's own clock, the same for all processes.
type Limits struct {
	Config
	client  *redis.Client
	shared  *redis_rate.Limiter
	here    *gateway.Limits
	downFor atomic.Int64 // Unix nanoseconds until which Redis is not asked; 0: it answers
}

const (
	// answerTime is how long a call may wait for Redis. It is on the way of
	// every call of an app with a rate.
	answerTime = 200 * time.Millisecond
	retryAfter = time.Second
)

var errUnreadable = errors.New("redis must be like redis://localhost:6379/0, or redis://USER:PASSWORD@HOST:PORT/0 with special characters percent-encoded")

// New returns limits over the server that a URL names. It does not wait for
// the server: one that is not there yet is as good as one that went away.
func New(c Config) (*Limits, error) {
	o, err := redis.ParseURL(c.URL)
	if err != nil {
		return nil, errUnreadable // the reason may hold what was meant as a password
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = answerTime, answerTime, answerTime, answerTime
	o.MaxRetries = -1 // none: the next call asks again
	o.ContextTimeoutEnabled = true
	client := redis.NewClient(o)
	return &Limits{Config: c, client: client, shared: redis_rate.NewLimiter(client), here: gateway.NewLimits()}, nil
}

var _ io.Closer = (*Limits)(nil)

// Close gives the connections back.
func (l *Limits) Close() error { return l.client.Close() }

// Allow counts one call and reports whether the app's rate allows it. A call
// that is refused does not use up anything.
func (l *Limits) Allow(ctx context.Context, app *platform.App, openid, path string, now time.Time) bool {
	r := app.Settings.Rate
	if r.PerSecond <= 0 {
		return true
	}
	if l.rests() {
		return l.allowHere(ctx, app, openid, path, now)
	}
	asking, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	result, err := l.shared.Allow(asking, key(app.ID, openid, path), redis_rate.Limit{
		Rate: 1, Period: time.Duration(float64(time.Second) / r.PerSecond), Burst: gateway.Burst(r),
	})
	if err != nil {
		if ctx.Err() == nil { // otherwise the call's own time was over
			l.down(err)
		}
		return l.allowHere(ctx, app, openid, path, now)
	}
	l.up()
	return result.Allowed > 0
}

// Forget drops what was counted in a world in this process. What Redis counts
// it forgets by itself, as soon as a budget is full again.
func (l *Limits) Forget(world string) { l.here.Forget(world) }

func (l *Limits) allowHere(ctx context.Context, app *platform.App, openid, path string, now time.Time) bool {
	if l.Fallback != nil {
		l.Fallback()
	}
	return l.here.Allow(ctx, app, openid, path, now)
}

// key names a budget. An openid is any text of a caller's, and nobody's to
// read in Redis: its hash stands for it.
func key(appid int64, openid, path string) string {
	sum := sha256.Sum256([]byte(openid))
	return fmt.Sprintf("tongwan:%d:%s:%x", appid, path, sum[:12])
}

// rests reports whether Redis failed a moment ago.
func (l *Limits) rests() bool {
	until := l.downFor.Load()
	return until != 0 && l.Clock.Now("").UnixNano() < until
}

func (l *Limits) down(err error) {
	if l.downFor.Swap(l.Clock.Now("").Add(retryAfter).UnixNano()) == 0 {
		l.Log.Error("Redis does not answer: frequency limits count in this process alone until it does", "err", err)
	}
}

func (l *Limits) up() {
	if l.downFor.Load() != 0 && l.downFor.Swap(0) != 0 {
		l.Log.Info("Redis answers again: frequency limits are shared")
	}
}
