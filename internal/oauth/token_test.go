package oauth

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"tongwan/internal/platform"
)

// The exact forms of answers, as clients of the dialect read them.
func TestForms(t *testing.T) {
	f := start(t)
	b := f.browser(t, 0)
	get := func(path, kind string) string {
		page := b.Get(path).Shows(200)
		if got := page.Header.Get("Content-Type"); got != kind {
			t.Errorf("%s is %s, want %s", path, got, kind)
		}
		return page.Body
	}
	exchange := func(more string) string {
		return "/oauth2.0/token?" + query(url.Values{"grant_type": {"authorization_code"}, "client_id": {"1234567890"}, "client_secret": {fruitKey}, "redirect_uri": {callback}, "code": {f.code(t, ann)}}) + more
	}
	tokens := form(t, get(exchange(""), kindForm))
	access, refresh := tokens.Get("access_token"), tokens.Get("refresh_token")
	if len(access) != 32 || refresh == "" || len(tokens) != 3 {
		t.Errorf("tokens %v", tokens)
	}
	if got := form(t, get(exchange("&need_openid=1"), kindForm)).Get("openid"); got != "ANN" {
		t.Errorf("need_openid gives %q", got)
	}
	body := get(exchange("&fmt=json"), kindJSON)
	if !strings.HasPrefix(body, `{"access_token":"`) || !strings.Contains(body, `"expires_in":"7200"`) || !strings.Contains(body, `"refresh_token":"`) || !strings.HasSuffix(body, `"token_type":"Bearer"}`) {
		t.Errorf("as JSON: %s", body)
	}
	me := `{"client_id":"1234567890","openid":"ANN"}`
	if got := get("/oauth2.0/me?access_token="+access, kindForm); got != "callback( "+me+" );" {
		t.Errorf("me is %s", got)
	}
	if got := get("/oauth2.0/me?fmt=json&access_token="+access, kindJSON); got != me {
		t.Errorf("me as JSON is %s", got)
	}
	info := get("/user/get_user_info?oauth_consumer_key=1234567890&openid=ANN&access_token="+access, kindJSON)
	picture := f.url + "/qqapp/1234567890/ANN/"
	want := `{"ret":0,"msg":"","is_lost":0,"nickname":"Ann \u003c/script\u003e\"","gender":"女","figureurl_1":"` + picture + `50","figureurl_2":"` + picture + `100","figureurl_qq":"` + picture + `100","figureurl_qq_1":"` + picture + `40","figureurl_qq_2":"` + picture + `100"}`
	if info != want {
		t.Errorf("the user is\n%s, want\n%s", info, want)
	}
	if got := get("/oauth2.0/token", kindForm); got != `callback( {"error":100004,"error_description":"grant_type must be authorization_code or refresh_token"} );` {
		t.Errorf("an error is %s", got)
	}
	if got := get("/oauth2.0/token?fmt=json", kindJSON); got != `{"error":100004,"error_description":"grant_type must be authorization_code or refresh_token"}` {
		t.Errorf("an error as JSON is %s", got)
	}
}

func TestUnionID(t *testing.T) {
	f := start(t)
	union := func(app int64, openid string) string {
		token, _, err := f.platform.IssueToken(t.Context(), f.app(t, app), openid, 0)
		if err != nil {
			t.Fatal(err)
		}
		body := f.browser(t, 0).Get("/oauth2.0/me?unionid=1&fmt=json&access_token=" + token).Body
		_, rest, ok := strings.Cut(body, `"unionid":"`)
		if !ok {
			t.Fatalf("no unionid in %s", body)
		}
		return strings.TrimSuffix(rest, `"}`)
	}
	first := union(fruit, "ANN")
	if !strings.HasPrefix(first, "UID_") || strings.Contains(first, "10001") {
		t.Errorf("the unionid is %s", first)
	}
	if second := union(other, "ANN/2"); second != first {
		t.Errorf("in another app the unionid is %s, not %s", second, first)
	}
}

func TestUserInfoOfAnotherPicture(t *testing.T) {
	f := start(t)
	tokens := form(t, f.exchange(t, f.code(t, bob), "need_openid", "1"))
	q := url.Values{"oauth_consumer_key": {"1234567890"}, "openid": {tokens.Get("openid")}, "access_token": {tokens.Get("access_token")}}
	f.browser(t, 0).Get("/user/get_user_info?"+q.Encode()).
		Shows(200, `"nickname":"Bob","gender":"男"`, `"figureurl_qq_1":"https://pictures.example/bob/40"`, `"figureurl_qq_2":"https://pictures.example/bob/100"`)
}

