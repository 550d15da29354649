package browser

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"golang.org/x/oauth2"
)

// gameSite is a game's own site, which lets people sign in with their account.
type gameSite struct {
	*httptest.Server
	t    *testing.T
	conf oauth2.Config
}

// newGameSite starts the site of the game, which a world of its own knows.
func newGameSite(t *testing.T, srv *server) *gameSite {
	t.Helper()
	page := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(`<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>game</title><p>Back in the game`))
	}
	site := httptest.NewServer(http.HandlerFunc(page))
	t.Cleanup(site.Close)
	callback := site.URL + "/callback"
	srv.manage("PUT", "/control/worlds/browser", `{"apps":[{"appid":1001,"appkey":"key-of-1001","name":"天天连萌","redirect_uris":["`+callback+`"]}]}`)
	return &gameSite{site, t, oauth2.Config{ClientID: "1001", ClientSecret: game.Key, RedirectURL: callback, Scopes: []string{"get_user_info"},
		Endpoint: oauth2.Endpoint{AuthURL: srv.API + "/oauth2.0/authorize", TokenURL: srv.API + "/oauth2.0/token"}}}
}

// signIn signs somebody in to the game, who says yes when asked, and is to be
// picked first if uin says so.
func (g *gameSite) signIn(b *tab, uin string) *oauth2.Token {
	g.t.Helper()
	b.visit(g.conf.AuthCodeURL("the-state"))
	if uin != "" {
		b.press("button[name=uin][value='" + uin + "']")
	}
	b.shows("Sign in to 天天连萌", "see your nickname")
	b.looks("consent")
	b.press("button[value=allow]")
	b.shows("Back in the game")
	token, err := g.conf.Exchange(g.t.Context(), g.came(b).Get("code"), oauth2.SetAuthURLParam("need_openid", "1"))
	if err != nil {
		g.t.Fatal(err)
	}
	return token
}

// came checks that somebody is back, and returns what they brought.
func (g *gameSite) came(b *tab) url.Values {
	g.t.Helper()
	at, err := url.Parse(b.at())
	if err != nil {
		g.t.Fatal(err)
	}
	if got := at.Query(); g.URL+"/callback" != at.Scheme+"://"+at.Host+at.Path || got.Get("state") != "the-state" {
		g.t.Fatalf("the sign-in leads to %s", at)
	}
	return at.Query()
}

// Signing in to a game leads from its site through the sign-in and the
// consent back to it: first with a question, then without, or with a no.
func TestAuthorize(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		site := newGameSite(t, srv)
		b := open(t, srv.API, s, "en")
		if err := srv.verify(site.signIn(b, "10001")); err != nil {
			t.Errorf("verify_login: %v", err)
		}
		b.visit(site.conf.AuthCodeURL("the-state"))
		b.shows("Back in the game")
		if site.came(b).Get("code") == "" {
			t.Error("who said yes before comes back without a code")
		}

		b = open(t, srv.API, s, "zh")
		b.visit(site.conf.AuthCodeURL("the-state"))
		b.press("button[name=uin][value='10002']")
		b.shows("登录到 天天连萌", "憨特")
		b.press("button[value=deny]")
		b.shows("Back in the game")
		if site.came(b).Get("code") != "" {
			t.Error("who said no comes back with a code")
		}
		site.conf.RedirectURL = "https://evil.example/"
		b.visit(site.conf.AuthCodeURL("the-state"))
		b.shows("无法登录到应用", "100010")
		b.looks("refused")
	})
}
