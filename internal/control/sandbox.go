package control

import (
	"errors"
	"net/http"

	"tongwan/internal/sandbox"
)

// Sandbox is what only a sandbox has of its worlds.
type Sandbox struct {
	Clocks  *sandbox.Clocks
	Faults  *sandbox.Faults
	Journal *sandbox.Journal
}

// forget drops all of it for a world that is gone.
func (s *Sandbox) forget(world string) {
	s.Clocks.Forget(world)
	s.Faults.Forget(world)
	s.Journal.Forget(world)
}

var errNotSandbox = errors.New("this server was not started with --sandbox")

// sandboxWorld names the world of a call that only a sandbox has.
func (a *API) sandboxWorld(r *http.Request) (string, error) {
	if a.Sandbox == nil {
		return "", &callError{http.StatusForbidden, "not_sandbox", errNotSandbox.Error()}
	}
	name := r.PathValue("world")
	_, err := a.Platform.Store().World(r.Context(), name)
	return name, err
}

// surround changes what surrounds a world, which is not deleted meanwhile. A
// world that was deleted while the call's body came in is not found here.
func (a *API) surround(r *http.Request, world string, change func() error) error {
	defer a.worlds.share(world)()
	if _, err := a.Platform.Store().World(r.Context(), world); err != nil {
		return err
	}
	return change()
}