func TestTokenRefuses(t *testing.T) {
	f := start(t)
	long := "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	tests := map[string]struct {
		pairs []string
		code  int
		says  string
	}{
		"no grant_type":        {[]string{"grant_type", "-"}, 100004, "grant_type"},
		"an unknown one":       {[]string{"grant_type", "password"}, 100004, "grant_type"},
		"no client_id":         {[]string{"client_id", "-"}, 100001, "client_id is missing"},
		"an unknown client_id": {[]string{"client_id", "77"}, 100008, "client_id"},
		"one of words":         {[]string{"client_id", "x"}, 100008, "client_id"},
		"a negative one":       {[]string{"client_id", "-1234567890"}, 100008, "client_id"},
		"no client_secret":     {[]string{"client_secret", "-"}, 100002, "client_secret is missing"},
		"a wrong one":          {[]string{"client_secret", "x"}, 100009, "appkey"},
		"another's":            {[]string{"client_secret", otherKey}, 100009, "appkey"},
		"no code":              {[]string{"code", "-"}, 100005, "code is missing"},
		"a made-up code":       {[]string{"code", "x"}, 100019, "unknown"},
		"no refresh_token":     {[]string{"grant_type", "refresh_token"}, 100006, "refresh_token is missing"},
		"a made-up one":        {[]string{"grant_type", "refresh_token", "refresh_token", "x"}, 100022, "unknown or revoked"},
		"a likely one":         {[]string{"grant_type", "refresh_token", "refresh_token", long}, 100022, "unknown or revoked"},
		"a code of no text":    {[]string{"code", "\xff"}, 100029, "code is no UTF-8 text"},
		"a NUL":                {[]string{"code", "a\x00"}, 100029, "code is no UTF-8 text"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			failed(t, f.exchange(t, "x", tt.pairs...), tt.code, tt.says)
		})
	}
	b := f.browser(t, 0)
	failed(t, b.Get("/oauth2.0/token?grant_type=refresh_token&grant_type=authorization_code").Body, 100029, "grant_type is there twice")
	failed(t, b.Get("/oauth2.0/token?%zz").Body, 100029, "cannot be read")
	failed(t, b.Do(http.MethodDelete, "/oauth2.0/token", "").Body, 100029, "GET or POST")
}

// A code is good for one exchange, by the app and for the redirect_uri that it
// was asked for with.
func TestCodeIsBound(t *testing.T) {
	f := start(t)
	failed(t, f.exchange(t, f.code(t, ann), "redirect_uri", withQuery), 100010, "redirect_uri")
	failed(t, f.exchange(t, f.code(t, ann), "redirect_uri", "-"), 100010, "redirect_uri")
	failed(t, f.exchange(t, f.code(t, ann), "client_id", "42", "client_secret", otherKey), 100019, "not of app 42")
	code := f.code(t, ann)
	failed(t, f.exchange(t, code, "client_secret", "wrong"), 100009, "appkey") // which does not spend it
	form(t, f.exchange(t, code))
}

// A code that is used twice has leaked: all that it gave ends.
func TestCodeTwice(t *testing.T) {
	f := start(t)
	code := f.code(t, ann)
	first := form(t, f.exchange(t, code))
	second := form(t, f.refresh(t, first.Get("refresh_token")))
	failed(t, f.exchange(t, code), 100020, "used before")
	b := f.browser(t, 0)
	for _, tokens := range []url.Values{first, second} {
		failed(t, b.Get("/oauth2.0/me?access_token="+tokens.Get("access_token")).Body, 100015, "revoked")
		failed(t, f.refresh(t, tokens.Get("refresh_token")), 100022, "unknown or revoked")
	}
	err := f.platform.VerifyLogin(t.Context(), f.app(t, fruit), "ANN", second.Get("access_token"))
	if platform.ReasonOf(err) != platform.TokenRevoked {
		t.Errorf("verify_login: %v, want %s", err, platform.TokenRevoked)
	}
	failed(t, f.exchange(t, code), 100020, "used before")
}

// Of many who use a code at once nobody keeps anything.
func TestCodeTwiceAtOnce(t *testing.T) {
	f := start(t)
	code := f.code(t, ann)
	bodies := make([]string, 8)
	var wg sync.WaitGroup
	for i := range bodies {
		wg.Go(func() { bodies[i] = f.exchange(t, code) })
	}
	wg.Wait()
	for _, body := range bodies {
		v, _ := url.ParseQuery(body)
		if token := v.Get("access_token"); token != "" {
			failed(t, f.browser(t, 0).Get("/oauth2.0/me?access_token="+token).Body, 100015, "revoked")
		} else {
			failed(t, body, 100020, "used")
		}
	}
}

