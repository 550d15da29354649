package blackbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"tongwan/internal/web/webtest"
	"tongwan/msdk"
)

// oauthWorld has an app that people can sign in to.
const oauthWorld = `
world: oauth
apps:
  - {appid: 1234567890, appkey: 0123456789abcdef0123456789abcdef, name: 天天连萌, redirect_uris: [https://game.example/callback, https://game.example/passport]}
accounts:
  - {uin: 10001, nickname: 小明, gender: female, password: correct horse, players: [{appid: 1234567890, openid: MING}]}
  - {uin: 10002, nickname: 小红}
`

const gameCallback = "https://game.example/callback"

var oauthApp = msdk.App{ID: 1234567890, Key: "0123456789abcdef0123456789abcdef"}

// startOAuth starts a sandbox with the world above.
func startOAuth(t *testing.T, args ...string) *server {
	t.Helper()
	srv := start(t, append([]string{"--sandbox", "--db", "memory"}, args...)...)
	srv.mustManage(t, "PUT", "/control/worlds/oauth", oauthWorld)
	return srv
}

// oauthConfig is what a game has to tell golang.org/x/oauth2: hosts and keys.
func (s *server) oauthConfig() *oauth2.Config {
	return &oauth2.Config{
		ClientID: strconv.FormatInt(oauthApp.ID, 10), ClientSecret: oauthApp.Key, RedirectURL: gameCallback, Scopes: []string{"get_user_info"},
		Endpoint: oauth2.Endpoint{AuthURL: s.API + "/oauth2.0/authorize", TokenURL: s.API + "/oauth2.0/token"},
	}
}

// signInTo signs an account in for an app that sent it to a URL, by picking
// it, and says yes. It returns where that leads.
func signInTo(t *testing.T, srv *server, uin, asked string) *url.URL {
	t.Helper()
	path, ok := strings.CutPrefix(asked, srv.API)
	if !ok {
		t.Fatalf("the app sends people to %s", asked)
	}
	b := webtest.New(t, srv.API)
	page := b.Follow(b.Get(path))
	page = b.Follow(b.Submit(page, "/signin/as", "uin", uin))
	if page.Status == http.StatusOK {
		page = b.Submit(page, "/oauth2.0/authorize", "decision", "allow")
	}
	return page.Leads("https://game.example/")
}

// getJSON asks with a client, as apps do.
func getJSON(t *testing.T, c *http.Client, url string) map[string]any {
	t.Helper()
	resp, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(data, &answer); err != nil {
		t.Fatalf("%s answers %s", url, data)
	}
	return answer
}

// golang.org/x/oauth2 logs in when only its endpoints are changed, whatever
// way it proves the app, with PKCE and without.
func TestXOAuth2(t *testing.T) {
	srv := startOAuth(t)
	styles := map[string]oauth2.AuthStyle{"by itself": oauth2.AuthStyleAutoDetect, "parameters": oauth2.AuthStyleInParams, "header": oauth2.AuthStyleInHeader}
	for name, style := range styles {
		for _, pkce := range []bool{false, true} {
			t.Run(name+" pkce="+strconv.FormatBool(pkce), func(t *testing.T) {
				conf := srv.oauthConfig()
				conf.Endpoint.AuthStyle = style
				var ask, give []oauth2.AuthCodeOption
				if pkce {
					verifier := oauth2.GenerateVerifier()
					ask, give = append(ask, oauth2.S256ChallengeOption(verifier)), append(give, oauth2.VerifierOption(verifier))
				}
				to := signInTo(t, srv, "10001", conf.AuthCodeURL("state & more", ask...))
				if got := to.Query().Get("state"); got != "state & more" {
					t.Errorf("the state comes back as %q", got)
				}
				token, err := conf.Exchange(t.Context(), to.Query().Get("code"), give...)
				if err != nil {
					t.Fatal(err)
				}
				checkToken(t, srv, conf, token)
			})
		}
	}
}

