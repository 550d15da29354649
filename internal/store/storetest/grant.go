package storetest

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

func grantCases() []testCase {
	return []testCase{
		{"put and list", testGrants},
		{"drop", testDropGrant},
		{"sessions by token", testSessionsByToken},
		{"secret", testSecret},
		{"secret together", testSecretTogether},
	}
}

func testGrants(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	one := platform.Grant{UIN: 11, AppID: 1, Scope: "get_user_info", At: noon}
	two := platform.Grant{UIN: 11, AppID: 2, At: noon.Add(time.Millisecond)}
	ok(t, s.PutGrant(t.Context(), two))
	ok(t, s.PutGrant(t.Context(), platform.Grant{UIN: 11, AppID: 1, Scope: "old", At: noon.Add(-time.Hour)}))
	ok(t, s.PutGrant(t.Context(), one))
	same(t, must(s.Grants(t.Context(), 11))(t), []platform.Grant{one, two})
	same(t, len(must(s.Grants(t.Context(), 12))(t)), 0)
	refused(t, s.PutGrant(t.Context(), platform.Grant{UIN: 14, AppID: 1, At: noon}), platform.NotFound)
}

// testDropGrant: an app that was shown the door keeps nothing of this
// account; others keep what they have.
func testDropGrant(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	for _, p := range []struct {
		uin, appid int64
		name       string
	}{{11, 1, "1"}, {11, 2, "2"}, {12, 1, "3"}} {
		ok(t, s.PutGrant(t.Context(), platform.Grant{UIN: p.uin, AppID: p.appid, At: noon}))
		ok(t, s.AddCode(t.Context(), code(p.uin, p.appid, p.name), noon))
		ok(t, s.AddSession(t.Context(), session(p.uin, p.appid, p.name, noon)))
	}
	logins(t, s, map[string]platform.Revocation{"1": platform.Live})
	ok(t, s.DropGrant(t.Context(), 11, 1))
	logins(t, s, map[string]platform.Revocation{"1": platform.Revoked})
	refused(t, second(s.Code(t.Context(), platform.HashToken("1"))), platform.NotFound)
	same(t, must(s.Grants(t.Context(), 11))(t), []platform.Grant{{UIN: 11, AppID: 2, At: noon}})

	for _, name := range []string{"2", "3"} {
		ok(t, second(s.Code(t.Context(), platform.HashToken(name))))
		same(t, must(s.SessionsByToken(t.Context(), platform.HashToken(name)))(t)[0].Revoked, platform.Live)
	}
	same(t, len(must(s.Grants(t.Context(), 12))(t)), 1)
	ok(t, s.DropGrant(t.Context(), 11, 1))
	ok(t, s.DropGrant(t.Context(), 99, 1))
}

func testSessionsByToken(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	one, two, three := session(11, 1, "t", noon), session(12, 2, "t", noon), session(21, 3, "t", noon)
	one.Token, two.Revoked = "t", platform.Revoked
	load(t, s, "red", three)
	load(t, s, "blue", two, one, session(11, 1, "other", noon))
	same(t, must(s.SessionsByToken(t.Context(), platform.HashToken("t")))(t), []platform.Session{one, two, three})
	same(t, len(must(s.SessionsByToken(t.Context(), platform.HashToken("none")))(t)), 0)
}

func testSecret(t *testing.T, s platform.Store) {
	key := []byte{0, 1, 2, 255}
	same(t, must(s.Secret(t.Context(), "a", key))(t), key)
	same(t, must(s.Secret(t.Context(), "a", []byte("another")))(t), key)
	same(t, must(s.Secret(t.Context(), "b", []byte("another")))(t), []byte("another"))
}

func testSecretTogether(t *testing.T, s platform.Store) {
	got := make([][]byte, 20)
	for _, err := range together(len(got), func(i int) (err error) {
		got[i], err = s.Secret(background(), "a", []byte{byte(i)})
		return err
	}) {
		ok(t, err)
	}
	for _, key := range got {
		same(t, key, got[0])
	}
}
