package oauth

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"time"

	"tongwan/internal/platform"
)

// token exchanges a code, or a refresh token, for tokens (RFC 6749 4.1.3, 6).
func (o *Provider) token(r *http.Request, p params) (answer, error) {
	if err := p.check("grant_type", "client_id", "client_secret", "code", "redirect_uri", "code_verifier", "refresh_token", "fmt"); err != nil {
		return nil, err
	}
	exchange, err := o.grantType(p)
	if err != nil {
		return nil, err
	}
	app, err := o.client(r, p)
	if err != nil {
		return nil, err
	}
	t, err := exchange(r, app, p)
	if err != nil {
		return nil, err
	}
	a := &tokens{Access: t.Access, Refresh: t.Refresh, Expires: o.life(app, t), Type: "Bearer"}
	if p.Get("need_openid") == "1" {
		a.OpenID = t.Player.OpenID
	}
	return a, nil
}

// life returns the seconds that an access token has left.
func (o *Provider) life(app *platform.App, t platform.Tokens) string {
	left := t.Expires.Sub(o.platform.Now(app.World)) // a few milliseconds less than it was given
	return strconv.Itoa(int(left.Round(time.Second).Seconds()))
}

type exchange func(*http.Request, *platform.App, params) (platform.Tokens, error)

func (o *Provider) grantType(p params) (exchange, error) {
	switch p.Get("grant_type") {
	case "authorization_code":
		return o.fromCode, nil
	case "refresh_token":
		return o.fromRefresh, nil
	}
	return nil, fail(codeGrantType, "grant_type must be authorization_code or refresh_token")
}

func (o *Provider) fromCode(r *http.Request, app *platform.App, p params) (platform.Tokens, error) {
	code := p.Get("code")
	if code == "" {
		return platform.Tokens{}, fail(codeNoCode, "code is missing")
	}
	return o.platform.Exchange(r.Context(), app, code, p.Get("redirect_uri"), p.Get("code_verifier"))
}

func (o *Provider) fromRefresh(r *http.Request, app *platform.App, p params) (platform.Tokens, error) {
	token := p.Get("refresh_token")
	if token == "" {
		return platform.Tokens{}, fail(codeNoRefresh, "refresh_token is missing")
	}
	return o.platform.Refresh(r.Context(), app, token)
}

// client returns the app that proves to be itself with its appkey: as
// parameters, or with HTTP basic authentication.
func (o *Provider) client(r *http.Request, p params) (*platform.App, error) {
	if p.user != "" && p.Get("client_id") == "" {
		p.Set("client_id", p.user)
	}
	if p.password != "" && p.Get("client_secret") == "" {
		p.Set("client_secret", p.password)
	}
	secret := p.Get("client_secret")
	switch {
	case p.Get("client_id") == "":
		return nil, fail(codeNoClientID, "client_id is missing")
	case secret == "":
		return nil, fail(codeNoSecret, "client_secret is missing")
	case p.user != "" && (p.user != p.Get("client_id") || p.password != secret):
		return nil, fail(codeBadSecret, "the Authorization header and the parameters name different clients")
	}
	app, err := o.app(r, p.appID("client_id"))
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(secret), []byte(app.Key)) != 1 {
		return nil, fail(codeBadSecret, "client_secret is not the appkey of app "+strconv.FormatInt(app.ID, 10))
	}
	return app, nil
}

// app returns the app of an appid.
func (o *Provider) app(r *http.Request, id int64) (*platform.App, error) {
	app, err := o.platform.App(r.Context(), id)
	if id == 0 || platform.ReasonOf(err) == platform.NotFound {
		return nil, fail(codeUnknownApp, "there is no app with this client_id: it is the appid, a decimal number")
	}
	return app, err
}
