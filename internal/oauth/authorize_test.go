package oauth

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAuthorize(t *testing.T) {
	f := start(t)
	b := f.browser(t, 0)
	toSignIn := b.Get(authorizeURL("display", "mobile")).Leads("/signin?")
	if got := toSignIn.Query().Get("world"); got != "test" {
		t.Errorf("the picker is to offer world %q", got)
	}
	picker := b.Get(toSignIn.String()).Shows(200, "Ann")
	consent := b.Follow(b.Submit(picker, "/signin/as", "uin", "10002")).
		Shows(200, "Sign in to Fruit <Match>", "Bob", "nickname, picture and gender", "Allow", "Deny")
	to := b.Submit(consent, authorizePath, "decision", "allow").Leads(callback + "?code=").Query()
	if to.Get("state") != "s t&a=t%e" {
		t.Errorf("the state comes back as %q", to.Get("state"))
	}
	tokens := form(t, f.exchange(t, to.Get("code")))
	if tokens.Get("expires_in") != "7200" {
		t.Errorf("the token lives for %s s", tokens.Get("expires_in"))
	}
	me := b.Get("/oauth2.0/me?access_token=" + tokens.Get("access_token"))
	me.Shows(200, `callback( {"client_id":"1234567890","openid":"`) // Bob became a player

	again := b.Get(authorizeURL()).Leads(callback + "?code=") // is not asked again
	if again.Query().Get("code") == to.Get("code") {
		t.Error("the same code twice")
	}
	b.Get(authorizeURL("scope", "get_user_info,get_unionId")).Shows(200, "Allow") // but for more than before
}

func TestAuthorizeToken(t *testing.T) {
	f := start(t)
	to := allow(f.browser(t, ann), authorizeURL("response_type", "token", "state", "a+b c"))
	if to.RawQuery != "" || strings.Contains(to.EscapedFragment(), "+") {
		t.Fatalf("the token goes to %s", to)
	}
	got, err := url.ParseQuery(to.EscapedFragment())
	if err != nil || got.Get("state") != "a+b c" || got.Get("expires_in") != "7200" || got.Has("refresh_token") {
		t.Fatalf("got %v, %v", got, err)
	}
	if err := f.platform.VerifyLogin(t.Context(), f.app(t, fruit), "ANN", got.Get("access_token")); err != nil {
		t.Errorf("the token is no openkey: %v", err)
	}
}

func TestDeny(t *testing.T) {
	f := start(t)
	for kind, separator := range map[string]string{"code": "?", "token": "#"} {
		b := f.browser(t, ann)
		page := b.Submit(b.Get(authorizeURL("response_type", kind)), authorizePath, "decision", "deny")
		page.Leads(callback + separator + "error=access_denied&usercancel=1&state=s%20t%26a%3Dt%25e")
		b.Get(authorizeURL("response_type", kind)).Shows(200, "Deny") // and is asked again
	}
}

// The answer is added to what the app registered.
func TestRedirectURIs(t *testing.T) {
	f := start(t)
	for uri, want := range map[string]string{callback: callback + "?code=", withQuery: withQuery + "&code=", scheme: scheme + "?code="} {
		b := f.browser(t, bob)
		page := b.Get(authorizeURL("redirect_uri", uri))
		if page.Status == 200 {
			to, _ := url.Parse(uri)
			origin := to.Scheme + ":"
			if to.Scheme == "https" {
				origin += "//" + to.Host
			}
			if csp := page.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self' "+origin+";") {
				t.Errorf("browsers would not follow the form to %s: %s", uri, csp)
			}
			page = b.Submit(page, authorizePath, "decision", "allow")
		}
		page.Leads(want)
	}
}

// Nothing leads to a URL that the app did not register, not even an error.
func TestRefusedToThePerson(t *testing.T) {
	f := start(t)
	tests := map[string]struct {
		pairs []string
		code  string
	}{
		"no client_id":           {[]string{"client_id", "-"}, "100001"},
		"a client_id of words":   {[]string{"client_id", "fruit"}, "100008"},
		"an unknown client_id":   {[]string{"client_id", "999"}, "100008"},
		"client_id 0":            {[]string{"client_id", "0"}, "100008"},
		"no redirect_uri":        {[]string{"redirect_uri", "-"}, "100010"},
		"an empty one":           {[]string{"redirect_uri", ""}, "100010"},
		"another's redirect_uri": {[]string{"redirect_uri", withQuery, "client_id", "42"}, "100010"},
		"a longer one":           {[]string{"redirect_uri", callback + "/x"}, "100010"},
		"one with a query":       {[]string{"redirect_uri", callback + "?x"}, "100010"},
		"a foreign one":          {[]string{"redirect_uri", "https://evil.example/"}, "100010"},
		"with a user in it":      {[]string{"redirect_uri", "https://game.example@evil.example/callback"}, "100010"},
		"in capitals":            {[]string{"redirect_uri", strings.ToUpper(callback)}, "100010"},
		"foreign, and all wrong": {[]string{"redirect_uri", "https://evil.example/", "response_type", "x", "state", "x"}, "100010"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, uin := range []int64{0, ann} {
				b := f.browser(t, uin)
				page := b.Get(authorizeURL(tt.pairs...)).Shows(400, "Cannot sign in to the app", tt.code)
				if to := page.Header.Get("Location"); to != "" {
					t.Errorf("it leads to %s", to)
				}
			}
		})
	}
	b := f.browser(t, ann)
	b.Get(authorizeURL()+"&redirect_uri=https%3A%2F%2Fevil.example").Shows(400, "100029", "redirect_uri is there twice")
	b.Get(authorizeURL()+"&client_id=42").Shows(400, "100029")
	b.Get(authorizeURL()+"&x=%zz").Shows(400, "100029")
}

