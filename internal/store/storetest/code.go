package storetest

import (
	"fmt"
	"testing"
	"time"

	"tongwan/internal/platform"
)

func codeCases() []testCase {
	return []testCase{
		{"use once", testUseCode},
		{"use together", testUseCodeTogether},
		{"over", testCodesOver},
		{"issue", testIssue},
		{"issue together", testIssueTogether},
		{"issue for no code", testIssueAlone},
		{"issue drops what is over", testIssueDrops},
		{"revoke", testRevokeIssued},
		{"revoke and issue together", testRevokeAndIssue},
	}
}

// code is an authorization code that a few minutes are left to.
func code(uin, appid int64, text string) platform.Code {
	return platform.Code{Hash: platform.HashToken(text), UIN: uin, AppID: appid, RedirectURI: "http://a.example/?b=c",
		Challenge: "challenge", Scope: "scope", Expires: noon.Add(10 * time.Minute)}
}

// used returns a code that was added and used.
func used(t *testing.T, s platform.Store, text string) platform.Code {
	t.Helper()
	c := code(11, 1, text)
	ok(t, s.AddCode(t.Context(), c, noon))
	_, first, err := s.UseCode(t.Context(), c.Hash)
	ok(t, err)
	same(t, first, true)
	return c
}

// issued are an access token and a refresh token for a code, in place of a
// refresh token; spent "" is the code itself.
func issued(c platform.Code, access, spent, refresh string) platform.Issued {
	i := platform.Issued{Session: session(c.UIN, c.AppID, access, noon.Add(2*time.Hour)), Code: c.Hash,
		Refresh: platform.HashToken(refresh), RefreshExpires: noon.Add(90 * 24 * time.Hour)}
	if spent != "" {
		i.Spent = platform.HashToken(spent)
	}
	return i
}

func testUseCode(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	c := code(11, 1, "c")
	ok(t, s.AddCode(t.Context(), c, noon))
	same(t, must(s.Code(t.Context(), c.Hash))(t), c)
	for _, want := range []bool{true, false, false} {
		got, first, err := s.UseCode(t.Context(), c.Hash)
		ok(t, err)
		same(t, got, c)
		same(t, first, want)
	}
	_, _, err := s.UseCode(t.Context(), platform.HashToken("none"))
	refused(t, err, platform.NotFound)
	refused(t, second(s.Code(t.Context(), platform.HashToken("none"))), platform.NotFound)
	refused(t, s.AddCode(t.Context(), code(14, 1, "d"), noon), platform.NotFound)
}

func testUseCodeTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	ok(t, s.AddCode(t.Context(), code(11, 1, "c"), noon))
	firsts := make([]bool, 20)
	for _, err := range together(len(firsts), func(i int) (err error) {
		_, firsts[i], err = s.UseCode(background(), platform.HashToken("c"))
		return err
	}) {
		ok(t, err)
	}
	n := 0
	for _, first := range firsts {
		if first {
			n++
		}
	}
	same(t, n, 1)
}

// testCodesOver: a new code drops the player's that were over before a time.
func testCodesOver(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	over := used(t, s, "over")
	late := code(11, 1, "late")
	late.Expires = over.Expires.Add(time.Millisecond)
	for _, c := range []platform.Code{late, code(11, 2, "elsewhere"), code(12, 1, "another's")} {
		ok(t, s.AddCode(t.Context(), c, noon))
	}
	fresh := code(11, 1, "new")
	fresh.Expires = noon.Add(time.Hour)
	ok(t, s.AddCode(t.Context(), fresh, late.Expires))
	refused(t, second(s.Code(t.Context(), over.Hash)), platform.NotFound)
	for _, text := range []string{"late", "elsewhere", "another's", "new"} {
		ok(t, second(s.Code(t.Context(), platform.HashToken(text))))
	}
}

func testIssue(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	c := used(t, s, "c")
	first := issued(c, "a1", "", "r1")
	first.Token = "readable"
	ok(t, s.Issue(t.Context(), first, noon))
	same(t, must(s.Login(t.Context(), 1, "A1", first.Hash))(t).Session, first.Session)
	c.Refresh, c.Expires = first.Refresh, first.RefreshExpires
	same(t, must(s.Code(t.Context(), c.Hash))(t), c)

	ok(t, s.Issue(t.Context(), issued(c, "a2", "r1", "r2"), noon))
	same(t, must(s.Code(t.Context(), c.Hash))(t).Refresh, platform.HashToken("r2"))
	logins(t, s, map[string]platform.Revocation{"a1": platform.Live, "a2": platform.Live})

	for name, i := range map[string]platform.Issued{
		"spent before": issued(c, "a3", "r1", "r3"),
		"never given":  issued(c, "a3", "r9", "r3"),
		"code":         issued(c, "a3", "", "r3"),
		"no such code": issued(code(11, 1, "none"), "a3", "", "r3"),
		"another's":    issued(platform.Code{UIN: 12, AppID: 1, Hash: c.Hash}, "a3", "r2", "r3"),
		"elsewhere":    issued(platform.Code{UIN: 11, AppID: 2, Hash: c.Hash}, "a3", "r2", "r3"),
	} {
		t.Run(name, func(t *testing.T) { refused(t, s.Issue(t.Context(), i, noon), platform.TokenRevoked) })
	}
	unused := code(11, 1, "unused")
	ok(t, s.AddCode(t.Context(), unused, noon))
	refused(t, s.Issue(t.Context(), issued(unused, "a3", "", "r3"), noon), platform.TokenRevoked)
	same(t, must(s.Login(t.Context(), 1, "A1", platform.HashToken("a3")))(t).Found, false)
	same(t, must(s.Code(t.Context(), c.Hash))(t).Refresh, platform.HashToken("r2"))
}