func TestRefresh(t *testing.T) {
	f := start(t)
	first := form(t, f.exchange(t, f.code(t, ann)))
	f.clock.Advance(3 * time.Hour)
	b := f.browser(t, 0)
	failed(t, b.Get("/oauth2.0/me?access_token="+first.Get("access_token")).Body, 100014, "expired")
	failed(t, f.refresh(t, first.Get("refresh_token"), "client_id", "42", "client_secret", otherKey), 100022, "not of app 42")
	second := form(t, f.refresh(t, first.Get("refresh_token")))
	b.Get("/oauth2.0/me?access_token="+second.Get("access_token")).Shows(200, "ANN")
	failed(t, f.refresh(t, first.Get("refresh_token")), 100022, "used before") // by a thief, or by the app after one
	failed(t, b.Get("/oauth2.0/me?access_token="+second.Get("access_token")).Body, 100015, "revoked")
	third := form(t, f.exchange(t, f.code(t, ann)))
	f.clock.Advance(90 * 24 * time.Hour)
	failed(t, f.refresh(t, third.Get("refresh_token")), 100022, "over")
}

func TestPKCE(t *testing.T) {
	f := start(t)
	verifier := "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	sum := sha256.Sum256([]byte(verifier))
	pkce := []string{"code_challenge_method", "S256", "code_challenge", base64.RawURLEncoding.EncodeToString(sum[:])}
	form(t, f.exchange(t, f.code(t, ann, pkce...), "code_verifier", verifier))
	failed(t, f.exchange(t, f.code(t, ann, pkce...), "code_verifier", verifier+"x"), 100019, "code_verifier")
	failed(t, f.exchange(t, f.code(t, ann, pkce...)), 100019, "code_verifier")
	failed(t, f.exchange(t, f.code(t, ann, pkce...), "code_verifier", pkce[3]), 100019, "code_verifier") // not plain
	failed(t, f.exchange(t, f.code(t, ann), "code_verifier", verifier), 100019, "without a code_challenge")
}

// An app proves itself with parameters or with HTTP basic authentication,
// form-encoded as RFC 6749 wants it.
func TestClientAuthentication(t *testing.T) {
	f := start(t)
	post := func(id, secret, body string) string {
		t.Helper()
		b := f.browser(t, 0)
		r, _ := http.NewRequest("POST", "/", nil)
		r.SetBasicAuth(id, secret)
		b.Header.Set("Authorization", r.Header.Get("Authorization"))
		return b.Do("POST", "/oauth2.0/token", body).Body
	}
	body := func(pairs ...string) string {
		return query(url.Values{"grant_type": {"authorization_code"}, "code": {f.code(t, ann)}, "redirect_uri": {callback}}, pairs...)
	}
	id, secret := "1234567890", url.QueryEscape(fruitKey)
	form(t, post(id, secret, body()))
	form(t, post(id, secret, body("client_id", id)))
	form(t, post(id, secret, body("client_id", id, "client_secret", fruitKey)))
	failed(t, post(id, "wrong", body()), 100009, "appkey")
	failed(t, post(id, "%zz", body()), 100009, "form-encoded")
	failed(t, post(id, secret, body("client_id", "42")), 100009, "different clients")
	failed(t, post(id, "wrong", body("client_id", id, "client_secret", fruitKey)), 100009, "different clients")
	form(t, f.browser(t, 0).Do("POST", "/oauth2.0/token", body("client_id", id, "client_secret", fruitKey)).Body)
}