// The app is told what is wrong with its request, at its redirect_uri.
func TestRefusedToTheApp(t *testing.T) {
	f := start(t)
	s256 := []string{"code_challenge_method", "S256", "code_challenge"}
	tests := map[string]struct {
		pairs       []string
		error, code string
	}{
		"no response_type":         {[]string{"response_type", "-"}, "unsupported_response_type", "100000"},
		"an unknown one":           {[]string{"response_type", "id_token"}, "unsupported_response_type", "100000"},
		"both":                     {[]string{"response_type", "code token"}, "unsupported_response_type", "100000"},
		"plain PKCE":               {[]string{"code_challenge", strings.Repeat("a", 43), "code_challenge_method", "plain"}, "invalid_request", "100029"},
		"PKCE without a method":    {[]string{"code_challenge", strings.Repeat("a", 43)}, "invalid_request", "100029"},
		"PKCE without a challenge": {[]string{"code_challenge_method", "S256"}, "invalid_request", "100029"},
		"a short challenge":        {append(s256, "abc"), "invalid_request", "100029"},
		"a padded challenge":       {append(s256, strings.Repeat("a", 42)+"="), "invalid_request", "100029"},
		"a state of no text":       {[]string{"state", "\xff"}, "invalid_request", "100029"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			to := f.browser(t, ann).Get(authorizeURL(tt.pairs...)).Leads(callback + "?error=" + tt.error + "&")
			if q := to.Query(); q.Get("error_code") != tt.code || q.Get("error_description") == "" || q.Has("code") {
				t.Errorf("the app is told %v", q)
			}
		})
	}
}

// A post that is no answer of the person's on this page grants nothing.
func TestConsentIsTheirs(t *testing.T) {
	f := start(t)
	b := f.browser(t, bob)
	page := b.Get(authorizeURL())
	b.Do("POST", authorizeURL(), "decision=allow").Shows(403, "out of date")
	b.Header.Set("Origin", "https://evil.example")
	b.Submit(page, authorizePath, "decision", "allow").Shows(403, "another site")
	b.Header.Del("Origin")
	b.Submit(page, authorizePath, "decision", "").Leads(callback + "?error=access_denied")
	if grants, err := f.platform.Grants(t.Context(), bob); err != nil || len(grants) != 0 {
		t.Errorf("granted: %v, %v", grants, err)
	}
	if csp := page.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") || page.Header.Get("X-Frame-Options") != "DENY" {
		t.Errorf("the page may be framed: %s", csp)
	}
	f.browser(t, 0).Do("POST", authorizeURL(), "decision=allow").Shows(403)
}

// An account of another world is nobody to the app.
func TestOtherWorld(t *testing.T) {
	f := start(t)
	b := f.browser(t, ann)
	path := authorizeURL("client_id", "43")
	b.Follow(b.Get(path)).Shows(200, "does not know this account", "Eve")
	b.Do("POST", path, "").Shows(403)
	page := b.Get(b.Get(path).Leads("/signin?").String())
	if got := b.Submit(page, "/signin/as", "uin", "7").Leads(authorizePath); got.RequestURI() != path {
		t.Errorf("after signing in it leads to %s, want %s", got, path)
	}
}

// Revoking on the account's page ends what the app got, and it has to ask anew.
func TestRevokedApp(t *testing.T) {
	f := start(t)
	b := f.browser(t, ann)
	tokens := form(t, f.exchange(t, allow(b, authorizeURL()).Query().Get("code")))
	unused := allow(b, authorizeURL()).Query().Get("code")
	b.Follow(b.Submit(b.Get("/account").Shows(200, "Fruit <Match>"), "/account/apps/1234567890/revoke"))
	failed(t, b.Get("/oauth2.0/me?access_token="+tokens.Get("access_token")).Body, 100015, "revoked")
	failed(t, f.refresh(t, tokens.Get("refresh_token")), 100022, "unknown or revoked")
	failed(t, f.exchange(t, unused), 100019, "unknown")
	b.Get(authorizeURL()).Shows(200, "Allow")
}

func TestCodesEnd(t *testing.T) {
	f := start(t)
	code := f.code(t, ann)
	f.clock.Advance(10*time.Minute - time.Second)
	form(t, f.exchange(t, code))
	code = f.code(t, ann)
	f.clock.Advance(10 * time.Minute)
	failed(t, f.exchange(t, code), 100019, "over")
}

func TestBeyond(t *testing.T) {
	f := start(t)
	for path, want := range map[string]string{
		authorizeURL(): callback, authorizeURL("redirect_uri", scheme): scheme, authorizeURL("response_type", "x"): callback,
		authorizeURL("redirect_uri", "https://evil.example"): "", "/account": "", "/account?redirect_uri=" + url.QueryEscape(callback): "", "%zz": "",
	} {
		if got := f.provider.Beyond(t.Context(), path); got != want {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
}

func TestChinese(t *testing.T) {
	f := start(t)
	b := f.browser(t, bob)
	b.Header.Set("Accept-Language", "zh-CN")
	b.Get(authorizeURL()).Shows(200, "登录到 Fruit <Match>", "同意并登录", "拒绝")
	b.Get(authorizeURL("client_id", "-")).Shows(400, "无法登录到应用", "100001")
}
