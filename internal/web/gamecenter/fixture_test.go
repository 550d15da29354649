package gamecenter

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/store"
	"tongwan/internal/web"
	"tongwan/internal/web/webtest"
	"tongwan/internal/world"
)

// fixture is a game center over the test world.
type fixture struct {
	platform *platform.Platform
	clock    *webtest.Clock
	center   *center
	site     *web.Site
	drain    context.CancelFunc
	url      string
}

func start(t *testing.T) *fixture {
	t.Helper()
	db, err := store.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	f := &fixture{clock: &webtest.Clock{}}
	f.platform = platform.New(platform.Options{Store: db, Clock: f.clock, Sandbox: true})
	f.apply(t, "testdata/world.yaml")

	draining, drain := context.WithCancel(context.Background())
	t.Cleanup(drain)
	f.drain = drain
	site, err := web.New(web.Config{Platform: f.platform, Clock: platform.SystemClock{}, Home: Home, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	f.site = site
	f.center = &center{draining: draining.Done(), poll: 10 * time.Millisecond}
	if err := add(site, f.center); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fixture) apply(t *testing.T, file string) {
	t.Helper()
	document, err := world.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer document.Close()
	if _, err := world.ApplyFrom(t.Context(), f.platform, file, document, world.Options{}); err != nil {
		t.Fatal(err)
	}
}

// app returns an app of the world.
func (f *fixture) app(t *testing.T, id int64) *platform.App {
	t.Helper()
	app, err := f.platform.App(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

// report has a game report scores of a player: pairs of type and data.
func (f *fixture) report(t *testing.T, openid, token string, scores ...any) {
	t.Helper()
	var entries []platform.Entry
	for i := 0; i < len(scores); i += 2 {
		e, err := platform.NewEntry(int64(scores[i].(int)), scores[i+1].(string), "", false)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	if err := f.platform.ReportScores(t.Context(), f.app(t, 1001), openid, token, entries); err != nil {
		t.Fatal(err)
	}
}

// browser is somebody who looks at pages, in English.
type browser struct{ *webtest.Browser }

// browser returns the browser of an account that is signed in; of nobody if
// uin is 0.
func (f *fixture) browser(t *testing.T, uin int64) browser {
	t.Helper()
	b := webtest.New(t, f.url)
	if uin != 0 {
		visit, _, err := f.platform.SignInAs(t.Context(), uin)
		if err != nil {
			t.Fatal(err)
		}
		b.SetCookie("tongwan_visit", visit)
	}
	return browser{b}
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// post sends fields, pairs of name and value, with the token of a page's
// forms, whether one of them is for that or not.
func (b browser) post(from, path string, fields ...string) *webtest.Page {
	b.T.Helper()
	token := csrfField.FindStringSubmatch(b.Get(from).Body)
	if token == nil {
		b.T.Fatalf("%s has no form", from)
	}
	form := url.Values{"csrf": {token[1]}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.Do(http.MethodPost, path, form.Encode())
}

// arrive checks that a page sends the browser to a path, and goes there.
func (b browser) arrive(p *webtest.Page, path string) *webtest.Page {
	b.T.Helper()
	if to := p.Leads(path).String(); to != path {
		b.T.Fatalf("%s leads to %s, want %s", p.URL, to, path)
	}
	return b.Get(path)
}

// call makes a call of the JSON API and returns its status and answer.
func (f *fixture) call(t *testing.T, method, path, token, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, f.url+"/gamecenter/api/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); len(answer) > 0 && kind != "application/json; charset=utf-8" {
		t.Errorf("%s %s answers %s", method, path, kind)
	}
	return resp.StatusCode, strings.TrimSpace(string(answer))
}

// sig signs a link from the game.
func (f *fixture) sig(t *testing.T, appid int64, openid, unionid, zoneid string) string {
	return platform.GuildSig(f.app(t, appid), platform.GuildLink{OpenID: openid, UnionID: unionid, ZoneID: zoneid})
}

// bindPath is the path of a link from the game.
func (f *fixture) bindPath(t *testing.T, openid, unionid, zoneid string) string {
	return fmt.Sprintf("/gamecenter/guild/bind?openid=%s&appid=1001&unionid=%s&zoneid=%s&sig=%s",
		openid, unionid, zoneid, f.sig(t, 1001, openid, unionid, zoneid))
}
