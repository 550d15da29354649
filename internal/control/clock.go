package control

import (
	"errors"
	"net/http"
	"time"

	"tongwan/internal/sandbox"
)

// clockAnswer is a world's time and how its clock goes.
type clockAnswer struct {
	World string    `json:"world"`
	Now   time.Time `json:"now"`
	Mode  string    `json:"mode"` // following, frozen or running
}

// clockTurn is the body of POST …/clock.
type clockTurn struct {
	Freeze  time.Time `json:"freeze"`
	Set     time.Time `json:"set"`
	Advance string    `json:"advance"` // a Go duration
	Follow  bool      `json:"follow"`
	Force   bool      `json:"force"`
}

const clockForms = `{"freeze":"2026-01-05T00:00:00+08:00"}, {"set":"2026-01-05T00:00:00+08:00"}, {"advance":"2h1s"} or {"follow":true}`

func (a *API) getClock(_ http.ResponseWriter, r *http.Request) (any, error) {
	name, err := a.sandboxWorld(r)
	if err != nil {
		return nil, err
	}
	return a.clock(name), nil
}

func (a *API) turnClock(w http.ResponseWriter, r *http.Request) (any, error) {
	name, err := a.sandboxWorld(r)
	if err != nil {
		return nil, err
	}
	var body clockTurn
	if err := decode(w, r, &body); err != nil {
		return nil, err
	}
	turn, err := body.turn()
	if err != nil {
		return nil, err
	}
	var turned clockAnswer
	err = a.surround(r, name, func() error {
		if _, err := a.Sandbox.Clocks.Turn(name, turn); errors.Is(err, sandbox.ErrBackwards) {
			return &callError{http.StatusConflict, "backwards", err.Error()}
		} else if err != nil {
			return invalid("%s", err)
		}
		turned = a.clock(name)
		return nil
	})
	return turned, err
}

// turn checks that the body asks for exactly one thing.
func (b clockTurn) turn() (sandbox.Turn, error) {
	t := sandbox.Turn{Freeze: b.Freeze, Set: b.Set, Follow: b.Follow, Force: b.Force}
	asked := 0
	for _, given := range []bool{!b.Freeze.IsZero(), !b.Set.IsZero(), b.Advance != "", b.Follow} {
		if given {
			asked++
		}
	}
	if asked != 1 {
		return t, invalid("the body must be one of %s", clockForms)
	}
	if b.Advance != "" {
		d, err := time.ParseDuration(b.Advance)
		if err != nil {
			return t, invalid("advance must be a duration such as 2h1s, got %q", b.Advance)
		}
		t.Advance = d
	}
	return t, nil
}

func (a *API) clock(name string) clockAnswer {
	return clockAnswer{World: name, Now: a.Platform.Now(name), Mode: a.Sandbox.Clocks.Mode(name)}
}
