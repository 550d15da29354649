package control

import (
	"net/http"
	"slices"
	"strings"

	"tongwan/internal/world"
)

// maxWorld is the largest world document taken, in bytes: some hundred million
// friendships. What does not fit into a few MiB of memory is spooled to $TMPDIR.
const maxWorld = 8 << 30

func (a *API) listWorlds(_ http.ResponseWriter, r *http.Request) (any, error) {
	names, err := a.Platform.Store().Worlds(r.Context())
	if err != nil {
		return nil, err
	}
	return map[string][]string{"worlds": names}, nil
}

func (a *API) putWorld(w http.ResponseWriter, r *http.Request) (any, error) {
	name := r.PathValue("world")
	if err := onlyParams(r, "reset"); err != nil {
		return nil, err
	}
	reset, err := boolParam(r, "reset")
	if err != nil {
		return nil, err
	}
	if reset && a.Forget != nil {
		defer a.Forget(name)
	}
	body, err := spool(w, r, maxWorld)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	defer a.worlds.share(name)()
	return world.ApplyFrom(r.Context(), a.Platform, name, body, world.Options{Reset: reset, World: name})
}

func (a *API) getWorld(w http.ResponseWriter, r *http.Request) (any, error) {
	format, contentType := world.YAML, "application/yaml; charset=utf-8"
	if strings.Contains(r.Header.Get("Accept"), "json") {
		format, contentType = world.JSON, "application/json; charset=utf-8"
	}
	out := &answer{ResponseWriter: w, contentType: contentType}
	err := world.Export(r.Context(), a.Platform, r.PathValue("world"), out, format)
	if err != nil && out.begun {
		a.Log.ErrorContext(r.Context(), "export broken off", "path", r.URL.Path, "err", err)
		panic(http.ErrAbortHandler) // half a document must not look like a whole one
	}
	return nil, err
}

// answer is a body that is written as it is made. Its header waits for the
// first byte, so that an error before that can still be told.
type answer struct {
	http.ResponseWriter
	contentType string
	begun       bool
}

// Write begins the answer, or goes on with it.
func (a *answer) Write(p []byte) (int, error) {
	if !a.begun {
		a.begun = true
		a.Header().Set("Content-Type", a.contentType)
	}
	return a.ResponseWriter.Write(p)
}

func (a *API) deleteWorld(w http.ResponseWriter, r *http.Request) (any, error) {
	name := r.PathValue("world")
	defer a.worlds.alone(name)()
	if err := a.Platform.DropWorld(r.Context(), name); err != nil {
		return nil, err
	}
	if a.Forget != nil {
		a.Forget(name)
	}
	if a.Sandbox != nil {
		a.Sandbox.forget(name)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil, nil
}

// onlyParams refuses URL parameters that a call does not have: a typo must
// not pass for the default.
func onlyParams(r *http.Request, names ...string) error {
	for name := range r.URL.Query() {
		if !slices.Contains(names, name) {
			return invalid("there is no parameter %q here; known are: %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

func boolParam(r *http.Request, name string) (bool, error) {
	switch text := r.URL.Query().Get(name); text {
	case "", "false", "0":
		return false, nil
	case "true", "1":
		return true, nil
	default:
		return false, invalid("%s must be true or false, got %q", name, text)
	}
}
