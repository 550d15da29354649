package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongwan/internal/web/webtest"
)

// Only this site's own forms change anything.
func TestForms(t *testing.T) {
	f := start(t, Config{})
	token := func(b *webtest.Browser) string {
		_, rest, _ := strings.Cut(b.Get("/home").Body, `name="csrf" value="`)
		value, _, _ := strings.Cut(rest, `"`)
		return value
	}
	others := token(f.browser(t, bob))
	tests := map[string]struct {
		change func(b *webtest.Browser, form url.Values)
		status int
	}{
		"as it is":               {func(*webtest.Browser, url.Values) {}, 303},
		"from this origin":       {func(b *webtest.Browser, _ url.Values) { b.Header.Set("Origin", f.url) }, 303},
		"the same site":          {func(b *webtest.Browser, _ url.Values) { b.Header.Set("Sec-Fetch-Site", "same-origin") }, 303},
		"without a token":        {func(_ *webtest.Browser, v url.Values) { v.Del("csrf") }, 403},
		"with a wrong token":     {func(_ *webtest.Browser, v url.Values) { v.Set("csrf", "x"+v.Get("csrf")[1:]) }, 403},
		"with another's token":   {func(_ *webtest.Browser, v url.Values) { v.Set("csrf", others) }, 403},
		"from a foreign origin":  {func(b *webtest.Browser, _ url.Values) { b.Header.Set("Origin", "https://evil.example") }, 403},
		"from nowhere":           {func(b *webtest.Browser, _ url.Values) { b.Header.Set("Origin", "null") }, 403},
		"from another site":      {func(b *webtest.Browser, _ url.Values) { b.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		"from another subdomain": {func(b *webtest.Browser, _ url.Values) { b.Header.Set("Sec-Fetch-Site", "same-site") }, 403},
		"without the seed":       {func(b *webtest.Browser, _ url.Values) { b.SetCookie(seedName, "") }, 403},
		"after signing out":      {func(b *webtest.Browser, _ url.Values) { b.SetCookie(visitName, "") }, 403},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := f.browser(t, ann)
			form := url.Values{"csrf": {token(b)}, "next": {"/home"}}
			tt.change(b, form)
			if page := b.Do(http.MethodPost, "/do", form.Encode()); page.Status != tt.status {
				t.Errorf("status %d, want %d: %s", page.Status, tt.status, page.Body)
			}
		})
	}
	b := f.browser(t, ann)
	b.Do(http.MethodPost, "/do?csrf="+token(b), "next=/home").Shows(403) // a link could carry it
	b.Do(http.MethodPost, "/do", "csrf=%zz").Shows(400)
	b.Do(http.MethodPost, "/do", "next="+strings.Repeat("x", MaxBody)).Shows(400)
}

// Behind a proxy that ends TLS, the public URL's origin is ours and cookies
// are for https only.
func TestBehindProxy(t *testing.T) {
	f := start(t, Config{PublicURL: "https://qq.example.com"})
	page := f.browser(t, 0).Get("/home")
	cookie := page.Header.Get("Set-Cookie")
	for _, want := range []string{"__Host-tongwan_seed=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q lacks %s", cookie, want)
		}
	}
	b := f.browser(t, 0)
	b.Header.Set("Origin", "https://qq.example.com")
	b.SetCookie("__Host-"+seedName, "seed")
	b.Submit(b.Get("/home"), "/do").Shows(303)
	b.Header.Set("Origin", "https://qq.example.com.evil.example")
	b.Submit(b.Get("/home"), "/do").Shows(403)
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	f := start(t, Config{})
	f.site.Machine("GET /machine", http.NotFoundHandler())
	f.site.Handle("GET /panic", Anyone, func(http.ResponseWriter, *Request) error { panic("x") })
	b := f.browser(t, 0)
	for _, path := range []string{"/home", "/mine", "/nowhere", "/machine", "/panic", "/assets/none.css"} {
		h := b.Get(path).Header
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self';", "script-src 'self';", "style-src 'self';", "img-src 'self';"} {
			if !strings.Contains(csp+";", want) {
				t.Errorf("%s: the policy %q lacks %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy is %q", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cache-Control": "no-store"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, h.Get(name), want)
			}
		}
	}
}

func TestPolicyOpensWhatAPageNeeds(t *testing.T) {
	f := start(t, Config{})
	f.site.Handle("GET /open", Anyone, func(w http.ResponseWriter, r *Request) error {
		r.AllowImages()
		for _, to := range []string{"https://game.example:8443/cb?x=1", "com.example.game://in", "", "https://a;b/"} {
			r.AllowForms(to)
		}
		return f.site.own.Render(w, r, 200, "error", struct{ Title, Text string }{})
	})
	csp := f.browser(t, 0).Get("/open").Header.Get("Content-Security-Policy")
	for _, want := range []string{"img-src 'self' http: https:;", "form-action 'self' https://game.example:8443 com.example.game:;"} {
		if !strings.Contains(csp, want) {
			t.Errorf("the policy %q lacks %s", csp, want)
		}
	}
}

func TestNextLeadsNowhereElse(t *testing.T) {
	f := start(t, Config{})
	for _, next := range []string{"https://evil.example/", "//evil.example/", "///evil.example/", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "javascript:alert(1)", "home", "", "/%zz", "http:/evil.example", "/\n/x", " /home"} {
		b := f.browser(t, ann)
		b.Submit(b.Get("/home"), "/do", "next", next).Leads("/home")
	}
	for _, next := range []string{"/mine", "/mine?a=b&c=%2F%2Fd", "/x/..//evil.example", "/@evil.example"} {
		b := f.browser(t, ann)
		b.Submit(b.Get("/home"), "/do", "next", next).Leads(next)
	}
}

// FuzzLocal holds that what counts as a path of this site leads to it.
func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/", "/a?b#c", "//x", `/\x`, "/a//b", "/:x@y", "https:///x"} {
		f.Add(s)
	}
	base := &url.URL{Scheme: "https", Host: "here.example", Path: "/signin"}
	f.Fuzz(func(t *testing.T, text string) {
		if !isLocal(text) {
			return
		}
		// What browsers do before they parse.
		cleaned := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(strings.TrimSpace(text))
		u, err := base.Parse(cleaned)
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme {
			t.Errorf("%q leads to %v, %v", text, u, err)
		}
	})
}

func TestSafeLink(t *testing.T) {
	for text, want := range map[string]string{
		"https://x.example/a?b=c": "https://x.example/a?b=c", "http://x.example": "http://x.example",
		"javascript:alert(1)": "", "JAVASCRIPT:alert(1)": "", "//x.example": "", "data:text/html,x": "", "": "", "game://x": "", "https:": "", "http://%zz": "",
	} {
		if got := SafeLink(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
