package oauth

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"tongwan/internal/platform"
)

// request is what an app asks of a person, checked.
type request struct {
	platform.AuthRequest
	app   *platform.App
	token bool   // response_type is token
	state string // comes back unchanged
}

// scopes are those that exist. Others that clients of QQ Connect ask for are
// granted as nothing.
var scopes = []string{"get_user_info", "get_unionId"}

// challenge is the form of a code_challenge with S256: 32 bytes, base64url.
var challenge = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// readRequest reads a request for authorization. If it returns no request,
// the error is for the person to see: it is not known to whom else. With one,
// the error is for the app: its redirect_uri is its own.
func (o *Provider) readRequest(r *http.Request) (*request, error) {
	p, err := readParams(r)
	if err != nil {
		return nil, err
	}
	p.Values = r.URL.Query() // the form that people answer with keeps the request there
	if err := p.check("client_id", "redirect_uri"); err != nil {
		return nil, err
	}
	if p.Get("client_id") == "" {
		return nil, fail(codeNoClientID, "client_id is missing")
	}
	app, err := o.app(r, p.appID("client_id"))
	if err != nil {
		return nil, err
	}
	if !app.AllowsRedirect(p.Get("redirect_uri")) {
		return nil, fail(codeBadRedirect, "redirect_uri is not one that the app registered, exactly: see redirect_uris in the world file")
	}
	q := &request{app: app, state: p.Get("state"), token: p.Get("response_type") == "token"}
	q.RedirectURI = p.Get("redirect_uri")
	return q, q.read(p)
}

// read reads what the app is told about when it is wrong.
func (q *request) read(p params) error {
	if err := p.check("response_type", "state", "scope", "code_challenge", "code_challenge_method"); err != nil {
		return err
	}
	if kind := p.Get("response_type"); kind != "code" && kind != "token" {
		return fail(codeResponseType, "response_type must be code or token")
	}
	q.Challenge = p.Get("code_challenge")
	method := p.Get("code_challenge_method")
	switch {
	case method != "" && method != "S256", q.Challenge != "" && method == "": // which would mean plain
		return fail(codeBadRequest, "code_challenge_method must be S256")
	case q.Challenge != "" && !challenge.MatchString(q.Challenge), q.Challenge == "" && method != "":
		return fail(codeBadRequest, "code_challenge must be 43 characters: the SHA-256 of the code_verifier in base64url")
	}
	q.Scope = readScope(p.Get("scope"))
	return nil
}

// readScope keeps the scopes that exist, in one order. Without any, an app
// asks for the first, as QQ Connect has it.
func readScope(text string) string {
	asked := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	var kept []string
	for _, s := range scopes {
		if slices.Contains(asked, s) {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return scopes[0]
	}
	return strings.Join(kept, ",")
}

// covers reports whether a person let an app have this already.
func (q *request) covers(grants []platform.Grant) bool {
	return slices.ContainsFunc(grants, func(g platform.Grant) bool {
		had := strings.Split(g.Scope, ",")
		return g.AppID == q.app.ID && !slices.ContainsFunc(strings.Split(q.Scope, ","), func(s string) bool { return !slices.Contains(had, s) })
	})
}

// answer returns the app's redirect_uri with an answer in it: as its query,
// or as its fragment for tokens, so that no server on the way sees them.
func (q *request) answer(name string, more ...string) string {
	pairs := append([]string{name}, more...)
	if q.state != "" {
		pairs = append(pairs, "state", q.state)
	}
	var text []string
	for i := 0; i < len(pairs); i += 2 {
		text = append(text, pairs[i]+"="+escape(pairs[i+1]))
	}
	separator := "?"
	switch {
	case q.token:
		separator = "#"
	case strings.HasSuffix(q.RedirectURI, "?"):
		separator = ""
	case strings.Contains(q.RedirectURI, "?"):
		separator = "&"
	}
	return q.RedirectURI + separator + strings.Join(text, "&")
}

// escape escapes a text for a query, and for a fragment, where + is no space.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// Beyond tells where a path of this site may lead to in the end: for a valid
// request for authorization the app's redirect_uri, otherwise nowhere.
func (o *Provider) Beyond(ctx context.Context, path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Path != authorizePath {
		return ""
	}
	r := (&http.Request{Method: http.MethodGet, URL: u}).WithContext(ctx)
	q, _ := o.readRequest(r)
	if q == nil {
		return ""
	}
	return q.RedirectURI
}
