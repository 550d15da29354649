package oauth

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// authorize asks a person whether an app may know them. Whom it knows already
// is not asked again.
func (o *Provider) authorize(w http.ResponseWriter, r *web.Request) error {
	q, err := o.readRequest(r.Request)
	if err != nil {
		return o.refuse(w, r, q, err)
	}
	if r.Visitor == nil || r.Visitor.World != q.app.World {
		return o.signIn(w, r, q)
	}
	grants, err := o.platform.Grants(r.Context(), r.Visitor.UIN)
	if err != nil {
		return err
	}
	if q.covers(grants) {
		return o.grant(w, r, q)
	}
	r.AllowForms(q.RedirectURI)
	return o.pages.Render(w, r, http.StatusOK, "consent", consentView{appName(q.app), r.URL.RequestURI()})
}

// consentView is what the page that asks shows.
type consentView struct {
	App  string
	Here string // the request, which the answer repeats
}

// decide takes a person's answer.
func (o *Provider) decide(w http.ResponseWriter, r *web.Request) error {
	q, err := o.readRequest(r.Request)
	switch {
	case err != nil:
		return o.refuse(w, r, q, err)
	case r.Visitor == nil || r.Visitor.World != q.app.World:
		return o.signIn(w, r, q)
	case r.PostForm.Get("decision") != "allow":
		return r.Leave(w, q.answer("error", "access_denied", "usercancel", "1"))
	}
	return o.grant(w, r, q)
}

// grant sends a person back to the app with what it asked for.
func (o *Provider) grant(w http.ResponseWriter, r *web.Request, q *request) error {
	if q.token {
		t, err := o.platform.AuthorizeToken(r.Context(), q.app, r.Visitor.UIN, q.Scope)
		if err != nil {
			return err
		}
		return r.Leave(w, q.answer("access_token", t.Access, "expires_in", o.life(q.app, t)))
	}
	code, err := o.platform.Authorize(r.Context(), q.app, r.Visitor.UIN, q.AuthRequest)
	if err != nil {
		return err
	}
	return r.Leave(w, q.answer("code", code))
}

// signIn has the person sign in, with an account of the app's world, and come
// back.
func (o *Provider) signIn(w http.ResponseWriter, r *web.Request, q *request) error {
	if r.Visitor != nil {
		r.Flash(w, "authorize.world")
	}
	to := url.Values{"next": {r.URL.RequestURI()}}
	if o.platform.Sandbox() {
		to.Set("world", q.app.World)
	}
	return r.See(w, "/signin?"+to.Encode())
}

// refuse tells of a request that cannot be granted: the app, in the words of
// RFC 6749 4.1.2.1 and with the dialect's code; or the person, if it is not
// certain that the redirect_uri is the app's: then nothing may lead there.
func (o *Provider) refuse(w http.ResponseWriter, r *web.Request, q *request, err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	if q == nil {
		return o.pages.Render(w, r, http.StatusBadRequest, "refused", refusedView{f.code, f.text})
	}
	name := "invalid_request"
	if f.code == codeResponseType {
		name = "unsupported_response_type"
	}
	return r.Leave(w, q.answer("error", name, "error_code", strconv.Itoa(f.code), "error_description", f.text))
}

// refusedView is what the page of a request that cannot be granted shows.
type refusedView struct {
	Code int
	Text string // for the app's developers
}

// appName returns what people call an app.
func appName(app *platform.App) string {
	if app.Name == "" {
		return strconv.FormatInt(app.ID, 10)
	}
	return app.Name
}
