package signin

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

//go:embed *.html
var files embed.FS

// Config is what the pages are made of.
type Config struct {
	Platform     *platform.Platform
	Registration bool // anybody may make an account
	// Beyond, if set, tells to which URL of another site a path of this one
	// may redirect: an app's, after signing in for it. Empty: to none.
	Beyond func(ctx context.Context, path string) string
}

type pages struct {
	Config
	*web.Pages
}

// Add adds the pages to a site.
func Add(s *web.Site, c Config) error {
	templates, err := s.Pages(files, texts)
	if err != nil {
		return err
	}
	p := &pages{c, templates}
	s.Nav("/account", "account.nav")
	s.Handle("GET /signin", web.Anyone, p.show)
	s.Handle("POST /signin", web.Anyone, p.signIn)
	s.Handle("POST /signin/as", web.Anyone, p.signInAs)
	s.Handle("GET /signin/register", web.Anyone, p.showRegister)
	s.Handle("POST /signin/register", web.Anyone, p.register)
	s.Handle("GET /signin/welcome", web.SignedIn, p.welcome)
	s.Handle("POST /signout", web.Anyone, p.signOut)
	s.Handle("GET /account", web.SignedIn, p.account)
	s.Handle("POST /account/password", web.SignedIn, p.changePassword)
	s.Handle("POST /account/follow", web.SignedIn, p.follow)
	s.Handle("POST /account/apps/{appid}/revoke", web.SignedIn, p.revoke)
	return nil
}

// onward says where people go afterwards.
type onward struct {
	Next     string // as the query of the pages on the way
	NextPath string
}

func onwardOf(r *web.Request) onward { return onward{nextQuery(r), r.Next()} }

// signInView is what the page to sign in with a password shows.
type signInView struct {
	onward
	Form         *web.Form
	Registration bool
	Picker       bool // there is one, too
}

// show offers to sign in: with a password, or in a sandbox as whom one likes.
func (p *pages) show(w http.ResponseWriter, r *web.Request) error {
	if p.Platform.Sandbox() && r.FormValue("with") != "password" {
		return p.pick(w, r)
	}
	return p.renderSignIn(w, r, http.StatusOK, nil)
}

func (p *pages) renderSignIn(w http.ResponseWriter, r *web.Request, status int, f *web.Form) error {
	p.mind(r)
	return p.Render(w, r, status, "signin", signInView{onwardOf(r), f, p.Registration, p.Platform.Sandbox()})
}

// mind lets the answer of the page's forms go on to the app that people sign
// in for.
func (p *pages) mind(r *web.Request) {
	if p.Beyond != nil {
		r.AllowForms(p.Beyond(r.Context(), r.Next()))
	}
}

func (p *pages) signIn(w http.ResponseWriter, r *web.Request) error {
	f := r.Form()
	uin, err := strconv.ParseInt(strings.TrimSpace(f.Value("number")), 10, 64)
	if err != nil {
		f.Fail("number", r.Text("signin.number.wrong"))
		return p.renderSignIn(w, r, http.StatusUnprocessableEntity, f)
	}
	visit, _, err := p.Platform.SignIn(r.Context(), uin, f.Value("password"), r.Address())
	if reason := platform.ReasonOf(err); reason == platform.WrongPassword || reason == platform.TooManyTries {
		f.Fail("password", r.Explain(err))
		return p.renderSignIn(w, r, tryStatus(reason), f)
	}
	if err != nil {
		return err
	}
	if err := r.Begin(w, visit); err != nil {
		return err
	}
	return r.See(w, r.Next())
}

func tryStatus(reason platform.Reason) int {
	if reason == platform.TooManyTries {
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

func (p *pages) signOut(w http.ResponseWriter, r *web.Request) error {
	if err := r.End(w); err != nil {
		return err
	}
	r.Flash(w, "signin.out")
	return r.See(w, "/signin")
}

// nextQuery returns the query that carries where people go afterwards through
// the pages, with more if it is given.
func nextQuery(r *web.Request, more ...string) string {
	q := url.Values{"next": {r.Next()}}
	for i := 0; i < len(more); i += 2 {
		if more[i+1] != "" {
			q.Set(more[i], more[i+1])
		}
	}
	return "?" + q.Encode()
}
