package signin

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// accountView is what the account's page shows.
type accountView struct {
	Account platform.Account
	Form    *web.Form // to change the password
	Apps    []grantView
}

// grantView is an app that knows the account.
type grantView struct {
	AppID int64
	Name  string // the appid if it has none
	At    time.Time
}

func (p *pages) account(w http.ResponseWriter, r *web.Request) error {
	return p.renderAccount(w, r, http.StatusOK, nil)
}

func (p *pages) renderAccount(w http.ResponseWriter, r *web.Request, status int, f *web.Form) error {
	grants, err := p.Platform.Grants(r.Context(), r.Visitor.UIN)
	if err != nil {
		return err
	}
	v := accountView{Account: *r.Visitor, Form: f}
	for _, g := range grants {
		name, err := p.appName(r, g.AppID)
		if err != nil {
			return err
		}
		v.Apps = append(v.Apps, grantView{g.AppID, name, g.At})
	}
	r.Here = "/account"
	return p.Render(w, r, status, "account", v)
}

func (p *pages) appName(r *web.Request, appid int64) (string, error) {
	app, err := p.Platform.App(r.Context(), appid)
	switch {
	case err != nil:
		return "", err
	case app.Name == "":
		return strconv.FormatInt(appid, 10), nil
	}
	return app.Name, nil
}

// changePassword also ends what was signed in with the old one, this browser
// too: so it signs in anew.
func (p *pages) changePassword(w http.ResponseWriter, r *web.Request) error {
	f := r.Form()
	if f.Value("password") != f.Value("repeat") {
		f.Fail("repeat", r.Text("password.differ"))
		return p.renderAccount(w, r, http.StatusUnprocessableEntity, f)
	}
	err := p.Platform.ChangePassword(r.Context(), r.Visitor.UIN, f.Value("old"), f.Value("password"), r.Address())
	switch reason := platform.ReasonOf(err); {
	case reason == platform.BadPassword:
		f.Fail("password", r.Explain(err))
		return p.renderAccount(w, r, http.StatusUnprocessableEntity, f)
	case reason == platform.WrongPassword:
		f.Fail("old", r.Text("password.old.wrong"))
		return p.renderAccount(w, r, http.StatusUnprocessableEntity, f)
	case reason == platform.TooManyTries:
		f.Fail("old", r.Explain(err))
		return p.renderAccount(w, r, tryStatus(reason), f)
	case err != nil:
		return err
	}
	visit, _, err := p.Platform.SignIn(r.Context(), r.Visitor.UIN, f.Value("password"), r.Address())
	if err != nil {
		return err
	}
	if err := r.Begin(w, visit); err != nil {
		return err
	}
	r.Flash(w, "password.changed")
	return r.See(w, "/account")
}

func (p *pages) follow(w http.ResponseWriter, r *web.Request) error {
	follows := r.PostFormValue("follow") == "yes"
	if err := p.Platform.Follow(r.Context(), r.Visitor.UIN, follows); err != nil {
		return err
	}
	if follows {
		r.Flash(w, "follow.on")
	} else {
		r.Flash(w, "follow.off")
	}
	return r.See(w, "/account")
}

func (p *pages) revoke(w http.ResponseWriter, r *web.Request) error {
	appid, err := strconv.ParseInt(r.PathValue("appid"), 10, 64)
	if err != nil {
		return &web.Problem{Status: http.StatusNotFound, Text: "error.notfound"}
	}
	grants, err := p.Platform.Grants(r.Context(), r.Visitor.UIN)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(grants, func(g platform.Grant) bool { return g.AppID == appid }) {
		return &web.Problem{Status: http.StatusNotFound, Text: "error.notfound"} // whether there is such an app is nobody's business
	}
	name, err := p.appName(r, appid)
	if err != nil {
		return err
	}
	if err := p.Platform.RevokeGrant(r.Context(), r.Visitor.UIN, appid); err != nil {
		return err
	}
	r.Flash(w, "apps.revoked", name)
	return r.See(w, "/account")
}
