// Package sandbox is what a test needs of a world and a production server
// must not have: clocks that can be turned, faults that can be ordered, and a
// journal of requests that says why they failed.
package sandbox

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"tongwan/internal/platform"
)

// Clocks gives every world a clock that can be turned. A world whose clock
// nobody turned follows the machine's. It implements [platform.Clock].
type Clocks struct {
	system platform.Clock

	mu     sync.RWMutex
	worlds map[string]setting
}

// setting is how a world's clock was turned: to base, when the machine's
// said since. A frozen one stands there, another runs on.
type setting struct {
	base   time.Time
	since  time.Time
	frozen bool
}

// NewClocks returns clocks that all follow a clock of the machine.
func NewClocks(system platform.Clock) *Clocks {
	return &Clocks{system: system, worlds: make(map[string]setting)}
}

// Now returns the time in a world.
func (c *Clocks) Now(world string) time.Time {
	c.mu.RLock()
	s, turned := c.worlds[world]
	c.mu.RUnlock()
	if !turned {
		return c.system.Now(world)
	}
	return s.at(c.system.Now(world))
}

func (s setting) at(system time.Time) time.Time {
	if s.frozen {
		return s.base
	}
	return s.base.Add(system.Sub(s.since))
}

// Turn is one change of a world's clock; exactly one of Freeze, Set, Advance
// and Follow is given.
type Turn struct {
	Freeze  time.Time     // stand still at
	Set     time.Time     // run on from
	Advance time.Duration // go forward by: running on, or standing still again
	Follow  bool          // be the machine's time again
	Force   bool          // go back, too
}

// backlash is how far back a Freeze or Set may go without Force: the time it
// takes a caller to read its own clock and ask.
const backlash = 5 * time.Second

// ErrBackwards is the refusal of a turn that would move a world's time back,
// so that what was stored would lie in its future.
var ErrBackwards = errors.New(`the world's time would move back; add "force": true if that is meant`)

// The years that a world can live in: its times can be written with four
// digits, also the end of the longest duration, 292 years later.
const (
	firstYear = 1970
	lastYear  = 9000
)

// Turn changes a world's clock and returns its new time.
func (c *Clocks) Turn(world string, t Turn) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	system := c.system.Now(world)
	old, turned := c.worlds[world]
	if !turned {
		old = setting{base: system, since: system}
	}
	if t.Follow {
		delete(c.worlds, world)
		return system, nil
	}
	next := old.turned(t, system)
	now := next.at(system)
	if y := now.UTC().Year(); y < firstYear || y > lastYear {
		return time.Time{}, fmt.Errorf("the year must be %d to %d, got %d", firstYear, lastYear, y)
	}
	if back := old.at(system).Sub(now); !t.Force && (t.Advance < 0 || back > backlash) {
		return time.Time{}, fmt.Errorf("from %s to %s: %w", old.at(system).Format(time.RFC3339), now.Format(time.RFC3339), ErrBackwards)
	}
	c.worlds[world] = next
	return now, nil
}

// turned returns the setting after a turn made at a time of the machine.
func (s setting) turned(t Turn, system time.Time) setting {
	switch {
	case !t.Freeze.IsZero():
		return setting{base: t.Freeze, frozen: true}
	case !t.Set.IsZero():
		return setting{base: t.Set, since: system}
	}
	return setting{base: s.at(system).Add(t.Advance), since: system, frozen: s.frozen}
}

// Mode says how a world's clock goes: "following" the machine's, "frozen",
// or "running" apart from it.
func (c *Clocks) Mode(world string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	s, turned := c.worlds[world]
	switch {
	case !turned:
		return "following"
	case s.frozen:
		return "frozen"
	}
	return "running"
}

// Forget ends a world's clock: the world is gone.
func (c *Clocks) Forget(world string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.worlds, world)
}
