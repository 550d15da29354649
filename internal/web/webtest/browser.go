// Package webtest is a browser for tests: it keeps cookies, submits the forms
// of pages as they are, and says when a page is not what a test wants.
package webtest

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// Browser is somebody who looks at pages. It follows no redirect by itself.
type Browser struct {
	T      testing.TB
	Base   string // of the site, without a slash at the end
	Header http.Header
	client *http.Client
}

// New returns a browser of nobody yet, who reads English.
func New(t testing.TB, base string) *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Browser{T: t, Base: base, Header: http.Header{"Accept-Language": {"en"}}, client: &http.Client{Jar: jar, CheckRedirect: stay}}
}

// Page is what a browser got.
type Page struct {
	t      testing.TB
	URL    string
	Status int
	Header http.Header
	Body   string
}

// Get asks for a page of the site.
func (b *Browser) Get(path string) *Page {
	b.T.Helper()
	return b.Do(http.MethodGet, path, "")
}

// Submit sends a form of a page, the first whose action begins with a path:
// with its hidden fields and with more, pairs of name and value.
func (b *Browser) Submit(p *Page, action string, fields ...string) *Page {
	b.T.Helper()
	to, form := p.form(action)
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.Do(http.MethodPost, to, form.Encode())
}

// Follow goes where a page sends the browser, as long as that is in the site.
func (b *Browser) Follow(p *Page) *Page {
	b.T.Helper()
	for range 10 {
		to := p.Header.Get("Location")
		if p.Status < 300 || p.Status > 399 || !strings.HasPrefix(to, "/") {
			return p
		}
		p = b.Get(to)
	}
	b.T.Fatalf("%s goes round in circles", p.URL)
	return nil
}

// Do sends a request as a form of the site would.
func (b *Browser) Do(method, path, body string) *Page {
	b.T.Helper()
	req, err := http.NewRequestWithContext(b.T.Context(), method, b.Base+path, strings.NewReader(body))
	if err != nil {
		b.T.Fatal(err)
	}
	for name, values := range b.Header {
		req.Header[name] = values
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.T.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.T.Fatal(err)
	}
	return &Page{b.T, path, resp.StatusCode, resp.Header, string(text)}
}

// Cookie returns the value of a cookie, empty if there is none.
func (b *Browser) Cookie(name string) string {
	at, err := url.Parse(b.Base)
	if err != nil {
		b.T.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// SetCookie gives the browser a cookie.
func (b *Browser) SetCookie(name, value string) {
	at, err := url.Parse(b.Base)
	if err != nil {
		b.T.Fatal(err)
	}
	b.client.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

var (
	formTag  = regexp.MustCompile(`(?s)<form [^>]*method="post" action="([^"]*)"[^>]*>(.*?)</form>`)
	inputTag = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

// form returns the action and the hidden fields of a form.
func (p *Page) form(action string) (string, url.Values) {
	p.t.Helper()
	for _, m := range formTag.FindAllStringSubmatch(p.Body, -1) {
		to := html.UnescapeString(m[1])
		if !strings.HasPrefix(to, action) {
			continue
		}
		values := url.Values{}
		for _, in := range inputTag.FindAllStringSubmatch(m[2], -1) {
			values.Set(html.UnescapeString(in[1]), html.UnescapeString(in[2]))
		}
		return to, values
	}
	p.t.Fatalf("%s has no form %s:\n%s", p.URL, action, p.Body)
	return "", nil
}

// Shows checks the status of a page and that it has texts, in this order.
func (p *Page) Shows(status int, texts ...string) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Errorf("%s: status %d, want %d", p.URL, p.Status, status)
	}
	rest := html.UnescapeString(p.Body)
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			p.t.Errorf("%s: %q does not come (next) in\n%s", p.URL, text, p.Body)
			return p
		}
		rest = after
	}
	return p
}

// Hides checks that none of some texts is on a page.
func (p *Page) Hides(texts ...string) *Page {
	p.t.Helper()
	for _, text := range texts {
		if strings.Contains(html.UnescapeString(p.Body), text) {
			p.t.Errorf("%s: %q is in\n%s", p.URL, text, p.Body)
		}
	}
	return p
}

// Leads checks that a page sends the browser to a URL that begins with a text,
// and returns it.
func (p *Page) Leads(to string) *url.URL {
	p.t.Helper()
	at := p.Header.Get("Location")
	if p.Status != http.StatusSeeOther || !strings.HasPrefix(at, to) {
		p.t.Fatalf("%s: status %d to %q, want 303 to %s\n%s", p.URL, p.Status, at, to, p.Body)
	}
	u, err := url.Parse(at)
	if err != nil {
		p.t.Fatal(err)
	}
	return u
}
