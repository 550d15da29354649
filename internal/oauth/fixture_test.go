package oauth

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tongwan/internal/platform"
	"tongwan/internal/store"
	"tongwan/internal/web"
	"tongwan/internal/web/signin"
	"tongwan/internal/web/webtest"
)

const (
	ann, bob  = 10001, 10002 // Bob plays nothing yet
	fruit     = 1234567890   // an app, and its key
	fruitKey  = "0123456789abcdef+/=& %"
	other     = 42
	otherKey  = "other key"
	elsewhere = 43 // an app of another world
	callback  = "https://game.example/callback"
	withQuery = "https://game.example/callback?a=b"
	scheme    = "com.example.game://in"
)

// fixture is a site with sign-in and the endpoints, over a sandbox of two
// worlds.
type fixture struct {
	db       store.Store
	platform *platform.Platform
	handler  http.Handler
	provider *Provider
	clock    *webtest.Clock
	url      string
}

func start(t testing.TB) *fixture {
	t.Helper()
	db, err := store.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	f := &fixture{db: db, clock: &webtest.Clock{}}
	f.platform = platform.New(platform.Options{Store: db, Clock: f.clock, Sandbox: true, Passwords: webtest.Passwords{}})
	f.load(t)

	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	site, err := web.New(web.Config{Platform: f.platform, Clock: f.clock, Home: "/account", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	if f.provider, err = Add(site, f.platform, log); err != nil {
		t.Fatal(err)
	}
	if err := signin.Add(site, signin.Config{Platform: f.platform, Beyond: f.provider.Beyond}); err != nil {
		t.Fatal(err)
	}
	f.handler = site
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fixture) load(t testing.TB) {
	t.Helper()
	settings := platform.DefaultSettings()
	webtest.Load(t, f.platform,
		platform.App{ID: fruit, World: "test", Name: "Fruit <Match>", Key: fruitKey, Settings: settings, RedirectURIs: []string{callback, withQuery, scheme}},
		platform.App{ID: other, World: "test", Key: otherKey, Settings: settings, RedirectURIs: []string{callback}},
		platform.Account{UIN: ann, World: "test", Nickname: `Ann </script>"`, Gender: platform.Female, Password: webtest.Passwords{}.Hash("password")},
		platform.Account{UIN: bob, World: "test", Nickname: "Bob", Avatar: "https://pictures.example/bob/"},
		platform.Player{UIN: ann, AppID: fruit, OpenID: "ANN"},
		platform.Player{UIN: ann, AppID: other, OpenID: "ANN/2"})
	webtest.LoadWorld(t, f.platform, "elsewhere",
		platform.App{ID: elsewhere, World: "elsewhere", Key: "k", Settings: settings, RedirectURIs: []string{callback}},
		platform.Account{UIN: 7, World: "elsewhere", Nickname: "Eve"})
}

// app returns an app.
func (f *fixture) app(t testing.TB, id int64) *platform.App {
	t.Helper()
	app, err := f.platform.App(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

// browser returns the browser of an account, of nobody if uin is 0.
func (f *fixture) browser(t testing.TB, uin int64) *webtest.Browser {
	t.Helper()
	b := webtest.New(t, f.url)
	if uin != 0 {
		visit, _, err := f.platform.SignInAs(t.Context(), uin)
		if err != nil {
			t.Fatal(err)
		}
		b.SetCookie("tongwan_visit", visit)
	}
	return b
}

// query returns parameters: those of a valid request, changed by pairs of name
// and value; a value "-" leaves the parameter out.
func query(valid url.Values, pairs ...string) string {
	q := url.Values{}
	for name, values := range valid {
		q[name] = values
	}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "-" {
			q.Del(pairs[i])
		}
	}
	return q.Encode()
}

// authorizeURL is where an app sends people.
func authorizeURL(pairs ...string) string {
	return authorizePath + "?" + query(url.Values{"response_type": {"code"}, "client_id": {strconv.Itoa(fruit)}, "redirect_uri": {callback}, "state": {"s t&a=t%e"}}, pairs...)
}

// allow answers a request with yes and returns where that leads.
func allow(b *webtest.Browser, path string) *url.URL {
	b.T.Helper()
	page := b.Get(path)
	if page.Status == 200 {
		page = b.Submit(page, authorizePath, "decision", "allow")
	}
	return page.Leads("")
}

// code returns a code that an account let an app have.
func (f *fixture) code(t testing.TB, uin int64, pairs ...string) string {
	t.Helper()
	code := allow(f.browser(t, uin), authorizeURL(pairs...)).Query().Get("code")
	if code == "" {
		t.Fatal("no code")
	}
	return code
}

// exchange asks for tokens, with a request that is valid but for the changes.
func (f *fixture) exchange(t testing.TB, code string, pairs ...string) string {
	t.Helper()
	q := query(url.Values{"grant_type": {"authorization_code"}, "client_id": {strconv.Itoa(fruit)}, "client_secret": {fruitKey}, "code": {code}, "redirect_uri": {callback}}, pairs...)
	return f.browser(t, 0).Get("/oauth2.0/token?" + q).Shows(200).Body
}

// refresh asks for new tokens.
func (f *fixture) refresh(t testing.TB, token string, pairs ...string) string {
	t.Helper()
	q := query(url.Values{"grant_type": {"refresh_token"}, "client_id": {strconv.Itoa(fruit)}, "client_secret": {fruitKey}, "refresh_token": {token}}, pairs...)
	return f.browser(t, 0).Get("/oauth2.0/token?" + q).Shows(200).Body
}

// form reads an answer of the token endpoint.
func form(t testing.TB, body string) url.Values {
	t.Helper()
	v, err := url.ParseQuery(body)
	if err != nil || v.Get("access_token") == "" {
		t.Fatalf("no token in %s", body)
	}
	return v
}

// failed checks that an answer is an error in the dialect's form.
func failed(t testing.TB, body string, code int, says string) {
	t.Helper()
	if !strings.HasPrefix(body, `callback( {"error":`+strconv.Itoa(code)+`,"error_description":"`) || !strings.HasSuffix(body, `"} );`) || !strings.Contains(body, says) {
		t.Errorf("got %s, want error %d that says %q", body, code, says)
	}
}
