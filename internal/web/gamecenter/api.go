package gamecenter

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"tongwan/internal/platform"
)

// The JSON API shows a game's front end what the pages show, to the bearer
// of an access token: docs/gamecenter.md. It knows no cookies, so any origin
// may call it.

// apiCall serves one call of the API: it returns what to answer as JSON, nil
// if it answered by itself, or an error.
type apiCall func(w http.ResponseWriter, r *http.Request, v viewer) (any, error)

// apiPrefix begins the API's paths.
const apiPrefix = "/gamecenter/api/"

// apiTimeout bounds a call, but for events.
const apiTimeout = 2500 * time.Millisecond

// maxAPIBody bounds a body.
const maxAPIBody = 64 << 10

func (c *center) apiMux() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, call := range map[string]apiCall{
		"GET /gamecenter/api/me":                     c.getMe,
		"GET /gamecenter/api/ranking":                c.getRanking,
		"GET /gamecenter/api/inbox":                  c.getInbox,
		"POST /gamecenter/api/inbox/read":            c.postRead,
		"GET /gamecenter/api/data":                   c.getData,
		"GET /gamecenter/api/groups":                 c.getGroups,
		"PUT /gamecenter/api/groups/{code}/guild":    c.putGuild,
		"DELETE /gamecenter/api/groups/{code}/guild": c.deleteGuild,
		"GET /gamecenter/api/join/{key}":             c.getJoin,
		"POST /gamecenter/api/join/{key}":            c.postJoin,
		"GET /gamecenter/api/chests/{boxid}":         c.getChest,
		"POST /gamecenter/api/chests/{boxid}":        c.postChest,
	} {
		mux.HandleFunc(pattern, c.wrapAPI(call, apiTimeout))
	}
	mux.HandleFunc("GET /gamecenter/api/data/events", c.wrapAPI(c.getEvents, 0))
	return mux
}

// serveAPI answers everything under /gamecenter/api/, also what is no call.
func (c *center) serveAPI(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	if _, pattern := c.api.Handler(r); pattern != "" {
		c.api.ServeHTTP(w, r)
		return
	}
	allowed := c.allowed(r)
	switch {
	case len(allowed) == 0:
		c.failAPI(w, r, platform.Refuse(platform.NotFound, "there is no call %s", r.URL.Path))
	case r.Method == http.MethodOptions: // a browser asks before it calls from another origin
		h.Set("Access-Control-Allow-Methods", strings.Join(allowed, ", "))
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
	default:
		h.Set("Allow", strings.Join(allowed, ", "))
		c.writeError(w, r, http.StatusMethodNotAllowed, "method_not_allowed", r.URL.Path+" takes "+strings.Join(allowed, ", ")+", not "+r.Method)
	}
}

// allowed returns the methods that a path takes.
func (c *center) allowed(r *http.Request) []string {
	var list []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := c.api.Handler(probe); pattern != "" {
			list = append(list, method)
		}
	}
	return list
}

// wrapAPI turns a call into an [http.HandlerFunc] that knows who calls. No
// timeout is 0: then only finding that out is bounded.
func (c *center) wrapAPI(call apiCall, timeout time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if timeout > 0 {
			ctx, cancel := context.WithTimeout(r.Context(), timeout)
			defer cancel()
			r = r.WithContext(ctx)
		}
		v, err := c.bearerSoon(r)
		if err != nil {
			c.failAPI(w, r, err)
			return
		}
		switch answer, err := call(w, r, v); {
		case err != nil:
			c.failAPI(w, r, err)
		case answer != nil:
			c.writeJSON(w, r, http.StatusOK, answer)
		}
	}
}

// bearerSoon is bearer within the time of a call.
func (c *center) bearerSoon(r *http.Request) (viewer, error) {
	ctx, cancel := context.WithTimeout(r.Context(), apiTimeout)
	defer cancel()
	return c.bearer(r.WithContext(ctx))
}

// bearer returns the player whose access token a call carries. The appid
// parameter chooses where the same token is of several apps.
func (c *center) bearer(r *http.Request) (viewer, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token = strings.TrimSpace(token); !strings.EqualFold(scheme, "Bearer") || token == "" {
		return viewer{}, platform.Refuse(platform.NotSignedIn, "the call needs the header Authorization: Bearer ACCESS_TOKEN")
	}
	var appid int64
	if text := r.URL.Query().Get("appid"); text != "" {
		var err error
		if appid, err = strconv.ParseInt(text, 10, 64); err != nil {
			return viewer{}, platform.Refuse(platform.Invalid, "appid must be decimal, got %q", text)
		}
	}
	app, player, err := c.platform.TokenOf(r.Context(), token, appid)
	return viewer{app, player, c.baseURL(r)}, err
}

func (c *center) baseURL(r *http.Request) string {
	if c.publicURL != "" {
		return c.publicURL
	}
	return "http://" + r.Host
}

// decode reads a JSON body into v. Unknown members are errors.
func decode(w http.ResponseWriter, r *http.Request, v any) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxAPIBody))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v, json.RejectUnknownMembers(true)); err != nil {
		return platform.Refuse(platform.Invalid, "the body does not fit: %s", err)
	}
	return nil
}
