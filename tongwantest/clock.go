package tongwantest

import (
	"net/http"
	"time"
)

// Clock is the world's clock, by which tokens expire, days and weeks change and
// memberships lapse. It follows the machine's until it is turned. Each of its
// methods but Now turns it, and all return the world's new time, in the
// platform's zone (Asia/Shanghai) and to the millisecond.
type Clock struct{ s *Server }

// Clock returns the world's clock.
func (s *Server) Clock() Clock { return Clock{s} }

// Now returns the world's time.
func (c Clock) Now() time.Time {
	c.s.t.Helper()
	return c.turn(http.MethodGet, nil)
}

// Freeze makes the clock stand still at a time, earlier or later than now. What
// the world holds keeps its times: a token lives to the moment it was given.
func (c Clock) Freeze(at time.Time) time.Time {
	c.s.t.Helper()
	c.mustBeTime("Freeze", at)
	return c.turn(http.MethodPost, map[string]any{"freeze": at, "force": true})
}

// Set makes the clock run on from a time, earlier or later than now.
func (c Clock) Set(at time.Time) time.Time {
	c.s.t.Helper()
	c.mustBeTime("Set", at)
	return c.turn(http.MethodPost, map[string]any{"set": at, "force": true})
}

// Advance moves the clock forward; a frozen one stands still again afterwards.
func (c Clock) Advance(d time.Duration) time.Time {
	c.s.t.Helper()
	if d < 0 {
		c.s.fatalf("Clock.Advance(%v) would go back: use Freeze or Set with the time you mean", d)
	}
	return c.turn(http.MethodPost, map[string]any{"advance": d.String()})
}

// Follow makes the clock follow the machine's again.
func (c Clock) Follow() time.Time {
	c.s.t.Helper()
	return c.turn(http.MethodPost, map[string]any{"follow": true})
}

func (c Clock) mustBeTime(method string, at time.Time) {
	c.s.t.Helper()
	if at.IsZero() {
		c.s.fatalf("Clock.%s was given the zero time: give it a moment, such as time.Date(2026, 1, 5, …)", method)
	}
}

func (c Clock) turn(method string, body any) time.Time {
	c.s.t.Helper()
	var answer struct {
		Now time.Time `json:"now"`
	}
	if err := c.s.call(method, "/clock", body, &answer); err != nil {
		c.s.fatalf("turning the clock: %v", err)
	}
	return answer.Now
}
