package oauth

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// params are a request's parameters, of which an empty one counts as missing
// (RFC 6749 3.1).
type params struct {
	url.Values
	user, password string // of HTTP basic authentication
	bearer         string
}

// readParams reads the parameters of the query and of a posted form; both
// methods and places occur among clients.
func readParams(r *http.Request) (params, error) {
	p := params{}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return p, fail(codeBadRequest, "the method must be GET or POST")
	}
	if err := r.ParseForm(); err != nil {
		return p, fail(codeBadRequest, "the parameters cannot be read: they must be application/x-www-form-urlencoded")
	}
	p.Values = r.Form
	p.bearer = bearer(r)
	var err error
	p.user, p.password, err = basic(r)
	return p, err
}

// check refuses what nobody can mean: a parameter with two values, of which
// one side would see the one and the other the other, and broken text.
func (p params) check(names ...string) error {
	for _, name := range names {
		for _, value := range p.Values[name] {
			if value != p.Get(name) {
				return fail(codeBadRequest, "parameter "+name+" is there twice")
			}
			if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
				return fail(codeBadRequest, "parameter "+name+" is no UTF-8 text")
			}
		}
	}
	return nil
}

// json reports whether the answer is to be plain JSON.
func (p params) json() bool { return p.Get("fmt") == "json" }

// appID reads a decimal appid; 0 is none.
func (p params) appID(name string) int64 {
	id, err := strconv.ParseInt(p.Get(name), 10, 64)
	if err != nil || id < 0 || strings.HasPrefix(p.Get(name), "+") {
		return 0
	}
	return id
}

// basic reads a client's id and secret, which are form-encoded before they
// are put into the header (RFC 6749 2.3.1).
func basic(r *http.Request) (id, secret string, err error) {
	user, password, ok := r.BasicAuth()
	if !ok {
		return "", "", nil
	}
	id, err = url.QueryUnescape(user)
	if err == nil {
		secret, err = url.QueryUnescape(password)
	}
	if err != nil {
		return "", "", fail(codeBadSecret, "the Authorization header cannot be read: client_id and client_secret must be form-encoded in it")
	}
	return id, secret, nil
}

func bearer(r *http.Request) string {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// accessToken returns the token of a call: as a parameter, as QQ Connect has
// it, or in the header, as others do (RFC 6750).
func (p params) accessToken() string {
	if token := p.Get("access_token"); token != "" {
		return token
	}
	return p.bearer
}
