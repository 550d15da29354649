package control

import (
	"bytes"
	"net/http"
	"strings"

	"tongwan/internal/world"
)

// maxWorld is the largest world document taken, in bytes.
const maxWorld = 256 << 20

func (a *API) listWorlds(_ http.ResponseWriter, r *http.Request) (any, error) {
	names, err := a.Platform.Store().Worlds(r.Context())
	if err != nil {
		return nil, err
	}
	return map[string][]string{"worlds": names}, nil
}

func (a *API) putWorld(w http.ResponseWriter, r *http.Request) (any, error) {
	name := r.PathValue("world")
	reset, err := boolParam(r, "reset")
	if err != nil {
		return nil, err
	}
	body, err := readAll(w, r, maxWorld)
	if err != nil {
		return nil, err
	}
	doc, err := world.Parse(name, body)
	if err != nil {
		return nil, err
	}
	if doc.World == "" {
		doc.World = name
	}
	if doc.World != name {
		return nil, invalid("the document is of world %q, the path names %q", doc.World, name)
	}
	return world.Apply(r.Context(), a.Platform, doc, world.Options{Reset: reset})
}

func (a *API) getWorld(w http.ResponseWriter, r *http.Request) (any, error) {
	format, contentType := world.YAML, "application/yaml; charset=utf-8"
	if strings.Contains(r.Header.Get("Accept"), "json") {
		format, contentType = world.JSON, "application/json; charset=utf-8"
	}
	var buf bytes.Buffer
	if err := world.Export(r.Context(), a.Platform, r.PathValue("world"), &buf, format); err != nil {
		return nil, err
	}
	w.Header().Set("Content-Type", contentType)
	w.Write(buf.Bytes())
	return nil, nil
}

func (a *API) deleteWorld(w http.ResponseWriter, r *http.Request) (any, error) {
	name := r.PathValue("world")
	if err := a.Platform.DropWorld(r.Context(), name); err != nil {
		return nil, err
	}
	if a.Clocks != nil {
		a.Clocks.Forget(name)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil, nil
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
