package control

import (
	"net/http"
	"strconv"

	"tongwan/internal/platform"
	"tongwan/internal/sandbox"
)

// maxFaults is the largest list of fault rules taken, in bytes.
const maxFaults = 1 << 20

func (a *API) getFaults(_ http.ResponseWriter, r *http.Request) (any, error) {
	name, err := a.sandboxWorld(r)
	if err != nil {
		return nil, err
	}
	return a.Sandbox.Faults.List(name), nil
}

func (a *API) putFaults(w http.ResponseWriter, r *http.Request) (any, error) {
	name, err := a.sandboxWorld(r)
	if err != nil {
		return nil, err
	}
	body, err := readAll(w, r, maxFaults)
	if err != nil {
		return nil, err
	}
	rules, err := sandbox.ParseRules(body)
	if err != nil {
		return nil, invalid("%s", err)
	}
	if err := a.checkApps(r, name, rules); err != nil {
		return nil, err
	}
	if err := a.Sandbox.Faults.Set(name, rules); err != nil {
		return nil, invalid("%s", err)
	}
	return a.Sandbox.Faults.List(name), nil
}

// checkApps refuses rules for an app that is not of the world.
func (a *API) checkApps(r *http.Request, name string, rules []sandbox.Rule) error {
	for i, rule := range rules {
		if rule.AppID == 0 {
			continue
		}
		app, err := a.Platform.App(r.Context(), rule.AppID)
		if err != nil && platform.ReasonOf(err) != platform.NotFound {
			return err
		}
		if err != nil || app.World != name {
			return invalid("%s", &sandbox.RuleError{Index: i, Key: "appid", Got: strconv.FormatInt(rule.AppID, 10)})
		}
	}
	return nil
}

func (a *API) deleteFaults(w http.ResponseWriter, r *http.Request) (any, error) {
	name, err := a.sandboxWorld(r)
	if err != nil {
		return nil, err
	}
	a.Sandbox.Faults.Forget(name)
	w.WriteHeader(http.StatusNoContent)
	return nil, nil
}
