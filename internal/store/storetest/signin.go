package storetest

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

func signinCases() []testCase {
	return []testCase{
		{"add account", testAddAccount},
		{"add account together", testAddAccountTogether},
		{"change password", testChangePassword},
		{"follow", testSetFollowing},
		{"accounts", testAccounts},
	}
}

func testAddAccount(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	_, err := s.Account(t.Context(), 31)
	refused(t, err, platform.NotFound)
	a := richAccount(31)
	a.World = "blue"
	ok(t, s.AddAccount(t.Context(), a))
	same(t, must(s.Account(t.Context(), 31))(t), a)

	a.Nickname = "another"
	refused(t, s.AddAccount(t.Context(), a), platform.Conflict)
	a.World = "red"
	refused(t, s.AddAccount(t.Context(), a), platform.Conflict)
	a.UIN, a.World = 32, "nowhere"
	refused(t, s.AddAccount(t.Context(), a), platform.NotFound)
	same(t, must(s.Account(t.Context(), 31))(t).Nickname, richAccount(31).Nickname)
	same(t, len(must(s.Accounts(t.Context(), "blue", 0, 100))(t)), 5)
}

// testAddAccountTogether: of those who want one uin one gets it.
func testAddAccountTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	added := 0
	for _, err := range together(20, func(i int) error {
		a := account(31)
		a.World = []string{"blue", "red"}[i%2]
		return s.AddAccount(background(), a)
	}) {
		if err == nil {
			added++
		} else {
			refused(t, err, platform.Conflict)
		}
	}
	same(t, added, 1)
}

// testChangePassword: all that was signed in with the old password ends, of
// this account only.
func testChangePassword(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	gone := session(11, 1, "gone", noon)
	gone.Revoked = platform.Revoked
	load(t, s, "blue", session(11, 1, "1", noon), session(11, 2, "2", noon), gone, session(12, 1, "12", noon))
	for uin := range int64(2) {
		ok(t, s.AddVisit(t.Context(), visit(11+uin, "v", noon), "", noon.Add(-time.Hour)))
		ok(t, s.AddCode(t.Context(), code(11+uin, 1, "c"+string(rune('0'+uin))), noon.Add(-time.Hour)))
	}
	logins(t, s, map[string]platform.Revocation{"1": platform.Live, "gone": platform.Revoked})
	same(t, must(s.Account(t.Context(), 11))(t).Password, "")

	ok(t, s.ChangePassword(t.Context(), 11, "", "$hash$"))
	same(t, must(s.Account(t.Context(), 11))(t).Password, "$hash$")
	logins(t, s, map[string]platform.Revocation{"1": platform.PasswordChanged, "gone": platform.Revoked})
	same(t, must(s.Login(t.Context(), 2, "A2", platform.HashToken("2")))(t).Session.Revoked, platform.PasswordChanged)
	refused(t, second(s.Visit(t.Context(), 11, platform.HashToken("v"))), platform.NotFound)
	refused(t, second(s.Code(t.Context(), platform.HashToken("c0"))), platform.NotFound)

	same(t, must(s.Login(t.Context(), 1, "B1", platform.HashToken("12")))(t).Session.Revoked, platform.Live)
	ok(t, second(s.Visit(t.Context(), 12, platform.HashToken("v"))))
	ok(t, second(s.Code(t.Context(), platform.HashToken("c1"))))
	refused(t, s.ChangePassword(t.Context(), 99, "", "x"), platform.NotFound)
}

// logins looks at tokens of player A1 of app 1.
func logins(t *testing.T, s platform.Store, want map[string]platform.Revocation) {
	t.Helper()
	for token, revoked := range want {
		l := must(s.Login(t.Context(), 1, "A1", platform.HashToken(token)))(t)
		same(t, l.Found, true)
		same(t, l.Session.Revoked, revoked)
	}
}

func testSetFollowing(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	for _, follows := range []bool{true, false, false, true} {
		ok(t, s.SetFollowing(t.Context(), 11, follows))
		same(t, must(s.Account(t.Context(), 11))(t).FollowsGames, follows)
		same(t, must(s.People(t.Context(), 1, []string{"A1"}))(t)[0].Account.FollowsGames, follows)
		same(t, must(s.Account(t.Context(), 12))(t).FollowsGames, true)
	}
	refused(t, s.SetFollowing(t.Context(), 99, true), platform.NotFound)
}

func testAccounts(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	tests := []struct {
		world string
		after int64
		limit int
		want  []int64
	}{
		{"blue", 0, 100, []int64{11, 12, 13, 14}},
		{"blue", 0, 2, []int64{11, 12}},
		{"blue", 12, 2, []int64{13, 14}},
		{"blue", 13, 2, []int64{14}},
		{"blue", 14, 2, nil},
		{"red", 11, 2, []int64{21, 22}},
		{"nowhere", 0, 2, nil},
	}
	for _, tt := range tests {
		var uins []int64
		for _, a := range must(s.Accounts(t.Context(), tt.world, tt.after, tt.limit))(t) {
			uins = append(uins, a.UIN)
		}
		same(t, uins, tt.want)
	}
	want := account(21)
	want.World = "red"
	same(t, must(s.Accounts(t.Context(), "red", 0, 1))(t)[0], want)
}
