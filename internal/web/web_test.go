package web

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/store"
	"tongwan/internal/web/webtest"
)

// fixture is a site with a few pages, over a world of two accounts.
type fixture struct {
	db       store.Store
	platform *platform.Platform
	clock    *webtest.Clock
	site     *Site
	url      string
	log      *bytes.Buffer
	seen     []string // by Observe
}

// ann and bob have the accounts 1 and 2.
const ann, bob = 1, 2

func start(t *testing.T, config Config) *fixture {
	t.Helper()
	db, err := store.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	f := &fixture{db: db, clock: &webtest.Clock{}, log: &bytes.Buffer{}}
	f.platform = platform.New(platform.Options{Store: db, Clock: f.clock, Sandbox: true, Passwords: webtest.Passwords{}})
	webtest.Load(t, f.platform, platform.Account{UIN: ann, World: "test", Nickname: "Ann"}, platform.Account{UIN: bob, World: "test", Nickname: "Bob <3"})

	config.Platform, config.Clock, config.Home = f.platform, f.clock, "/home"
	config.Log = slog.New(slog.NewTextHandler(f.log, nil))
	config.Observe = func(pattern string, status int, _ time.Duration) {
		f.seen = append(f.seen, pattern+" "+http.StatusText(status))
	}
	if f.site, err = New(config); err != nil {
		t.Fatal(err)
	}
	f.addPages(t)
	server := httptest.NewServer(f.site)
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fixture) addPages(t *testing.T) {
	t.Helper()
	pages, err := f.site.Pages(fstest.MapFS{
		"home.html": {Data: []byte(`{{define "title"}}{{t "home.title"}}{{end}}{{define "main"}}<p>{{t "home.hello" (or .Data "nobody")}}</p>
<form method="post" action="/do">{{template "csrf" $}}<input name="what"></form>{{end}}`)},
	}, Texts{
		"home.title": {ZH: "首页", EN: "Start"},
		"home.hello": {ZH: "你好，%v", EN: "Hello %v", One: "Hello alone"},
		"home.done":  {ZH: "已完成 %d 次", EN: "Done %d times", One: "Done once"},
	})
	if err != nil {
		t.Fatal(err)
	}
	f.site.Nav("/home", "home.title")
	f.site.Handle("GET /home", Anyone, func(w http.ResponseWriter, r *Request) error {
		var name any
		if r.Visitor != nil {
			name = r.Visitor.Nickname
		}
		return pages.Render(w, r, http.StatusOK, "home", name)
	})
	f.site.Handle("GET /mine", SignedIn, func(w http.ResponseWriter, r *Request) error {
		return pages.Render(w, r, http.StatusOK, "home", "me")
	})
	f.site.Handle("POST /do", Anyone, func(w http.ResponseWriter, r *Request) error {
		r.Flash(w, "home.done", 3)
		return r.See(w, r.Next())
	})
}

// browser returns the browser of an account, of nobody if uin is 0.
func (f *fixture) browser(t *testing.T, uin int64) *webtest.Browser {
	t.Helper()
	b := webtest.New(t, f.url)
	if uin != 0 {
		visit, _, err := f.platform.SignInAs(t.Context(), uin)
		if err != nil {
			t.Fatal(err)
		}
		b.SetCookie(visitName, visit)
	}
	return b
}

func TestPagesKnowWhoIsSignedIn(t *testing.T) {
	f := start(t, Config{})
	f.browser(t, 0).Get("/home").Shows(200, "<title>Start · Tongwan</title>", `href="/signin"`, "Hello nobody").Hides("Sign out")
	f.browser(t, bob).Get("/home").Shows(200, `<a href="/home" aria-current="page">Start</a>`, "Hello Bob <3", "Sign out")
	if page := f.browser(t, bob).Get("/home"); strings.Contains(page.Body, "<3") {
		t.Errorf("a nickname is not escaped:\n%s", page.Body)
	}
}

func TestVisitEnds(t *testing.T) {
	f := start(t, Config{})
	b := f.browser(t, ann)
	b.Get("/mine").Shows(200)
	f.clock.Advance(platform.VisitTime - time.Second)
	b.Get("/mine").Shows(200)
	f.clock.Advance(time.Second)
	b.Get("/mine").Leads("/signin?next=%2Fmine")
	b.SetCookie(visitName, "1.guessed")
	b.Get("/mine").Leads("/signin")
	b.SetCookie(visitName, "nonsense")
	b.Get("/mine?a=1&b=2").Leads("/signin?next=%2Fmine%3Fa%3D1%26b%3D2")
}

