// Package control is the control API (world.md): worlds, players, tokens,
// clocks, faults and requests, for operators and tests. It has a listener of
// its own.
package control

import (
	"crypto/subtle"
	"log/slog"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"

	"tongwan/internal/platform"
)

// Config is what a control API is made of.
type Config struct {
	Platform *platform.Platform
	Sandbox  *Sandbox // nil: the server is none
	Token    string   // bearer token that every call must carry
	// Forget, if set, is told of every world that was removed or reset.
	Forget func(world string)
	Log    *slog.Logger
}

// API is the control API as an [http.Handler] for /control/.
type API struct {
	Config
	mux    *http.ServeMux
	worlds locks
}

// New makes a control API.
func New(c Config) *API {
	a := &API{Config: c, mux: http.NewServeMux(), worlds: locks{of: make(map[string]*lock)}}
	for pattern, handle := range map[string]handler{
		"GET /control/worlds":                             a.listWorlds,
		"PUT /control/worlds/{world}":                     a.putWorld,
		"GET /control/worlds/{world}":                     a.getWorld,
		"DELETE /control/worlds/{world}":                  a.deleteWorld,
		"GET /control/worlds/{world}/clock":               a.getClock,
		"POST /control/worlds/{world}/clock":              a.turnClock,
		"GET /control/worlds/{world}/faults":              a.getFaults,
		"PUT /control/worlds/{world}/faults":              a.putFaults,
		"POST /control/worlds/{world}/faults":             a.addFaults,
		"DELETE /control/worlds/{world}/faults":           a.deleteFaults,
		"DELETE /control/worlds/{world}/faults/{id}":      a.deleteFault,
		"GET /control/worlds/{world}/requests":            a.listRequests,
		"DELETE /control/worlds/{world}/requests":         a.clearRequests,
		"GET /control/players/{appid}/{openid}":           a.getPlayer,
		"POST /control/players/{appid}/{openid}/tokens":   a.issueToken,
		"DELETE /control/players/{appid}/{openid}/tokens": a.revokeTokens,
	} {
		a.mux.HandleFunc(pattern, a.wrap(handle))
	}
	return a
}

// handler serves one call. It returns what to answer as JSON, nil if it
// answered by itself, or an error.
type handler func(http.ResponseWriter, *http.Request) (any, error)

// ServeHTTP checks the bearer token and serves the call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !Authorised(r, a.Token) {
		w.Header().Set("WWW-Authenticate", "Bearer")
		a.fail(w, r, &callError{http.StatusUnauthorized, "unauthorized", "the call needs the header Authorization: Bearer TOKEN with the control token; it is in the ready file"})
		return
	}
	if _, pattern := a.mux.Handler(r); pattern == "" {
		a.unknown(w, r)
		return
	}
	a.mux.ServeHTTP(w, r)
}

// Authorised reports whether a request carries the bearer token.
func Authorised(r *http.Request, token string) bool {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
}

// unknown answers a call that no pattern takes: another method of a known
// path, or no known path.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{"GET", "PUT", "POST", "DELETE"} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := a.mux.Handler(probe); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		a.fail(w, r, notFound("there is no call %s", r.URL.Path))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	a.fail(w, r, &callError{http.StatusMethodNotAllowed, "method_not_allowed", r.URL.Path + " takes " + strings.Join(allowed, ", ") + ", not " + r.Method})
}

// wrap turns a handler into an [http.HandlerFunc].
func (a *API) wrap(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := h(w, r)
		switch {
		case err != nil:
			a.fail(w, r, err)
		case answer != nil:
			a.write(w, r, http.StatusOK, answer)
		}
	}
}

// write answers with JSON.
func (a *API) write(w http.ResponseWriter, r *http.Request, status int, answer any) {
	body, err := json.Marshal(answer, json.Deterministic(true))
	if err != nil {
		a.Log.ErrorContext(r.Context(), "control answer", "path", r.URL.Path, "err", err)
		status, body = http.StatusInternalServerError, []byte(`{"error":{"code":"internal","message":"the answer could not be encoded"}}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(append(body, '\n')) // an error means the client is gone
}

// decode reads a JSON body into v. Unknown members are errors; an empty body
// leaves v as it is.
func decode(w http.ResponseWriter, r *http.Request, v any) error {
	const most = 1 << 20
	body, err := readAll(w, r, most)
	if err != nil || len(body) == 0 {
		return err
	}
	if err := json.Unmarshal(body, v, json.RejectUnknownMembers(true)); err != nil {
		return invalid("the body does not fit: %s", err)
	}
	return nil
}

// notFoundReason reports a refusal for something that is not there.
func notFoundReason(err error) bool {
	switch platform.ReasonOf(err) {
	case platform.NotFound, platform.UnknownPlayer:
		return true
	}
	return false
}
