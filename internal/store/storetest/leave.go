package storetest

import (
	"testing"

	"tongwan/internal/platform"
)

func leaveCases() []testCase {
	return []testCase{
		{"a reset", func(t *testing.T, s platform.Store) {
			testLeave(t, s, func() error { return s.Load(t.Context(), platform.World{Name: "blue"}, true, seq(blue()...)) })
		}},
		{"a drop", func(t *testing.T, s platform.Store) {
			testLeave(t, s, func() error { return s.DropWorld(t.Context(), "blue") })
			load(t, s, "blue", blue()...)
			left(t, s)
			ok(t, s.AddChest(t.Context(), chest("c")))
			same(t, must(s.Chest(t.Context(), "blue", "c"))(t), chest("c"))
		}},
		{"a load", testLoadLeaves},
	}
}

// signedIn gives 11 of blue and 21 of red all that signing in leaves behind:
// none of it is part of a world document.
func signedIn(t *testing.T, s platform.Store) {
	t.Helper()
	blueAndRed(t, s)
	for _, p := range []struct{ uin, appid int64 }{{11, 1}, {21, 3}} {
		ok(t, s.AddVisit(t.Context(), visit(p.uin, "v", noon), "", noon.Add(-1)))
		ok(t, s.PutGrant(t.Context(), platform.Grant{UIN: p.uin, AppID: p.appid, At: noon}))
		c := code(p.uin, p.appid, string(rune('A'+p.appid)))
		ok(t, s.AddCode(t.Context(), c, noon))
		_, _, err := s.UseCode(t.Context(), c.Hash)
		ok(t, err)
		ok(t, s.Issue(t.Context(), issued(c, "a", "", "r"), noon))
	}
	ok(t, s.AddChest(t.Context(), chest("c")))
	ok(t, second(s.TakeFromChest(t.Context(), chest("c"), platform.Take{UIN: 12, At: noon})))
	ok(t, second(s.Secret(t.Context(), "k", []byte("key"))))
}

// testLeave: what 11 left behind goes with the world, what 21 did stays.
func testLeave(t *testing.T, s platform.Store, leave func() error) {
	signedIn(t, s)
	ok(t, leave())
	left(t, s)
	ok(t, second(s.Visit(t.Context(), 21, platform.HashToken("v"))))
	same(t, len(must(s.Grants(t.Context(), 21))(t)), 1)
	same(t, must(s.Code(t.Context(), platform.HashToken("D")))(t).Refresh, platform.HashToken("r"))
	same(t, len(must(s.SessionsByToken(t.Context(), platform.HashToken("a")))(t)), 1)
	same(t, must(s.Secret(t.Context(), "k", []byte("another")))(t), []byte("key"))
}

// left looks for what 11 left behind.
func left(t *testing.T, s platform.Store) {
	t.Helper()
	refused(t, second(s.Visit(t.Context(), 11, platform.HashToken("v"))), platform.NotFound)
	same(t, len(must(s.Grants(t.Context(), 11))(t)), 0)
	refused(t, second(s.Code(t.Context(), platform.HashToken("B"))), platform.NotFound)
	refused(t, second(s.Chest(t.Context(), "blue", "c")), platform.NotFound)
}

// testLoadLeaves: a load without reset leaves all of it, and a session that
// it names still goes when its code is revoked.
func testLoadLeaves(t *testing.T, s platform.Store) {
	signedIn(t, s)
	load(t, s, "blue", dump(t, s, "blue")...)
	ok(t, second(s.Visit(t.Context(), 11, platform.HashToken("v"))))
	same(t, len(must(s.Grants(t.Context(), 11))(t)), 1)
	c := must(s.Code(t.Context(), platform.HashToken("B")))(t)
	same(t, c.Refresh, platform.HashToken("r"))
	ok(t, s.RevokeIssued(t.Context(), c))
	logins(t, s, map[string]platform.Revocation{"a": platform.Revoked})
}
