package platform_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"sync"
	"testing"
	"time"

	"tongwan/internal/platform"
)

const uri = "http://a.example/"

// authorized returns a code that account 11 let app 1 have.
func (b *bench) authorized(t *testing.T, r platform.AuthRequest) string {
	t.Helper()
	code, err := b.Authorize(t.Context(), b.app, 11, r)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (b *bench) exchanged(t *testing.T) platform.Tokens {
	t.Helper()
	tokens, err := b.Exchange(t.Context(), b.app, b.authorized(t, platform.AuthRequest{RedirectURI: uri, Scope: "s"}), uri, "")
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// holds expects an access token to be good, or why not.
func (b *bench) holds(t *testing.T, what, token string, why platform.Reason) {
	t.Helper()
	_, _, err := b.TokenOf(t.Context(), token, 0)
	refused(t, what, err, why)
}

func TestExchange(t *testing.T) {
	b := newBench(t, false)
	tokens := b.exchanged(t)
	if tokens.Player != player(11) || tokens.Scope != "s" || !tokens.Expires.Equal(now.Add(2*time.Hour)) {
		t.Errorf("tokens are %+v", tokens)
	}
	if err := b.VerifyLogin(t.Context(), b.app, openid(11), tokens.Access); err != nil {
		t.Errorf("the access token is no openkey: %v", err)
	}
	app, who, err := b.TokenOf(t.Context(), tokens.Access, 1)
	if err != nil || app.ID != 1 || who != player(11) {
		t.Errorf("the token is of %+v, %v", who, err)
	}
	_, _, err = b.TokenOf(t.Context(), tokens.Access, 2)
	refused(t, "the token in another app", err, platform.TokenUnknown)
	grants, err := b.Grants(t.Context(), 11)
	if err != nil || len(grants) != 1 || grants[0] != (platform.Grant{UIN: 11, AppID: 1, Scope: "s", At: grants[0].At}) {
		t.Errorf("grants are %+v, %v", grants, err)
	}
}

// TestAuthorizeMakesPlayers: who never played gets the openid that a world
// document would have given them.
func TestAuthorizeMakesPlayers(t *testing.T) {
	b := newBench(t, false)
	tokens, err := b.AuthorizeToken(t.Context(), b.app, 14, "")
	if err != nil || tokens.Refresh != "" || tokens.Player.OpenID != platform.NewOpenID(*b.app, 14) {
		t.Errorf("tokens are %+v, %v", tokens, err)
	}
	b.holds(t, "the token", tokens.Access, "")
	_, err = b.Authorize(t.Context(), b.app, 21, platform.AuthRequest{})
	refused(t, "an account of another world", err, platform.Invalid)
	_, err = b.Authorize(t.Context(), b.app, 99, platform.AuthRequest{})
	refused(t, "no account", err, platform.NotFound)
}

// Tokens are kept readable in a sandbox only: nobody else needs them.
func TestIssuedTokensAreKept(t *testing.T) {
	for _, sandbox := range []bool{true, false} {
		b := newBench(t, sandbox)
		for _, issue := range []func() (platform.Tokens, error){
			func() (platform.Tokens, error) { return b.exchanged(t), nil },
			func() (platform.Tokens, error) { return b.AuthorizeToken(t.Context(), b.app, 11, "") },
		} {
			tokens, err := issue()
			if err != nil {
				t.Fatal(err)
			}
			list, err := b.store.SessionsByToken(t.Context(), platform.HashToken(tokens.Access))
			if err != nil || len(list) != 1 || (list[0].Token == tokens.Access) != sandbox {
				t.Errorf("in a sandbox %t: %+v, %v", sandbox, list, err)
			}
		}
	}
}

func TestExchangeRefuses(t *testing.T) {
	verifier := strings.Repeat("v", 43)
	sum := sha256.Sum256([]byte(verifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	tests := []struct {
		name      string
		challenge string
		later     time.Duration
		appid     int64
		uri       string
		verifier  string
		want      platform.Reason
	}{
		{"in its last moment", "", platform.CodeTime - time.Millisecond, 1, uri, "", ""},
		{"over", "", platform.CodeTime, 1, uri, "", platform.BadCode},
		{"another app's", "", 0, 2, uri, "", platform.BadCode},
		{"another redirect_uri", "", 0, 1, uri + "x", "", platform.BadRedirect},
		{"no redirect_uri", "", 0, 1, "", "", platform.BadRedirect},
		{"proven", challenge, 0, 1, uri, verifier, ""},
		{"not proven", challenge, 0, 1, uri, "", platform.BadCode},
		{"proven by something else", challenge, 0, 1, uri, verifier + "v", platform.BadCode},
		{"proven by the challenge", challenge, 0, 1, uri, challenge, platform.BadCode},
		{"the challenge was taken away", "", 0, 1, uri, verifier, platform.BadCode},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t, false)
			code := b.authorized(t, platform.AuthRequest{RedirectURI: uri, Challenge: tt.challenge})
			b.clock.now = now.Add(tt.later)
			app, err := b.App(t.Context(), tt.appid)
			if err != nil {
				t.Fatal(err)
			}
			tokens, err := b.Exchange(t.Context(), app, code, tt.uri, tt.verifier)
			refused(t, "exchange", err, tt.want)
			if (tokens.Access != "") != (tt.want == "") {
				t.Errorf("tokens are %+v", tokens)
			}
			_, err = b.Exchange(t.Context(), b.app, code, uri, verifier) // whoever had it wrong used it up
			refused(t, "again", err, platform.CodeUsed)
		})
	}
	b := newBench(t, false)
	_, err := b.Exchange(t.Context(), b.app, "none", uri, "")
	refused(t, "no code", err, platform.BadCode)
}

// TestCodeUsedTwice: all that came of a code that leaked ends, and nothing
// else.
func TestCodeUsedTwice(t *testing.T) {
	b := newBench(t, false)
	other := b.exchanged(t)
	code := b.authorized(t, platform.AuthRequest{RedirectURI: uri})
	first, err := b.Exchange(t.Context(), b.app, code, uri, "")
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.Refresh(t.Context(), b.app, first.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	b.holds(t, "before", first.Access, "")
	_, err = b.Exchange(t.Context(), b.app, code, uri, "")
	refused(t, "second use", err, platform.CodeUsed)
	b.holds(t, "first token", first.Access, platform.TokenRevoked)
	b.holds(t, "refreshed token", second.Access, platform.TokenRevoked)
	_, err = b.Refresh(t.Context(), b.app, second.Refresh)
	refused(t, "refresh", err, platform.BadRefresh)
	b.holds(t, "token of another code", other.Access, "")
	_, err = b.Refresh(t.Context(), b.app, other.Refresh)
	refused(t, "refresh of another code", err, "")
}

// TestCodeUsedTogether: of those who bring a code at the same time at most
// one gets tokens, and those do not hold.
func TestCodeUsedTogether(t *testing.T) {
	b := newBench(t, false)
	code := b.authorized(t, platform.AuthRequest{RedirectURI: uri})
	for _, token := range together(t, func() (platform.Tokens, error) {
		return b.Exchange(context.Background(), b.app, code, uri, "")
	}, platform.CodeUsed) {
		b.holds(t, "token", token.Access, platform.TokenRevoked)
	}
}

func TestRefreshUsedTogether(t *testing.T) {
	b := newBench(t, false)
	first := b.exchanged(t)
	for _, token := range together(t, func() (platform.Tokens, error) {
		return b.Refresh(context.Background(), b.app, first.Refresh)
	}, platform.BadRefresh) {
		b.holds(t, "token", token.Access, platform.TokenRevoked)
	}
	b.holds(t, "first token", first.Access, platform.TokenRevoked)
}

// together runs a call many times at once and returns the tokens of those who
// got some, at most one.
func together(t *testing.T, call func() (platform.Tokens, error), why platform.Reason) (got []platform.Tokens) {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			tokens, err := call()
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got = append(got, tokens)
			} else {
				refused(t, "one of many", err, why)
			}
		})
	}
	wg.Wait()
	if len(got) > 1 {
		t.Errorf("%d got tokens", len(got))
	}
	return got
}