// checkToken holds that a token is what the game's server logs in with, that
// it tells about the person, and that it can be refreshed.
func checkToken(t *testing.T, srv *server, conf *oauth2.Config, token *oauth2.Token) {
	t.Helper()
	if err := verifyLogin(t, srv, token.AccessToken); err != nil {
		t.Errorf("the access token is no openkey: %v", err)
	}
	if left := time.Until(token.Expiry); left < time.Hour || left > 2*time.Hour {
		t.Errorf("the token lives for %v", left)
	}
	client := conf.Client(t.Context(), token)
	me := getJSON(t, client, srv.API+"/oauth2.0/me?fmt=json")
	if me["openid"] != "MING" || me["client_id"] != conf.ClientID {
		t.Errorf("me is %v", me)
	}
	info := getJSON(t, client, srv.API+"/user/get_user_info?openid=MING&oauth_consumer_key="+conf.ClientID)
	if info["ret"] != 0.0 || info["nickname"] != "小明" || info["gender"] != "女" {
		t.Errorf("the user is %v", info)
	}
	if resp, err := http.Get(info["figureurl_qq_2"].(string)); err != nil || resp.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the picture %v is none: %v", info["figureurl_qq_2"], err)
	}
	token.Expiry = time.Now().Add(-time.Second)
	fresh, err := conf.TokenSource(t.Context(), token).Token()
	if err != nil || fresh.AccessToken == token.AccessToken || fresh.RefreshToken == token.RefreshToken {
		t.Fatalf("refreshed: %v, %v", fresh, err)
	}
	if err := verifyLogin(t, srv, fresh.AccessToken); err != nil {
		t.Errorf("the fresh token: %v", err)
	}
}

func verifyLogin(t *testing.T, srv *server, token string) error {
	t.Helper()
	_, err := srv.client(oauthApp).VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: "MING", OpenKey: token})
	return err
}

// What goes wrong is an error to the library, not an empty token.
func TestXOAuth2Refused(t *testing.T) {
	srv := startOAuth(t)
	conf := srv.oauthConfig()
	verifier := oauth2.GenerateVerifier()
	fresh := func(options ...oauth2.AuthCodeOption) string {
		return signInTo(t, srv, "10001", conf.AuthCodeURL("x", options...)).Query().Get("code")
	}
	refused := func(what string, token *oauth2.Token, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s gives a token: %v", what, token)
		}
	}
	token, err := conf.Exchange(t.Context(), "made-up")
	refused("a made-up code", token, err)
	token, err = conf.Exchange(t.Context(), fresh(oauth2.S256ChallengeOption(verifier)), oauth2.VerifierOption(verifier+"x"))
	refused("a wrong verifier", token, err)
	wrong := *conf
	wrong.ClientSecret = "wrong"
	token, err = wrong.Exchange(t.Context(), fresh())
	refused("a wrong secret", token, err)
	token, err = conf.TokenSource(t.Context(), &oauth2.Token{RefreshToken: "made-up"}).Token()
	refused("a made-up refresh token", token, err)
}