// testIssueTogether: a refresh token gives something to one of those who
// bring it.
func testIssueTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	c := used(t, s, "c")
	ok(t, s.Issue(t.Context(), issued(c, "a", "", "r"), noon))
	var won []platform.TokenHash
	for i, err := range together(20, func(i int) error {
		return s.Issue(background(), issued(c, fmt.Sprint("a", i), "r", fmt.Sprint("r", i)), noon)
	}) {
		if err == nil {
			won = append(won, platform.HashToken(fmt.Sprint("r", i)))
		} else {
			refused(t, err, platform.TokenRevoked)
		}
	}
	same(t, won, []platform.TokenHash{must(s.Code(t.Context(), c.Hash))(t).Refresh})
	same(t, len(of[platform.Session](dump(t, s, "blue"))), 2)
}

func testIssueAlone(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	i := platform.Issued{Session: session(11, 1, "a", noon.Add(time.Hour))}
	ok(t, s.Issue(t.Context(), i, noon))
	same(t, must(s.Login(t.Context(), 1, "A1", i.Hash))(t).Session, i.Session)
	i.Session = session(14, 1, "b", noon)
	refused(t, s.Issue(t.Context(), i, noon), platform.NotFound)
}

// testIssueDrops: of the player's sessions those that were issued and were
// over before a time; those that came otherwise are not touched.
func testIssueDrops(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	issue := func(uin, appid int64, token string, expires, before time.Time) {
		t.Helper()
		ok(t, s.Issue(t.Context(), platform.Issued{Session: session(uin, appid, token, expires)}, before))
	}
	long := noon.Add(-time.Hour)
	c := used(t, s, "c")
	over := issued(c, "over with a code", "", "r")
	over.Expires = noon.Add(-time.Millisecond)
	ok(t, s.Issue(t.Context(), over, long))
	issue(11, 1, "over", noon.Add(-time.Millisecond), long)
	issue(11, 1, "late", noon, long)
	issue(11, 2, "elsewhere", long, long)
	issue(12, 1, "another's", long, long)
	ok(t, s.AddSession(t.Context(), session(11, 1, "not issued", long)))
	logins(t, s, map[string]platform.Revocation{"over": platform.Live, "over with a code": platform.Live})

	issue(11, 1, "new", noon.Add(time.Hour), noon)
	logins(t, s, map[string]platform.Revocation{"late": platform.Live, "not issued": platform.Live, "new": platform.Live})
	for _, token := range []string{"over", "over with a code"} {
		same(t, must(s.Login(t.Context(), 1, "A1", platform.HashToken(token)))(t).Found, false)
		same(t, must(s.TokenInUse(t.Context(), "blue", platform.HashToken(token)))(t), false)
	}
	same(t, len(of[platform.Session](dump(t, s, "blue"))), 5)
}

func testRevokeIssued(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	c, other := used(t, s, "c"), used(t, s, "other")
	ok(t, s.Issue(t.Context(), issued(c, "a1", "", "r1"), noon))
	ok(t, s.Issue(t.Context(), issued(c, "a2", "r1", "r2"), noon))
	ok(t, s.Issue(t.Context(), issued(other, "b", "", "r3"), noon))
	ok(t, s.Issue(t.Context(), platform.Issued{Session: session(11, 1, "alone", noon)}, noon))
	ok(t, s.AddSession(t.Context(), session(11, 1, "not issued", noon)))
	logins(t, s, map[string]platform.Revocation{"a1": platform.Live, "a2": platform.Live})

	for range 2 {
		ok(t, s.RevokeIssued(t.Context(), c))
		logins(t, s, map[string]platform.Revocation{"a1": platform.Revoked, "a2": platform.Revoked,
			"b": platform.Live, "alone": platform.Live, "not issued": platform.Live})
		same(t, must(s.Code(t.Context(), c.Hash))(t).Refresh, platform.TokenHash{})
		_, first, err := s.UseCode(t.Context(), c.Hash)
		ok(t, err)
		same(t, first, false)
		for _, spent := range []string{"", "r1", "r2"} {
			refused(t, s.Issue(t.Context(), issued(c, "a3", spent, "r4"), noon), platform.TokenRevoked)
		}
	}
	same(t, must(s.Code(t.Context(), other.Hash))(t).Refresh, platform.HashToken("r3"))
	ok(t, s.RevokeIssued(t.Context(), code(11, 1, "none")))
}

// testRevokeAndIssue: whatever comes first, nothing of the code lives on.
func testRevokeAndIssue(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	for round := range 10 {
		c := used(t, s, fmt.Sprint("c", round))
		token := fmt.Sprint("a", round)
		for i, err := range together(2, func(i int) error {
			if i == 0 {
				return s.RevokeIssued(background(), c)
			}
			return s.Issue(background(), issued(c, token, "", "r"), noon)
		}) {
			if i == 0 || err == nil {
				ok(t, err)
			} else {
				refused(t, err, platform.TokenRevoked)
			}
		}
		l := must(s.Login(t.Context(), 1, "A1", platform.HashToken(token)))(t)
		if l.Found && l.Session.Revoked != platform.Revoked {
			t.Error("a token of a revoked code lives")
		}
		same(t, must(s.Code(t.Context(), c.Hash))(t).Refresh, platform.TokenHash{})
	}
}
