package signin

import (
	"net/http"
	"net/url"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// registerView is what the page to register shows.
type registerView struct {
	onward
	Form   *web.Form
	Worlds []string // to choose from; one or none: nothing to choose
	World  string
}

func (p *pages) showRegister(w http.ResponseWriter, r *web.Request) error {
	return p.renderRegister(w, r, http.StatusOK, nil)
}

func (p *pages) renderRegister(w http.ResponseWriter, r *web.Request, status int, f *web.Form) error {
	if !p.Registration {
		return &web.Problem{Status: http.StatusForbidden, Text: "register.closed"}
	}
	worlds, err := p.Platform.Worlds(r.Context())
	if err != nil {
		return err
	}
	if len(worlds) == 0 {
		return &web.Problem{Status: http.StatusForbidden, Text: "register.noworld"}
	}
	return p.Render(w, r, status, "register", registerView{onwardOf(r), f, worlds, chosen(worlds, r.FormValue("world"))})
}

// register makes an account and signs in with it.
func (p *pages) register(w http.ResponseWriter, r *web.Request) error {
	if !p.Registration {
		return &web.Problem{Status: http.StatusForbidden, Text: "register.closed"}
	}
	f := r.Form()
	if f.Value("password") != f.Value("repeat") {
		f.Fail("repeat", r.Text("password.differ"))
		return p.renderRegister(w, r, http.StatusUnprocessableEntity, f)
	}
	worlds, err := p.Platform.Worlds(r.Context())
	if err != nil {
		return err
	}
	a, err := p.Platform.Register(r.Context(), chosen(worlds, f.Value("world")), f.Value("nickname"), f.Value("password"), r.Address())
	if field, ok := fieldOf[platform.ReasonOf(err)]; ok {
		f.Fail(field, r.Explain(err))
		return p.renderRegister(w, r, tryStatus(platform.ReasonOf(err)), f)
	}
	if err != nil {
		return err
	}
	visit, _, err := p.Platform.SignIn(r.Context(), a.UIN, f.Value("password"), r.Address())
	if err != nil {
		return err
	}
	if err := r.Begin(w, visit); err != nil {
		return err
	}
	return r.See(w, "/signin/welcome?next="+url.QueryEscape(r.Next()))
}

// fieldOf says in which field of a form a refusal is shown.
var fieldOf = map[platform.Reason]string{
	platform.BadNickname:  "nickname",
	platform.ListedWord:   "nickname",
	platform.BadPassword:  "password",
	platform.TooManyTries: "nickname",
}

// welcome shows a new account its number, which nothing else will tell.
func (p *pages) welcome(w http.ResponseWriter, r *web.Request) error {
	return p.Render(w, r, http.StatusOK, "welcome", struct{ Next string }{r.Next()})
}