// Begin rotates: what the browser had before is worth nothing afterwards.
func TestBeginEndsTheVisitBefore(t *testing.T) {
	f := start(t, Config{})
	f.site.Handle("GET /begin", Anyone, func(w http.ResponseWriter, r *Request) error {
		visit, _, err := f.platform.SignInAs(r.Context(), bob)
		if err != nil {
			return err
		}
		return errors.Join(r.Begin(w, visit), r.See(w, "/home"))
	})
	b := f.browser(t, ann)
	b.Get("/home")
	before, seed := b.Cookie(visitName), b.Cookie(seedName)
	b.Follow(b.Get("/begin")).Shows(200, "Bob")
	if b.Cookie(visitName) == before || b.Cookie(seedName) == seed {
		t.Error("a cookie stayed")
	}
	old := f.browser(t, 0)
	old.SetCookie(visitName, before)
	old.Get("/mine").Leads("/signin")
}

func TestFlashIsSaidOnce(t *testing.T) {
	f := start(t, Config{})
	b := f.browser(t, ann)
	done := b.Submit(b.Get("/home"), "/do", "next", "/home")
	b.Follow(done).Shows(200, "Done 3 times")
	b.Get("/home").Shows(200).Hides("Done")
	for _, forged := range []string{"x", "e30", "eyJrZXkiOiJubyBzdWNoIHRleHQifQ"} {
		b.SetCookie(flashName, forged)
		b.Get("/home").Shows(200).Hides("no such text", `role="status"`)
	}
}

// What is asked of the platform and refused is explained; what fails inside
// is logged and not told.
func TestErrorPages(t *testing.T) {
	f := start(t, Config{})
	failures := map[string]error{
		"refused":   platform.Refuse(platform.GroupFull, "group 7 is full"),
		"unknown":   platform.Refuse(platform.QuotaUsed, "no text of its own"),
		"wait":      &platform.Error{Reason: platform.TooManyTries, Text: "wait", Wait: 1500 * time.Millisecond},
		"one":       &platform.Error{Reason: platform.TooManyTries, Text: "wait", Wait: time.Second},
		"problem":   &Problem{Status: http.StatusTeapot, Text: "home.done", Args: []any{1}},
		"broken":    errors.New("secret of the database"),
		"slow":      context.DeadlineExceeded,
		"not there": platform.Refuse(platform.NotFound, "no"),
	}
	f.site.Handle("GET /fail", Anyone, func(http.ResponseWriter, *Request) error { panic("secret of a bug") })
	f.site.Handle("GET /fail/{how}", Anyone, func(_ http.ResponseWriter, r *Request) error { return failures[r.PathValue("how")] })
	b := f.browser(t, ann)
	b.Get("/fail/refused").Shows(409, "The group is full.")
	b.Get("/fail/unknown").Shows(400, "No text of its own")
	b.Get("/fail/wait").Shows(429, "wait 2 seconds")
	b.Get("/fail/one").Shows(429, "wait 1 second.")
	b.Get("/fail/problem").Shows(418, "Done once")
	b.Get("/fail/slow").Shows(503, "too busy")
	b.Get("/fail/not there").Shows(404, "Nothing here")
	b.Get("/nowhere").Shows(404, "There is no page at this address", `href="/home"`)
	b.Do(http.MethodPut, "/home", "").Shows(404)
	b.Get("/fail/broken").Shows(500, "The server failed").Hides("secret")
	b.Get("/fail").Shows(500, "The server failed").Hides("secret")
	for _, logged := range []string{"secret of the database", "secret of a bug", "web_test.go"} {
		if !strings.Contains(f.log.String(), logged) {
			t.Errorf("the log lacks %q:\n%s", logged, f.log)
		}
	}
	b.Header.Set("Accept-Language", "zh-CN")
	b.Get("/fail/refused").Shows(409, "群成员已满")
	b.Get("/fail/wait").Shows(429, "请 2 秒后再试")
}

