package oauth

import (
	"net/http"

	"tongwan/internal/platform"
)

// userInfo tells an app about the person who let it in.
func (o *Provider) userInfo(r *http.Request, p params) (answer, error) {
	if err := p.check("oauth_consumer_key", "openid"); err != nil {
		return nil, err
	}
	appid := p.appID("oauth_consumer_key")
	switch {
	case p.Get("oauth_consumer_key") == "":
		return nil, fail(codeNoClientID, "oauth_consumer_key, the appid, is missing")
	case appid == 0:
		return nil, fail(codeUnknownApp, "oauth_consumer_key must be the appid, a decimal number")
	case p.Get("openid") == "":
		return nil, fail(codeTokenMismatch, "openid is missing: /oauth2.0/me tells it")
	}
	_, player, err := o.bearer(r, p, appid)
	if err != nil {
		return nil, err
	}
	if player.OpenID != p.Get("openid") {
		return nil, fail(codeTokenMismatch, "the access_token is not of this openid: /oauth2.0/me tells whose it is")
	}
	account, err := o.platform.Account(r.Context(), player.UIN)
	if err != nil {
		return nil, err
	}
	picture := func(size string) string { return picture(o.site.BaseURL(r), player, account, size) }
	return &userInfo{Nickname: account.Nickname, Gender: gender(account.Gender),
		Picture50: picture("50"), Picture: picture("100"), Largest: picture("100"), QQ40: picture("40"), QQ100: picture("100")}, nil
}

// gender words a gender as the 17 interfaces do (mobile-qq.md 2.3.1.3).
func gender(g platform.Gender) string {
	if g == platform.Female {
		return "女"
	}
	return "男"
}