// A code that comes a second time takes back what it gave, also for the game's
// server.
func TestCodeReplayRevokes(t *testing.T) {
	srv := startOAuth(t)
	conf := srv.oauthConfig()
	code := signInTo(t, srv, "10001", conf.AuthCodeURL("x")).Query().Get("code")
	token, err := conf.Exchange(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conf.Exchange(t.Context(), code); err == nil {
		t.Fatal("the code is good twice")
	}
	if err := verifyLogin(t, srv, token.AccessToken); !msdk.IsCode(err, msdk.CodeTokenRevoked) {
		t.Errorf("verify_login: %v, want 100015", err)
	}
}

// Changing the password ends what was signed in with the old one with -73;
// revoking an app ends its tokens with 100015.
func TestTokensEnd(t *testing.T) {
	srv := startOAuth(t)
	conf := srv.oauthConfig()
	login := func() *oauth2.Token {
		token, err := conf.Exchange(t.Context(), signInTo(t, srv, "10001", conf.AuthCodeURL("x")).Query().Get("code"))
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	b := webtest.New(t, srv.API)
	passwordSignIn(b, "10001", "correct horse").Leads("/gamecenter")

	token := login()
	b.Follow(b.Submit(b.Get("/account").Shows(200, "天天连萌"), "/account/apps/1234567890/revoke")).Shows(200, "天天连萌 has no access any more")
	if err := verifyLogin(t, srv, token.AccessToken); !msdk.IsCode(err, msdk.CodeTokenRevoked) {
		t.Errorf("revoked: %v, want 100015", err)
	}
	token = login()
	change := []string{"old", "correct horse", "password", "battery staple", "repeat", "battery staple"}
	b.Follow(b.Submit(b.Get("/account"), "/account/password", change...)).Shows(200, "The password is changed")
	if err := verifyLogin(t, srv, token.AccessToken); !msdk.IsCode(err, -73) {
		t.Errorf("after a change of password: %v, want -73", err)
	}
	if _, err := conf.TokenSource(t.Context(), &oauth2.Token{RefreshToken: token.RefreshToken}).Token(); err == nil {
		t.Error("the refresh token of the old password is good")
	}
}

func passwordSignIn(b *webtest.Browser, uin, password string) *webtest.Page {
	b.T.Helper()
	return b.Submit(b.Get("/signin?with=password"), "/signin", "number", uin, "password", password)
}

// Guesses get slow by the machine's clock: turning the world's makes up for
// nothing.
func TestGuessingGetsSlow(t *testing.T) {
	srv := startOAuth(t)
	srv.mustManage(t, "POST", "/control/worlds/oauth/clock", `{"freeze":"2030-01-01T00:00:00+08:00"}`)
	b := webtest.New(t, srv.API)
	for range 5 {
		passwordSignIn(b, "10001", "guess").Shows(422, "The number or the password is wrong.")
	}
	srv.mustManage(t, "POST", "/control/worlds/oauth/clock", `{"advance":"1h"}`)
	passwordSignIn(b, "10001", "correct horse").Shows(429, "wait ")
	await(t, func() bool {
		page := passwordSignIn(b, "10001", "correct horse")
		if page.Status == http.StatusTooManyRequests {
			return false
		}
		page.Leads("/gamecenter")
		return true
	})
}

// The platform as players meet it: no sandbox, an account of one's own, and a
// restart that leaves people signed in.
func TestRegisterAndPlay(t *testing.T) {
	db := "sqlite:" + t.TempDir() + "/five.db"
	srv := start(t, "--db", db, "--registration", "open")
	srv.mustManage(t, "PUT", "/control/worlds/oauth", oauthWorld)
	b := webtest.New(t, srv.API)
	form := b.Get("/signin/register?next=" + url.QueryEscape("/account"))
	welcome := b.Follow(b.Submit(form, "/signin/register", "nickname", "小白", "password", "long enough", "repeat", "long enough"))
	welcome.Shows(200, "Your number", "Note it down")

	conf := srv.oauthConfig()
	page := b.Get(strings.TrimPrefix(conf.AuthCodeURL("x"), srv.API)).Shows(200, "Sign in to 天天连萌", "小白")
	code := b.Submit(page, "/oauth2.0/authorize", "decision", "allow").Leads(gameCallback).Query().Get("code")
	token, err := conf.Exchange(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	me := getJSON(t, conf.Client(t.Context(), token), srv.API+"/oauth2.0/me?fmt=json")
	visit := b.Cookie("tongwan_visit")
	srv.kill(t)

	srv = start(t, "--db", db)
	b = webtest.New(t, srv.API)
	b.SetCookie("tongwan_visit", visit)
	b.Get("/account").Shows(200, "小白", "天天连萌")
	b.Get("/signin/register").Shows(403, "takes no new accounts")
	_, err = srv.client(oauthApp).VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: me["openid"].(string), OpenKey: token.AccessToken})
	if err != nil {
		t.Errorf("after the restart: %v", err)
	}
}

// Pages and endpoints send the headers that keep a browser out of trouble, and
// everything else is the protocol's.
func TestPagesBesideTheProtocol(t *testing.T) {
	srv := startOAuth(t)
	b := webtest.New(t, srv.API)
	for _, path := range []string{"/signin", "/signin/none", "/account", "/oauth2.0/authorize", "/oauth2.0/token", "/oauth2.0/me", "/oauth2.0/none", "/user/get_user_info", "/assets/none"} {
		page := b.Get(path)
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store"} {
			if got := page.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if csp := page.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: the policy is %q", path, csp)
		}
	}
	for _, path := range []string{"/", "/signinx", "/user/other", "/oauth2.0", "/accounts"} {
		b.Get(path).Shows(200, `"ret":-505`)
	}
	metrics := control(t, srv, "/metrics")
	for _, want := range []string{`tongwan_page_duration_seconds_count{page="/signin",status="200"}`, `{page="/oauth2.0/me",status="200"}`, `{page="none",status="404"}`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}

// control asks the control listener for something open.
func control(t *testing.T, srv *server, path string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", srv.Control+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