// Without a store there is not even an error page to render; people are told
// all the same.
func TestStoreFails(t *testing.T) {
	f := start(t, Config{})
	b := f.browser(t, ann)
	f.db.Close()
	b.Get("/home").Shows(500, "The server failed")
}

func TestEveryAnswerIsCounted(t *testing.T) {
	f := start(t, Config{})
	b := f.browser(t, 0)
	for _, path := range []string{"/home", "/mine", "/nowhere", "/assets/none.css"} {
		b.Get(path)
	}
	want := []string{"GET /home OK", "GET /mine See Other", " Not Found", "GET /assets/{name} Not Found"}
	if strings.Join(f.seen, ",") != strings.Join(want, ",") {
		t.Errorf("counted %q, want %q", f.seen, want)
	}
}

func TestPagesRefuse(t *testing.T) {
	page := func(text string) fstest.MapFS { return fstest.MapFS{"x.html": {Data: []byte(text)}} }
	good := Texts{"x.a": {ZH: "甲", EN: "a"}}
	tests := map[string]struct {
		tree  fstest.MapFS
		texts Texts
		says  string
	}{
		"a text that is not there":  {page(`{{define "main"}}{{t "x.b"}}{{end}}`), good, "x.b"},
		"one given to a field":      {page(`{{define "main"}}{{template "field" (field nil "n" (t "x.b") "text")}}{{end}}`), good, "x.b"},
		"a text of another package": {page(""), Texts{"site.name": {ZH: "甲", EN: "a"}}, "site.name"},
		"a text in one language":    {page(""), Texts{"x.c": {EN: "a"}}, "x.c"},
		"a template that is broken": {page(`{{define "main"}}`), good, "x.html"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := start(t, Config{})
			if _, err := f.site.Pages(tt.tree, tt.texts); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, want an error that names %s", err, tt.says)
			}
		})
	}
}

func TestAssets(t *testing.T) {
	f := start(t, Config{})
	b := f.browser(t, 0)
	_, rest, _ := strings.Cut(b.Get("/home").Body, `rel="stylesheet" href="`)
	path, _, _ := strings.Cut(rest, `"`)
	css := b.Get(path).Shows(200, ".card")
	if got := css.Header.Get("Content-Type"); got != "text/css; charset=utf-8" {
		t.Errorf("the style sheet is %s", got)
	}
	if got := css.Header.Get("Cache-Control"); got != assetAge {
		t.Errorf("the style sheet is kept: %s", got)
	}
	b.Get("/assets/tongwan.css").Shows(404) // without its hash
	for name, says := range map[string]string{"tongwan.css": "twice", "x.exe": "type"} {
		err := f.site.Assets(fstest.MapFS{name: {Data: []byte("x")}})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want an error that says %s", name, err, says)
		}
	}
}

func TestAddress(t *testing.T) {
	site := &Site{Config: Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}}}
	tests := []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{"192.0.2.1:99", nil, "192.0.2.1"},
		{"192.0.2.1:99", []string{"198.51.100.7"}, "192.0.2.1"}, // no proxy of ours
		{"10.0.0.1:99", []string{"198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"203.0.113.1, 198.51.100.7"}, "198.51.100.7"}, // what the client made up stands in front
		{"10.0.0.1:99", []string{"203.0.113.1", "198.51.100.7 , 10.0.0.2"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"nonsense"}, "10.0.0.1"},
		{"10.0.0.1:99", nil, "10.0.0.1"},
		{"10.0.0.1:99", []string{"198.51.100.7:40000, 10.0.0.2:80"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"[2001:db8:1:2::9]:40000"}, "2001:db8:1:2::/64"},
		{"[::1]:99", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"},
		{"[::ffff:192.0.2.1]:99", nil, "192.0.2.1"},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = tt.remote, tt.forwarded
		if got := (site.request(r)).Address(); got != tt.want {
			t.Errorf("%s for %q is %s, want %s", tt.remote, tt.forwarded, got, tt.want)
		}
	}
}

func TestFormatNumber(t *testing.T) {
	for n, want := range map[any]string{0: "0", 999: "999", 1000: "1,000", "1234567": "1,234,567", -12345: "-12,345", "12.5": "12.5", "": "", "-": "-"} {
		if got := formatNumber(n); got != want {
			t.Errorf("%v is %q, want %q", n, got, want)
		}
	}
}
