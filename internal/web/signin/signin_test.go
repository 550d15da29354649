package signin

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/store"
	"tongwan/internal/web"
	"tongwan/internal/web/webtest"
)

// fixture is a site with the pages of this package, over a world of one app
// and three accounts, of whom Ann has a password.
type fixture struct {
	platform *platform.Platform
	clock    *webtest.Clock
	url      string
}

const (
	ann, bob, cat = 10001, 10002, 10003
	secret        = "correct horse"
	appid         = 1234567890
)

func start(t *testing.T, sandbox, registration bool) *fixture {
	t.Helper()
	return startWith(t, platform.Options{Sandbox: sandbox, Passwords: webtest.Passwords{}}, registration)
}

func startWith(t *testing.T, o platform.Options, registration bool) *fixture {
	t.Helper()
	db, err := store.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	f := &fixture{clock: &webtest.Clock{}}
	o.Store, o.Clock, o.Machine = db, f.clock, f.clock
	f.platform = platform.New(o)
	webtest.Load(t, f.platform,
		platform.App{ID: appid, World: "test", Name: "Fruit <Match>", Key: "key", Settings: platform.DefaultSettings()},
		platform.Account{UIN: ann, World: "test", Nickname: "Ann", FollowsGames: true, Password: webtest.Passwords{}.Hash(secret)},
		platform.Account{UIN: bob, World: "test", Nickname: "Bob"},
		platform.Account{UIN: cat, World: "test", Nickname: "猫 Cat"},
		platform.Player{UIN: ann, AppID: appid, OpenID: "ANN"})

	site, err := web.New(web.Config{Platform: f.platform, Clock: f.clock, Home: "/account", Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	beyond := func(_ context.Context, path string) string {
		if path == "/beyond" {
			return "https://game.example/callback"
		}
		return ""
	}
	if err := Add(site, Config{Platform: f.platform, Registration: registration, Beyond: beyond}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fixture) browser(t *testing.T) *webtest.Browser {
	t.Helper()
	return webtest.New(t, f.url)
}

// signIn fills in the form with a password and returns what comes next.
func signIn(b *webtest.Browser, uin int64, password string) *webtest.Page {
	b.T.Helper()
	return b.Submit(b.Get("/signin?with=password"), "/signin", "number", strconv.FormatInt(uin, 10), "password", password)
}

func TestSignInAndOut(t *testing.T) {
	f := start(t, false, false)
	b := f.browser(t)
	at := b.Get("/account").Leads("/signin?next=%2Faccount")
	form := b.Get(at.String()).Shows(200, "Sign in", "Number", "Password").Hides("Register", "Pick")
	b.Follow(b.Submit(form, "/signin", "number", " 10001 ", "password", secret)).Shows(200, "My account", "Ann", "10001")
	b.Get("/signin").Shows(200, "Signed in as Ann (10001)", `href="/account"`)
	old := b.Cookie("tongwan_visit")
	b.Follow(b.Submit(b.Get("/account"), "/signout")).Shows(200, "You are signed out.")
	b.Get("/account").Leads("/signin")
	b.SetCookie("tongwan_visit", old)
	b.Get("/account").Leads("/signin") // also for who kept the cookie
}

func TestSignInComesBack(t *testing.T) {
	f := start(t, false, false)
	for next, want := range map[string]string{
		"/account?x=%2F%26": "/account?x=%2F%26", "https://evil.example/": "/account", "//evil.example": "/account", `/\evil.example`: "/account",
	} {
		b := f.browser(t)
		q := strings.NewReplacer("/", "%2F", "?", "%3F", "%", "%25", "&", "%26", "=", "%3D").Replace(next)
		form := b.Get("/signin?next=" + q)
		b.Submit(form, "/signin", "number", "10001", "password", "wrong").Shows(422)
		if got := b.Submit(form, "/signin", "number", "10001", "password", secret).Header.Get("Location"); got != want {
			t.Errorf("next %s leads to %s, want %s", next, got, want)
		}
	}
}

// A number that nobody has and a password that is wrong look the same.
func TestWrongPasswordTellsNothing(t *testing.T) {
	f := start(t, false, false)
	for _, uin := range []int64{ann, bob, 99} { // Bob has no password
		page := signIn(f.browser(t), uin, "nonsense").Shows(422, `aria-invalid="true"`, "The number or the password is wrong.")
		if strings.Contains(page.Body, "nonsense") {
			t.Errorf("the password is sent back:\n%s", page.Body)
		}
	}
	signIn(f.browser(t), bob, "").Shows(422)
	b := f.browser(t)
	b.Submit(b.Get("/signin"), "/signin", "number", "ann", "password", secret).Shows(422, "digits only")
}

// A number that nobody has takes as long to refuse, and passwords wait for
// each other, so that they do not take the machine.
func TestPasswordsCost(t *testing.T) {
	slow := &slowPasswords{}
	f := startWith(t, platform.Options{Passwords: slow}, false)
	for i, uin := range []int64{ann, bob, 99} {
		signIn(f.browser(t), uin, "nonsense").Shows(422)
		if slow.verified.Load() != int64(i+1) {
			t.Errorf("the password of %d was not looked at", uin)
		}
	}
	var wg sync.WaitGroup
	for uin := range int64(20) {
		wg.Go(func() { signIn(f.browser(t), 100+uin, "nonsense").Shows(422) })
	}
	wg.Wait()
	if slow.most.Load() > 2 {
		t.Errorf("%d passwords were worked on at once, want at most 2", slow.most.Load())
	}
}

// slowPasswords counts how many are worked on.
type slowPasswords struct {
	webtest.Passwords
	verified, now, most atomic.Int64
}

func (s *slowPasswords) Verify(hash, password string) (bool, error) {
	s.verified.Add(1)
	now := s.now.Add(1)
	defer s.now.Add(-1)
	for most := s.most.Load(); now > most && !s.most.CompareAndSwap(most, now); most = s.most.Load() {
	}
	runtime.Gosched()
	return s.Passwords.Verify(hash, password)
}

// Guessing gets slow, by account and by address, and also the right password
// has to wait.
func TestGuessingGetsSlow(t *testing.T) {
	f := start(t, false, false)
	b := f.browser(t)
	for range 5 {
		signIn(b, ann, "guess").Shows(422)
	}
	signIn(b, ann, secret).Shows(429, "wait 2 seconds")
	f.clock.Advance(2 * time.Second)
	signIn(b, ann, "guess").Shows(422)
	signIn(b, ann, secret).Shows(429, "wait 4 seconds")
	f.clock.Advance(4 * time.Second)
	signIn(b, ann, secret).Leads("/account")
	signIn(f.browser(t), ann, "guess").Shows(422) // and is forgiven

	for uin := range int64(43) { // with the seven from above fifty, of one address
		signIn(b, 100+uin, "guess").Shows(422)
	}
	signIn(b, ann, secret).Shows(429, "Too many tries")
	f.clock.Advance(time.Hour + time.Second)
	signIn(b, ann, secret).Leads("/account")
}

func TestRegister(t *testing.T) {
	f := start(t, false, true)
	b := f.browser(t)
	b.Get("/signin?next=%2Faccount%3Fa%3D1").Shows(200, "No account yet? Register")
	form := b.Get("/signin/register?next=%2Faccount%3Fa%3D1").Shows(200, "Register", "Nickname", "Password again")
	submit := func(nickname, password, repeat string) *webtest.Page {
		return b.Submit(form, "/signin/register", "nickname", nickname, "password", password, "repeat", repeat)
	}
	submit("Dan", "long enough", "long enouhg").Shows(422, "The two passwords differ.")
	submit("Dan", "short", "short").Shows(422, "at least 8 characters")
	submit(" ", "long enough", "long enough").Shows(422, "nickname")
	submit(strings.Repeat("龙", 13), "long enough", "long enough").Shows(422, "nickname", strings.Repeat("龙", 13))

	welcome := b.Follow(submit("Dan & Co", "long enough", "long enough")).Shows(200, "Your number", "Note it down", `href="/account?a=1"`)
	number := regexp.MustCompile(`class="big">(\d+)<`).FindStringSubmatch(welcome.Body)
	if number == nil || len(number[1]) != 10 {
		t.Fatalf("the page does not tell the number:\n%s", welcome.Body)
	}
	b.Get("/account").Shows(200, "Dan & Co", number[1])
	again := f.browser(t)
	again.Submit(again.Get("/signin"), "/signin", "number", number[1], "password", "long enough").Leads("/account")
}

func TestRegistrationClosed(t *testing.T) {
	f := start(t, false, false)
	b := f.browser(t)
	b.Get("/signin/register").Shows(403, "takes no new accounts")
	form := b.Get("/signin").Hides("Register")
	token := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(form.Body)[1]
	b.Do(http.MethodPost, "/signin/register", "csrf="+token+"&nickname=Dan&password=long+enough&repeat=long+enough").Shows(403, "takes no new accounts")
}

// One address cannot fill a world with accounts.
func TestRegistrationGetsSlow(t *testing.T) {
	f := start(t, false, true)
	b := f.browser(t)
	form := b.Get("/signin/register")
	submit := func() *webtest.Page {
		form = b.Get("/signin/register")
		return b.Submit(form, "/signin/register", "nickname", "Dan", "password", "long enough", "repeat", "long enough")
	}
	for range 20 {
		submit().Leads("/signin/welcome")
	}
	submit().Shows(429, "Too many tries")
	f.clock.Advance(2 * time.Second)
	submit().Leads("/signin/welcome")
}

func TestRegisterChoosesAWorld(t *testing.T) {
	f := start(t, false, true)
	webtest.LoadWorld(t, f.platform, "other")
	b := f.browser(t)
	form := b.Get("/signin/register").Shows(200, "<option selected>other", "<option>test")
	b.Submit(form, "/signin/register", "world", "test", "nickname", "Dan", "password", "long enough", "repeat", "long enough").Leads("/signin/welcome")
	if list, err := f.platform.FindAccounts(t.Context(), "test", "Dan", 0, 9); err != nil || len(list) != 1 {
		t.Errorf("world test has the accounts %v, %v", list, err)
	}
}

func TestPicker(t *testing.T) {
	f := start(t, true, false)
	b := f.browser(t)
	page := b.Get("/signin?next=%2Faccount%3Fa%3D1").Shows(200, "sandbox", "Ann", "Bob", "猫 Cat").Hides("Next page", "World")
	b.Submit(page, "/signin/as", "uin", "77").Shows(404)
	b.Submit(page, "/signin/as", "uin", "x").Shows(400)
	b.Submit(page, "/signin/as", "uin", "10002").Leads("/account?a=1")
	b.Get("/account").Shows(200, "Bob", "no password")
	b.Get("/signin?q=a").Shows(200, "Ann", "猫 Cat").Hides("<b>Bob")
	b.Get("/signin?q=%E7%8C%AB").Shows(200, "猫 Cat").Hides("<b>Bob", "<b>Ann")
	b.Get("/signin?q=10002").Shows(200, "<b>Bob").Hides("<b>Ann")
	b.Get("/signin?q=1000").Shows(200, "Ann", "Bob", "猫 Cat")
	b.Get("/signin?q=zzz").Shows(200, "Nobody in this world")
	signIn(b, ann, secret).Leads("/account") // is there, too, for trying it out
}

func TestPickerHasPages(t *testing.T) {
	f := start(t, true, false)
	for uin := range int64(45) {
		webtest.Load(t, f.platform, platform.Account{UIN: 20001 + uin, World: "test", Nickname: "Many"})
	}
	b := f.browser(t)
	next := regexp.MustCompile(`href="([^"]+)">Next page`)
	page, seen := b.Get("/signin?q=many"), 0
	for {
		seen += strings.Count(page.Body, `name="uin"`)
		m := next.FindStringSubmatch(page.Body)
		if m == nil {
			break
		}
		page = b.Get(strings.ReplaceAll(m[1], "&amp;", "&")).Shows(200, `value="many"`)
	}
	if seen != 45 {
		t.Errorf("the pages offer %d accounts, want 45", seen)
	}
}

func TestPickerOffersWorlds(t *testing.T) {
	f := start(t, true, false)
	webtest.LoadWorld(t, f.platform, "other", platform.Account{UIN: 5, World: "other", Nickname: "Eve"})
	webtest.LoadWorld(t, f.platform, "empty")
	b := f.browser(t)
	b.Get("/signin").Shows(200, "<option selected>empty", "no accounts in this world")
	b.Get("/signin?world=other").Shows(200, "<option selected>other", "Eve").Hides("Ann")
	b.Get("/signin?world=none").Shows(200, "<option selected>empty")
}

func TestNoWorld(t *testing.T) {
	f := start(t, true, true)
	if err := f.platform.DropWorld(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	b := f.browser(t)
	b.Get("/signin").Shows(200, "There is no world yet")
	b.Get("/signin/register").Shows(403, "no world to register in")
}

// Nobody is picked where it is real.
func TestNoPickerOutsideASandbox(t *testing.T) {
	f := start(t, false, false)
	b := f.browser(t)
	form := b.Get("/signin").Shows(200, "Password").Hides("Ann", "sandbox")
	token := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(form.Body)[1]
	b.Do(http.MethodPost, "/signin/as", "csrf="+token+"&uin=10001").Shows(400)
	if b.Cookie("tongwan_visit") != "" {
		t.Error("somebody is signed in without a password")
	}
}

// The pages on the way to an app let their forms lead there, and no others do.
func TestFormsLeadBeyond(t *testing.T) {
	for _, sandbox := range []bool{true, false} {
		b := start(t, sandbox, false).browser(t)
		for path, want := range map[string]string{"/signin?next=%2Fbeyond": "form-action 'self' https://game.example;", "/signin": "form-action 'self';", "/signin?next=%2Fbeyond%2F": "form-action 'self';"} {
			if csp := b.Get(path).Header.Get("Content-Security-Policy"); !strings.Contains(csp, want) {
				t.Errorf("%s: the policy %q lacks %s", path, csp, want)
			}
		}
	}
}

func TestChangePassword(t *testing.T) {
	f := start(t, false, false)
	b, elsewhere := f.browser(t), f.browser(t)
	b.Follow(signIn(b, ann, secret))
	elsewhere.Follow(signIn(elsewhere, ann, secret)).Shows(200, "My account")
	app, err := f.platform.App(t.Context(), appid)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := f.platform.IssueToken(t.Context(), app, "ANN", 0)
	if err != nil {
		t.Fatal(err)
	}
	change := func(old, password, repeat string) *webtest.Page {
		return b.Submit(b.Get("/account"), "/account/password", "old", old, "password", password, "repeat", repeat)
	}
	change("wrong", "new password", "new password").Shows(422, "current password is wrong")
	change(secret, "new", "new").Shows(422, "at least 8 characters")
	change(secret, "new password", "new passwort").Shows(422, "differ")
	if err := f.platform.VerifyLogin(t.Context(), app, "ANN", token); err != nil {
		t.Errorf("a refused change ended the token: %v", err)
	}
	b.Follow(change(secret, "new password", "new password")).Shows(200, "The password is changed", "My account")
	elsewhere.Get("/account").Leads("/signin")
	signIn(elsewhere, ann, secret).Shows(422)
	signIn(elsewhere, ann, "new password").Leads("/account")
	if err := f.platform.VerifyLogin(t.Context(), app, "ANN", token); platform.ReasonOf(err) != platform.TokenPassword {
		t.Errorf("the token of the old password: %v, want %s", err, platform.TokenPassword)
	}
}

func TestChangingThePasswordIsSlowedToo(t *testing.T) {
	f := start(t, false, false)
	b := f.browser(t)
	b.Follow(signIn(b, ann, secret))
	change := func(old string) *webtest.Page {
		return b.Submit(b.Get("/account"), "/account/password", "old", old, "password", "new password", "repeat", "new password")
	}
	for range 5 {
		change("guess").Shows(422)
	}
	change(secret).Shows(429, "wait 2 seconds")
}

func TestAppsWithAccess(t *testing.T) {
	f := start(t, false, false)
	b := f.browser(t)
	b.Follow(signIn(b, ann, secret)).Shows(200, "No app has access yet")
	app, err := f.platform.App(t.Context(), appid)
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := f.platform.AuthorizeToken(t.Context(), app, ann, "get_user_info")
	if err != nil {
		t.Fatal(err)
	}
	page := b.Get("/account").Shows(200, "Fruit <Match>", `datetime="2026-01-07T12:00:00+08:00"`, "7 Jan 2026, 12:00", "Revoke")
	webtest.LoadWorld(t, f.platform, "elsewhere", platform.App{ID: 77, World: "elsewhere", Name: "Unheard of", Key: "key", Settings: platform.DefaultSettings()})
	token := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page.Body)[1]
	for _, other := range []string{"77", "78"} {
		b.Do(http.MethodPost, "/account/apps/"+other+"/revoke", "csrf="+token).Shows(404)
	}
	b.Get("/account").Hides("Unheard of")
	b.Follow(b.Submit(page, "/account/apps/1234567890/revoke")).Shows(200, "Fruit <Match> has no access any more", "No app has access yet")
	err = f.platform.VerifyLogin(t.Context(), app, "ANN", tokens.Access)
	if platform.ReasonOf(err) != platform.TokenRevoked {
		t.Errorf("the app's token: %v, want %s", err, platform.TokenRevoked)
	}
}

func TestFollow(t *testing.T) {
	f := start(t, false, false)
	b := f.browser(t)
	page := b.Follow(signIn(b, ann, secret)).Shows(200, "You follow it", "Unfollow")
	page = b.Follow(b.Submit(page, "/account/follow", "follow", "no")).Shows(200, "You do not follow it any more")
	if a, err := f.platform.Account(t.Context(), ann); err != nil || a.FollowsGames {
		t.Errorf("the account follows: %v, %v", a.FollowsGames, err)
	}
	b.Follow(b.Submit(page, "/account/follow", "follow", "yes")).Shows(200, "You follow it now")
	if a, err := f.platform.Account(t.Context(), ann); err != nil || !a.FollowsGames {
		t.Errorf("the account follows: %v, %v", a.FollowsGames, err)
	}
}

// Every page is there in Chinese: none shows the key of a text.
func TestChinese(t *testing.T) {
	f := start(t, true, true)
	b := f.browser(t)
	b.Header.Set("Accept-Language", "zh-CN")
	b.Get("/signin?with=password").Shows(200, "登录", "号码", "密码")
	b.Get("/signin/register").Shows(200, "注册账号", "昵称")
	b.Submit(b.Get("/signin").Shows(200, "选择账号"), "/signin/as", "uin", "10001").Leads("/account")
	b.Get("/account").Shows(200, "我的账号", "已授权的应用", "游戏公众号", "修改密码")
	b.Get("/signin/welcome").Shows(200, "你的号码")
}