func TestTokensThatAreNoGood(t *testing.T) {
	f := start(t)
	app := f.app(t, fruit)
	issue := func() string {
		token, _, err := f.platform.IssueToken(t.Context(), app, "ANN", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	b := f.browser(t, 0)
	info := "/user/get_user_info?oauth_consumer_key=1234567890&openid=ANN&access_token="
	check := func(token string, code int, says string) {
		t.Helper()
		failed(t, b.Get("/oauth2.0/me?access_token="+token).Body, code, says)
		b.Get(info+token).Shows(200, `{"ret":`+strconv.Itoa(code)+`,"msg":"`, says)
	}
	check("", 100007, "access_token is missing")
	check("nonsense", 100013, "nobody's")
	expired := issue()
	f.clock.Advance(time.Hour)
	check(expired, 100014, "expired")
	revoked := issue()
	f.platform.RevokeTokens(t.Context(), app, "ANN", platform.Revoked)
	check(revoked, 100015, "revoked")
	changed := issue()
	f.platform.ChangePassword(t.Context(), ann, "password", "another password", "")
	check(changed, 100015, "password changed")

	good := issue()
	b.Get(info+good).Shows(200, `"ret":0`)
	b.Get(info+good+"&oauth_consumer_key=1234567890").Shows(200, `"ret":0`) // a client in use says it twice
	b.Get(strings.Replace(info, "=ANN", "=BOB", 1)+good).Shows(200, `{"ret":100016,`)
	b.Get(strings.Replace(info, "openid=ANN", "", 1)+good).Shows(200, `{"ret":100016,`, "openid is missing")
	b.Get(strings.Replace(info, "1234567890", "42", 1)+good).Shows(200, `{"ret":100013,`)
	b.Get(strings.Replace(info, "1234567890", "", 1)+good).Shows(200, `{"ret":100001,`)
	b.Get(strings.Replace(info, "1234567890", "x", 1)+good).Shows(200, `{"ret":100008,`)
	b.Header.Set("Authorization", "bearer "+good)
	if page := b.Get("/oauth2.0/me").Shows(200, "ANN"); page.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("no script of an app's page can read it")
	}
}

// What fails inside is not told.
func TestStoreFails(t *testing.T) {
	f := start(t)
	f.app(t, fruit)
	ctx := t.Context()
	if err := f.platform.DropWorld(ctx, "test"); err != nil {
		t.Fatal(err)
	}
	failed(t, f.exchange(t, "x"), 100008, "client_id")
	f.db.Close()
	page := f.browser(t, 0).Get("/oauth2.0/me?access_token=x").Shows(500, `callback( {"error":100021,"error_description":"internal error: try again"} );`)
	page.Hides("sqlite", "database")
}

// FuzzParameters holds that nothing that a client sends fails inside, and that
// no request that is not registered leads anywhere.
func FuzzParameters(f *testing.F) {
	f.Add("client_id=1234567890&redirect_uri=https%3A%2F%2Fgame.example%2Fcallback&response_type=code&state=x")
	f.Add("client_id=1234567890&client_secret=x&grant_type=authorization_code&code=x")
	f.Add("client_id=1234567890&client_id=42&redirect_uri=https%3A%2F%2Fevil.example")
	f.Add("grant_type=refresh_token&refresh_token=%00&fmt=json")
	f.Add("access_token=%ff&oauth_consumer_key=1&openid=\u2028</script>")
	f.Add(";&=&%zz")
	fix := start(f)
	handler := fix.handler
	f.Fuzz(func(t *testing.T, q string) {
		for _, path := range []string{authorizePath, "/oauth2.0/token", "/oauth2.0/me", "/user/get_user_info"} {
			for _, method := range []string{"GET", "POST"} {
				checkAnswer(t, handler, method, path, q)
			}
		}
	})
}

func checkAnswer(t *testing.T, h http.Handler, method, path, q string) {
	t.Helper()
	r := httptest.NewRequest(method, "http://here.example/", strings.NewReader(q))
	r.URL = &url.URL{Path: path, RawQuery: q}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	to := w.Header().Get("Location")
	u, err := url.Parse(to)
	switch {
	case w.Code >= 500:
		t.Errorf("%s %s?%s: status %d %s", method, path, q, w.Code, w.Body)
	case err != nil || u.Host != "" && u.Host != "game.example":
		t.Errorf("%s %s?%s leads to %s", method, path, q, to)
	case path != authorizePath && !utf8.Valid(w.Body.Bytes()):
		t.Errorf("%s %s?%s: %q is no text", method, path, q, w.Body)
	}
}

// Scripts of an app's page may send a bearer token, which browsers ask about
// first; what takes the appkey is not for them.
func TestPreflight(t *testing.T) {
	f := start(t)
	b := f.browser(t, 0)
	for _, path := range []string{"/oauth2.0/me", "/user/get_user_info"} {
		h := b.Do("OPTIONS", path, "").Shows(204).Header
		for name, want := range map[string]string{"Origin": "*", "Methods": "GET, POST", "Headers": "Authorization, Content-Type"} {
			if got := h.Get("Access-Control-Allow-" + name); got != want {
				t.Errorf("%s allows %s %q, want %q", path, name, got, want)
			}
		}
	}
	if got := b.Do("OPTIONS", "/oauth2.0/token", "").Header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("scripts of %q may ask for tokens", got)
	}
}
