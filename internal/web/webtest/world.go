package webtest

import (
	"strings"
	"sync"
	"testing"
	"time"

	"tongwan/internal/platform"
)

// Noon is where clocks begin: on a Wednesday.
var Noon = time.Date(2026, 1, 7, 12, 0, 0, 0, platform.Shanghai)

// Clock is a clock that stands still until it is turned.
type Clock struct {
	mu    sync.Mutex
	since time.Duration
}

// Now returns noon, and what the clock was turned since.
func (c *Clock) Now(string) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Noon.Add(c.since)
}

// Advance turns the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.since += d
}

// Passwords are hashes that cost nothing.
type Passwords struct{}

// Hash marks a password.
func (Passwords) Hash(password string) string { return "hash of " + password }

// Verify compares it.
func (Passwords) Verify(hash, password string) (bool, error) {
	return strings.TrimPrefix(hash, "hash of ") == password, nil
}

// Load puts rows into a platform's store, as a world called test.
func Load(t testing.TB, p *platform.Platform, rows ...platform.Row) {
	t.Helper()
	LoadWorld(t, p, "test", rows...)
}

// LoadWorld puts rows into a platform's store, as a world.
func LoadWorld(t testing.TB, p *platform.Platform, world string, rows ...platform.Row) {
	t.Helper()
	each := func(yield func(platform.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
	if err := p.LoadWorld(t.Context(), platform.World{Name: world}, false, each); err != nil {
		t.Fatal(err)
	}
}
