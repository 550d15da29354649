package web

import (
	"net"
	"net/http"
	"net/url"

	"tongwan/internal/platform"
)

// Request is a page's request: with who asks, and in which language.
type Request struct {
	*http.Request
	Lang    Lang
	Visitor *platform.Account // who is signed in; nil: nobody
	Here    string            // where the switch of language leads back to; empty: the URL that was asked

	site   *Site
	policy policy
}

func (s *Site) request(r *http.Request) *Request {
	return &Request{Request: r, Lang: languageOf(r), site: s}
}

// identify finds out who is signed in.
func (r *Request) identify() error {
	cookie := r.visitCookie()
	if cookie == "" {
		return nil
	}
	a, err := r.site.Platform.Visitor(r.Context(), cookie)
	switch {
	case platform.ReasonOf(err) == platform.NotSignedIn:
		return nil
	case err != nil:
		return err
	}
	r.Visitor = &a
	return nil
}

// signIn sends somebody to sign in, and back here afterwards.
func (r *Request) signIn(w http.ResponseWriter) error {
	next := r.site.Home
	if r.Method == http.MethodGet {
		next = r.URL.RequestURI()
	}
	return r.See(w, "/signin?next="+url.QueryEscape(next))
}

// See sends the browser to another page of this site, which it GETs.
func (r *Request) See(w http.ResponseWriter, path string) error {
	if !isLocal(path) {
		path = r.site.Home
	}
	return r.Leave(w, path)
}

// Leave sends the browser to a URL, of this site or not: it must have been
// checked.
func (r *Request) Leave(w http.ResponseWriter, url string) error {
	w.Header().Set("Location", url)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// Next returns where the request's parameter next leads, in this site; home
// if it leads nowhere or elsewhere.
func (r *Request) Next() string {
	if next := r.FormValue("next"); isLocal(next) {
		return next
	}
	return r.site.Home
}

// Text returns a text in the reader's language.
func (r *Request) Text(key string, args ...any) string {
	return r.site.texts.say(r.Lang, key, args...)
}

// Explain says in the reader's language why the platform refused something.
// What has no text of its own is said in the platform's words.
func (r *Request) Explain(err error) string {
	return r.site.explain(r.Lang, err)
}

func (r *Request) here() string {
	if r.Here != "" {
		return r.Here
	}
	return r.URL.RequestURI()
}

// BaseURL returns what this server's own URLs begin with, without a slash at
// the end.
func (r *Request) BaseURL() string { return r.site.BaseURL(r.Request) }

// BaseURL returns what this server's own URLs begin with, without a slash at
// the end, to those who made a request.
func (s *Site) BaseURL(r *http.Request) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	host := r.Host
	if local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok && host == "" {
		host = local.String() // HTTP/1.0 need not name one
	}
	return "http://" + host
}
