package oauth

import (
	"net/http"
	"strconv"

	"tongwan/internal/platform"
)

// me says whose an access token is.
func (o *Provider) me(r *http.Request, p params) (answer, error) {
	app, player, err := o.bearer(r, p, 0)
	if err != nil {
		return nil, err
	}
	a := &identity{ClientID: strconv.FormatInt(app.ID, 10), OpenID: player.OpenID}
	if p.Get("unionid") == "1" {
		if a.UnionID, err = o.platform.UnionID(r.Context(), player.UIN); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// bearer returns the app and the player of a call's access token.
func (o *Provider) bearer(r *http.Request, p params, appid int64) (*platform.App, platform.Player, error) {
	if err := p.check("access_token"); err != nil {
		return nil, platform.Player{}, err
	}
	token := p.accessToken()
	if token == "" {
		return nil, platform.Player{}, fail(codeNoToken, "access_token is missing")
	}
	return o.platform.TokenOf(r.Context(), token, appid)
}