func TestRefresh(t *testing.T) {
	b := newBench(t, false)
	first := b.exchanged(t)
	b.clock.now = now.Add(time.Hour)
	second, err := b.Refresh(t.Context(), b.app, first.Refresh)
	if err != nil || second.Scope != "s" || second.Player != player(11) || !second.Expires.Equal(now.Add(3*time.Hour)) {
		t.Fatalf("tokens are %+v, %v", second, err)
	}
	b.holds(t, "the new token", second.Access, "")
	b.holds(t, "the old token", first.Access, "")

	// Each gives the next 90 days.
	b.clock.now = b.clock.now.Add(platform.RefreshTime - time.Millisecond)
	third, err := b.Refresh(t.Context(), b.app, second.Refresh)
	refused(t, "in its last moment", err, "")
	b.clock.now = b.clock.now.Add(platform.RefreshTime)
	_, err = b.Refresh(t.Context(), b.app, third.Refresh)
	refused(t, "over", err, platform.BadRefresh)
}

func TestRefreshRefuses(t *testing.T) {
	b := newBench(t, false)
	tokens := b.exchanged(t)
	other, err := b.App(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Refresh(t.Context(), other, tokens.Refresh)
	refused(t, "another app", err, platform.BadRefresh)
	unused := b.authorized(t, platform.AuthRequest{RedirectURI: uri})
	for name, token := range map[string]string{
		"none": "", "short": "x", "access token": tokens.Access, "unknown": strings.Repeat("A", 64), "unused code": unused + unused,
	} {
		_, err := b.Refresh(t.Context(), b.app, token)
		refused(t, name, err, platform.BadRefresh)
	}
	_, err = b.Refresh(t.Context(), b.app, tokens.Refresh) // none of that did harm
	refused(t, "the right one", err, "")
}

// TestRefreshUsedTwice: a refresh token that leaked ends all that came of it.
func TestRefreshUsedTwice(t *testing.T) {
	b := newBench(t, false)
	first := b.exchanged(t)
	second, err := b.Refresh(t.Context(), b.app, first.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	third, err := b.Refresh(t.Context(), b.app, second.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Refresh(t.Context(), b.app, first.Refresh)
	refused(t, "second use", err, platform.BadRefresh)
	for _, tokens := range []platform.Tokens{first, second, third} {
		b.holds(t, "token", tokens.Access, platform.TokenRevoked)
		_, err := b.Refresh(t.Context(), b.app, tokens.Refresh)
		refused(t, "refresh", err, platform.BadRefresh)
	}
}

func TestRevokeGrant(t *testing.T) {
	b := newBench(t, false)
	tokens, code := b.exchanged(t), b.authorized(t, platform.AuthRequest{RedirectURI: uri})
	if err := b.RevokeGrant(t.Context(), 11, 1); err != nil {
		t.Fatal(err)
	}
	b.holds(t, "token", tokens.Access, platform.TokenRevoked)
	_, err := b.Refresh(t.Context(), b.app, tokens.Refresh)
	refused(t, "refresh", err, platform.BadRefresh)
	_, err = b.Exchange(t.Context(), b.app, code, uri, "")
	refused(t, "code", err, platform.BadCode)
	if grants, err := b.Grants(t.Context(), 11); len(grants) != 0 || err != nil {
		t.Errorf("grants are %+v, %v", grants, err)
	}
}

// TestChangePasswordEnds what was signed in with the old one, with -73.
func TestChangePasswordEnds(t *testing.T) {
	b := newBench(t, false)
	tokens, code := b.exchanged(t), b.authorized(t, platform.AuthRequest{RedirectURI: uri})
	cookie, _, err := b.SignIn(t.Context(), 11, password(11), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.ChangePassword(t.Context(), 11, password(11), "another one", ""); err != nil {
		t.Fatal(err)
	}
	b.holds(t, "token", tokens.Access, platform.TokenPassword)
	_, err = b.Refresh(t.Context(), b.app, tokens.Refresh)
	refused(t, "refresh", err, platform.BadRefresh)
	_, err = b.Exchange(t.Context(), b.app, code, uri, "")
	refused(t, "code", err, platform.BadCode)
	_, err = b.Visitor(t.Context(), cookie)
	refused(t, "visit", err, platform.NotSignedIn)
	_, _, err = b.SignIn(t.Context(), 11, password(11), "")
	refused(t, "the old password", err, platform.WrongPassword)
	_, _, err = b.SignIn(t.Context(), 11, "another one", "")
	refused(t, "the new password", err, "")
}

// TestTokenOf says of a token what a login says of it.
func TestTokenOf(t *testing.T) {
	b := newBench(t, false)
	tokens := b.exchanged(t)
	b.clock.now = tokens.Expires.Add(-time.Millisecond)
	b.holds(t, "in its last moment", tokens.Access, "")
	b.clock.now = tokens.Expires
	b.holds(t, "over", tokens.Access, platform.TokenExpired)
	b.holds(t, "none", "none", platform.TokenUnknown)
}

// TestOverIsForgotten: a token that is over says so for a day, then nobody
// knows it any more once there is a newer one.
func TestOverIsForgotten(t *testing.T) {
	b := newBench(t, false)
	old := b.exchanged(t)
	b.clock.now = old.Expires.Add(platform.OverTime)
	b.exchanged(t)
	b.holds(t, "after a day", old.Access, platform.TokenExpired)
	b.clock.now = b.clock.now.Add(time.Millisecond)
	b.exchanged(t)
	b.holds(t, "later", old.Access, platform.TokenUnknown)
}

// TestUnionID: one name for an account in all apps, of which a server's
// secret is part.
func TestUnionID(t *testing.T) {
	b, elsewhere := newBench(t, false), newBench(t, false)
	names := make(map[string]bool)
	for _, uin := range []int64{11, 12, 11} {
		id, err := b.UnionID(t.Context(), uin)
		if err != nil || !strings.HasPrefix(id, "UID_") || len(id) != 36 {
			t.Errorf("unionid is %s, %v", id, err)
		}
		names[id] = true
	}
	if len(names) != 2 {
		t.Errorf("two accounts have %d unionids", len(names))
	}
	if id, err := elsewhere.UnionID(t.Context(), 11); names[id] || err != nil {
		t.Errorf("another server gives the same unionid, %v", err)
	}
	again := platform.New(platform.Options{Store: b.store, Clock: b.clock})
	if id, err := again.UnionID(t.Context(), 11); !names[id] || err != nil {
		t.Errorf("another process gives another unionid, %v", err)
	}
}

func TestAllowsRedirect(t *testing.T) {
	a := app(1)
	for given, want := range map[string]bool{uri: true, "http://a.example": false, uri + "?x": false, "HTTP://a.example/": false, "": false} {
		if a.AllowsRedirect(given) != want {
			t.Errorf("redirect to %q allowed: %t", given, !want)
		}
	}
}
