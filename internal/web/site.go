package web

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"tongwan/internal/platform"
)

// Config is what a site is made of.
type Config struct {
	Platform  *platform.Platform
	Clock     platform.Clock // of the machine: how long answers take
	PublicURL string         // what the server's own URLs begin with; empty: the host that was asked
	Proxies   []netip.Prefix // whose X-Forwarded-For is believed
	Home      string         // where people land who came for nothing else
	Log       *slog.Logger
	// Observe, if set, is told of every request: the pattern that served it,
	// empty if none did, and the status of the answer.
	Observe func(pattern string, status int, took time.Duration)
}

// Site is the [http.Handler] of all pages. Pages are added before it serves.
type Site struct {
	Config
	mux    *http.ServeMux
	trees  map[string]http.Handler // by prefix
	own    *Pages                  // error pages
	texts  Texts                   // of all packages
	nav    []navItem
	assets map[string]asset // by name
	hashed map[string]asset // by hashed name
	origin *http.CrossOriginProtection
}

// Limits of a request.
const (
	MaxBody = 64 << 10
	Timeout = 10 * time.Second // of a handler that is not [Streaming]
)

// New makes a site with its error pages, assets and switch of language.
func New(c Config) (*Site, error) {
	s := &Site{Config: c, mux: http.NewServeMux(), trees: make(map[string]http.Handler), texts: make(Texts), origin: http.NewCrossOriginProtection(),
		assets: make(map[string]asset), hashed: make(map[string]asset)}
	if c.PublicURL != "" { // a proxy may not pass on the host that was asked
		if err := s.origin.AddTrustedOrigin(originOf(c.PublicURL)); err != nil {
			return nil, fmt.Errorf("public-url: %w", err)
		}
	}
	styles, err := fs.Sub(files, "assets")
	if err != nil {
		return nil, err
	}
	if err := s.Assets(styles); err != nil {
		return nil, err
	}
	if s.own, err = s.Pages(files, texts); err != nil {
		return nil, err
	}
	s.Machine("GET /assets/{name}", http.HandlerFunc(s.serveAsset))
	s.Handle("POST /language", Anyone, s.switchLanguage)
	return s, nil
}

// Mode says whom a page is for and how it is served.
type Mode uint

// The modes, to be joined with |.
const (
	Anyone    Mode = 0
	SignedIn  Mode = 1 << iota // others are sent to sign in first
	Streaming                  // goes on until the client leaves or the handler ends, which lifts the connection's deadlines itself
)

// Handler answers a page's request. It returns an error instead of an answer:
// a refusal of the platform's, a [*Problem], or any other when something
// failed inside.
type Handler func(w http.ResponseWriter, r *Request) error

// Handle adds a page for a pattern of [http.ServeMux]. Requests that change
// something (all but GET and HEAD) come from the site's own forms only.
func (s *Site) Handle(pattern string, m Mode, h Handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, hr *http.Request) {
		r := s.request(hr)
		if err := s.serve(w, r, m, h); err != nil {
			s.fail(w, r, err)
		}
	})
}

// Machine adds what is called by programs: no cookie is looked at, so there
// is nothing that another site's page could do in somebody's name.
func (s *Site) Machine(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// Tree adds all paths with a prefix as [Site.Machine] does: the handler answers
// for what is not there, too.
func (s *Site) Tree(prefix string, h http.Handler) { s.trees[prefix] = h }

// Nav adds a page to the navigation that every page shows to those who are
// signed in. text is a key.
func (s *Site) Nav(path, text string) { s.nav = append(s.nav, navItem{path, text}) }

// serve does for all pages what has to be done before the page.
func (s *Site) serve(w http.ResponseWriter, r *Request, m Mode, h Handler) error {
	open := r.Context()
	ctx, cancel := context.WithTimeout(open, Timeout)
	defer cancel()
	r.Request = r.WithContext(ctx)
	if err := r.identify(); err != nil {
		return err
	}
	if m&SignedIn != 0 && r.Visitor == nil {
		return r.signIn(w)
	}
	if err := s.checkForm(w, r); err != nil {
		return err
	}
	if m&Streaming != 0 {
		r.Request = r.WithContext(open)
	}
	return h(w, r)
}

// ServeHTTP answers one request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.Clock.Now("")
	answer := &answer{ResponseWriter: w}
	setHeaders(w.Header())
	r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
	h, pattern := s.handler(r)
	defer func() {
		if cause := recover(); cause != nil {
			s.fail(answer, s.request(r), fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
		}
		if s.Observe != nil {
			s.Observe(pattern, answer.status, s.Clock.Now("").Sub(start))
		}
	}()
	if pattern == "" {
		s.nothing(answer, s.request(r))
		return
	}
	h.ServeHTTP(answer, r)
}

// handler finds what serves a request, and the pattern that it goes by: empty
// if nothing does.
func (s *Site) handler(r *http.Request) (http.Handler, string) {
	for prefix, h := range s.trees {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return h, prefix
		}
	}
	_, pattern := s.mux.Handler(r)
	return s.mux, pattern
}

// nothing answers for a path that has no page, at least not by this method.
func (s *Site) nothing(w http.ResponseWriter, r *Request) {
	if err := r.identify(); err != nil {
		s.fail(w, r, err)
		return
	}
	s.fail(w, r, &Problem{Status: http.StatusNotFound, Text: "error.notfound"})
}

// secure reports whether browsers reach the site over https.
func (s *Site) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }
