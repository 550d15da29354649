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
	return a.orderFaults(w, r, sandbox.ParseRules, (*sandbox.Faults).Set)
}

func (a *API) addFaults(w http.ResponseWriter, r *http.Request) (any, error) {
	return a.orderFaults(w, r, sandbox.ParseMore, (*sandbox.Faults).Add)
}

// orderFaults reads rules, has them put into the world and answers them.
func (a *API) orderFaults(w http.ResponseWriter, r *http.Request,
	parse func([]byte) ([]sandbox.Rule, error),
	put func(*sandbox.Faults, string, []sandbox.Rule) ([]sandbox.RuleState, error),
) (any, error) {
	name, err := a.sandboxWorld(r)
	if err != nil {
		return nil, err
	}
	body, err := readAll(w, r, maxFaults)
	if err != nil {
		return nil, err
	}
	rules, err := parse(body)
	if err != nil {
		return nil, invalid("%s", err)
	}
	var list []sandbox.RuleState
	err = a.surround(r, name, func() (err error) {
		if err = a.checkApps(r, name, rules); err != nil {
			return err
		}
		list, err = put(a.Sandbox.Faults, name, rules)
		return err
	})
	return list, err
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

// deleteFault answers the rule that was removed, with its last counts.
func (a *API) deleteFault(_ http.ResponseWriter, r *http.Request) (any, error) {
	name, err := a.sandboxWorld(r)
	if err != nil {
		return nil, err
	}
	id, err := positive("the fault's id", r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	removed, ok := a.Sandbox.Faults.Remove(name, id)
	if !ok {
		return nil, notFound("world %q has no fault with id %d: GET /control/worlds/%s/faults shows those it has", name, id, name)
	}
	return removed, nil
}
