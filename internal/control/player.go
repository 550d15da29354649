package control

import (
	"net/http"
	"strconv"
	"time"

	"tongwan/internal/platform"
)

// app finds the app that a call's path names.
func (a *API) app(r *http.Request) (*platform.App, error) {
	id, err := strconv.ParseInt(r.PathValue("appid"), 10, 64)
	if err != nil {
		return nil, invalid("appid must be decimal, got %q", r.PathValue("appid"))
	}
	return a.Platform.App(r.Context(), id)
}

func (a *API) getPlayer(_ http.ResponseWriter, r *http.Request) (any, error) {
	app, err := a.app(r)
	if err != nil {
		return nil, err
	}
	state, err := a.Platform.Inspect(r.Context(), app, r.PathValue("openid"))
	if err != nil {
		return nil, err
	}
	return viewPlayer(app, state), nil
}

type tokenRequest struct {
	Expires string `json:"expires"` // a Go duration; none: the app's session time
}

type tokenAnswer struct {
	Token   string `json:"token"`
	Expires int64  `json:"expires"` // Unix seconds
}

func (a *API) issueToken(w http.ResponseWriter, r *http.Request) (any, error) {
	app, err := a.app(r)
	if err != nil {
		return nil, err
	}
	var body tokenRequest
	if err := decode(w, r, &body); err != nil {
		return nil, err
	}
	var life time.Duration
	if body.Expires != "" {
		if life, err = time.ParseDuration(body.Expires); err != nil || life == 0 {
			return nil, invalid("expires must be a duration such as 2h, got %q", body.Expires)
		}
	}
	token, expires, err := a.Platform.IssueToken(r.Context(), app, r.PathValue("openid"), life)
	if err != nil {
		return nil, err
	}
	return tokenAnswer{token, expires.Unix()}, nil
}

func (a *API) revokeTokens(_ http.ResponseWriter, r *http.Request) (any, error) {
	app, err := a.app(r)
	if err != nil {
		return nil, err
	}
	if err := onlyParams(r, "reason"); err != nil {
		return nil, err
	}
	why := platform.Revoked
	switch reason := r.URL.Query().Get("reason"); reason {
	case "":
	case "password":
		why = platform.PasswordChanged
	default:
		return nil, invalid("reason must be password or none, got %q", reason)
	}
	n, err := a.Platform.RevokeTokens(r.Context(), app, r.PathValue("openid"), why)
	if err != nil {
		return nil, err
	}
	return map[string]int{"revoked": n}, nil
}
