package storetest

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

func sessionCases() []testCase {
	return []testCase{
		{"login", testLogin},
		{"renew", testRenew},
		{"renew changes nothing else", testRenewNothingElse},
		{"token in use", testTokenInUse},
		{"add", testAddSession},
		{"revoke", testRevoke},
		{"renew and revoke together", testRenewAndRevoke},
	}
}

func testLogin(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	live := session(11, 1, "live", noon)
	live.Token = "live"
	dead := session(11, 1, "dead", noon)
	dead.Revoked = platform.PasswordChanged
	load(t, s, "blue", live, dead, session(12, 1, "other", noon), session(11, 2, "elsewhere", noon))
	tests := []struct {
		openid, token string
		want          platform.Session // zero: none
	}{
		{"A1", "live", live},
		{"A1", "dead", dead},
		{"A1", "other", platform.Session{}},
		{"A1", "elsewhere", platform.Session{}},
		{"A1", "none", platform.Session{}},
		{"C1", "live", platform.Session{}},
	}
	for _, tt := range tests {
		l := must(s.Login(t.Context(), 1, tt.openid, platform.HashToken(tt.token)))(t)
		same(t, l.Player.OpenID, tt.openid)
		same(t, l.Found, tt.want.UIN != 0)
		same(t, l.Session, tt.want)
	}
	_, err := s.Login(t.Context(), 1, "a1", platform.HashToken("live"))
	refused(t, err, platform.NotFound)
}

func testRenew(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	tests := []struct {
		name    string
		expires time.Time
		revoked platform.Revocation
		until   time.Time
		want    time.Time
		renewed bool
	}{
		{"later", noon.Add(time.Minute), platform.Live, noon.Add(time.Hour), noon.Add(time.Hour), true},
		{"keeps a later expiry", noon.Add(9 * time.Hour), platform.Live, noon.Add(time.Hour), noon.Add(9 * time.Hour), true},
		{"the last millisecond", noon.Add(time.Millisecond), platform.Live, noon.Add(time.Hour), noon.Add(time.Hour), true},
		{"expired this moment", noon, platform.Live, noon.Add(time.Hour), noon, false},
		{"expired", noon.Add(-time.Hour), platform.Live, noon.Add(time.Hour), noon.Add(-time.Hour), false},
		{"revoked", noon.Add(time.Minute), platform.Revoked, noon.Add(time.Hour), noon.Add(time.Minute), false},
		{"password changed", noon.Add(time.Minute), platform.PasswordChanged, noon.Add(time.Hour), noon.Add(time.Minute), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kept := session(11, 1, "t", tt.expires)
			kept.Revoked = tt.revoked
			ok(t, s.AddSession(t.Context(), kept))
			renewed := must(s.RenewSession(t.Context(), 1, "A1", kept.Hash, noon, tt.until))(t)
			same(t, renewed, tt.renewed)
			kept.Expires = tt.want
			same(t, must(s.Login(t.Context(), 1, "A1", kept.Hash))(t).Session, kept)
		})
	}
}

func testRenewNothingElse(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", session(11, 1, "t", noon.Add(1)), session(11, 1, "t2", noon), session(11, 2, "t", noon), session(12, 1, "t12", noon))
	load(t, s, "red", session(21, 3, "t", noon))
	before := of[platform.Session](dump(t, s, "blue"))
	for _, miss := range []struct{ openid, token string }{{"a1", "t"}, {"A1", "t3"}, {"A2", "t"}, {"C1", "t"}} {
		renewed := must(s.RenewSession(t.Context(), 1, miss.openid, platform.HashToken(miss.token), noon.Add(-1e9), noon.Add(1e9)))(t)
		same(t, renewed, false)
	}
	same(t, of[platform.Session](dump(t, s, "blue")), before)
}

func testTokenInUse(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	revoked := session(12, 2, "revoked", noon)
	revoked.Revoked = platform.Revoked
	load(t, s, "blue", session(11, 1, "t", noon), revoked)
	tests := []struct {
		world, token string
		want         bool
	}{
		{"blue", "t", true}, {"blue", "revoked", true}, {"blue", "none", false},
		{"red", "t", false}, {"nowhere", "t", false},
	}
	for _, tt := range tests {
		same(t, must(s.TokenInUse(t.Context(), tt.world, platform.HashToken(tt.token)))(t), tt.want)
	}
}

func testAddSession(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	first := session(11, 1, "t", noon)
	first.Revoked = platform.Revoked
	ok(t, s.AddSession(t.Context(), first))
	second := session(11, 1, "t", noon.Add(time.Hour))
	second.Token = "t"
	ok(t, s.AddSession(t.Context(), second))
	same(t, of[platform.Session](dump(t, s, "blue")), []platform.Session{second})
	refused(t, s.AddSession(t.Context(), session(14, 1, "t", noon)), platform.NotFound)
	refused(t, s.AddSession(t.Context(), session(99, 1, "t", noon)), platform.NotFound)
}

func testRevoke(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	gone := session(11, 1, "3", noon)
	gone.Revoked = platform.Revoked
	load(t, s, "blue", session(11, 1, "1", noon), session(11, 1, "2", noon), gone, session(11, 2, "1", noon), session(12, 1, "12", noon))
	same(t, must(s.RevokeSessions(t.Context(), 11, 1, platform.PasswordChanged))(t), 2)
	same(t, must(s.RevokeSessions(t.Context(), 11, 1, platform.Revoked))(t), 0)
	same(t, must(s.RevokeSessions(t.Context(), 13, 1, platform.Revoked))(t), 0)
	want := map[string]platform.Revocation{"1": platform.PasswordChanged, "2": platform.PasswordChanged, "3": platform.Revoked}
	for token, revoked := range want {
		same(t, must(s.Login(t.Context(), 1, "A1", platform.HashToken(token)))(t).Session.Revoked, revoked)
	}
	same(t, must(s.Login(t.Context(), 2, "A2", platform.HashToken("1")))(t).Session.Revoked, platform.Live)
	same(t, must(s.Login(t.Context(), 1, "B1", platform.HashToken("12")))(t).Session.Revoked, platform.Live)
}

// testRenewAndRevoke: whatever comes first, in the end the session is revoked.
func testRenewAndRevoke(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", session(11, 1, "t", noon.Add(time.Hour)))
	for _, err := range together(40, func(i int) error {
		if i == 20 {
			_, err := s.RevokeSessions(background(), 11, 1, platform.Revoked)
			return err
		}
		_, err := s.RenewSession(background(), 1, "A1", platform.HashToken("t"), noon, noon.Add(time.Duration(i)*time.Hour))
		return err
	}) {
		ok(t, err)
	}
	same(t, must(s.Login(t.Context(), 1, "A1", platform.HashToken("t")))(t).Session.Revoked, platform.Revoked)
}
