package storetest

import (
	"cmp"
	"slices"
	"testing"

	"tongwan/internal/platform"
)

func accountCases() []testCase {
	return []testCase{
		{"app", testApp},
		{"player", testPlayer},
		{"account", testAccount},
		{"people", testPeople},
	}
}

func testApp(t *testing.T, s platform.Store) {
	ok(t, s.Load(t.Context(), platform.World{Name: "rich", Words: []string{"赌", "x"}}, false, seq(rich()...)))
	want := richApp(5, "rich")
	want.Words = []string{"赌", "x"}
	same(t, must(s.App(t.Context(), 5))(t), want)
	_, err := s.App(t.Context(), 4)
	refused(t, err, platform.NotFound)
}

func testPlayer(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "rich", rich()...)
	tests := []struct {
		appid  int64
		openid string
		want   platform.Player // zero: not found
	}{
		{1, "A1", player(11, 1, "A1")},
		{2, "A2", player(11, 2, "A2")},
		{3, "A1", player(21, 3, "A1")}, // the same openid in another app
		{5, "opènid/二", platform.Player{UIN: 32, AppID: 5, OpenID: "opènid/二", Wifi: true}},
		{1, "a1", platform.Player{}}, // case counts
		{1, "A2", platform.Player{}},
		{9, "A1", platform.Player{}},
		{1, "", platform.Player{}},
	}
	for _, tt := range tests {
		p, err := s.Player(t.Context(), tt.appid, tt.openid)
		if tt.want.UIN == 0 {
			refused(t, err, platform.NotFound)
			continue
		}
		ok(t, err)
		same(t, p, tt.want)
		same(t, must(s.PlayerOf(t.Context(), tt.want.UIN, tt.appid))(t), tt.want)
	}
	_, err := s.PlayerOf(t.Context(), 14, 1)
	refused(t, err, platform.NotFound)
}

func testAccount(t *testing.T, s platform.Store) {
	load(t, s, "rich", rich()...)
	same(t, must(s.Account(t.Context(), 31))(t), richAccount(31))
	same(t, must(s.Account(t.Context(), 32))(t), platform.Account{UIN: 32, World: "rich"})
	_, err := s.Account(t.Context(), 33)
	refused(t, err, platform.NotFound)
}

func testPeople(t *testing.T, s platform.Store) {
	load(t, s, "rich", rich()...)
	blueAndRed(t, s)
	people := must(s.People(t.Context(), 5, []string{"opènid/二", "nobody", "openid", "OPENID"}))(t)
	slices.SortFunc(people, func(a, b platform.Person) int { return cmp.Compare(a.UIN, b.UIN) })
	same(t, people, []platform.Person{
		{Player: player(31, 5, "openid"), Account: richAccount(31)},
		{Player: platform.Player{UIN: 32, AppID: 5, OpenID: "opènid/二", Wifi: true}, Account: platform.Account{UIN: 32, World: "rich"}},
	})
	same(t, must(s.People(t.Context(), 5, nil))(t), []platform.Person(nil))
	same(t, must(s.People(t.Context(), 3, []string{"C1"}))(t), []platform.Person(nil))
}
