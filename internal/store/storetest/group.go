package storetest

import (
	"testing"

	"tongwan/internal/platform"
)

func groupCases() []testCase {
	return []testCase{
		{"binding by its three names", testBindings},
		{"binding of a dissolved group", testDissolved},
		{"members", testMembers},
		{"card", testCard},
		{"row", testGroupRow},
	}
}

func bound51() platform.Bound {
	return platform.Bound{
		Binding: binding(1, 51, "u1", "z1", "G51-1"),
		Group:   platform.Group{Code: 51, World: "blue", Name: "fifty-one", Memo: "memo", Max: 200, Owner: 11},
	}
}

func testBindings(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	same(t, must(s.BindingOfGuild(t.Context(), 1, "u1", "z1"))(t), bound51())
	same(t, must(s.BindingOfGroup(t.Context(), 1, 51))(t), bound51())
	same(t, must(s.BindingByOpenID(t.Context(), "blue", "G51-1"))(t), bound51())
	same(t, must(s.BindingOfGuild(t.Context(), 3, "u1", "z1"))(t).Code, int64(61))

	for _, miss := range []struct {
		appid           int64
		unionid, zoneid string
	}{{1, "u1", "z2"}, {1, "u2", "z1"}, {2, "u1", "z1"}, {1, "U1", "z1"}, {1, "", ""}} {
		_, err := s.BindingOfGuild(t.Context(), miss.appid, miss.unionid, miss.zoneid)
		refused(t, err, platform.NotFound)
	}
	for _, miss := range []struct{ appid, code int64 }{{2, 51}, {1, 61}, {3, 51}} {
		_, err := s.BindingOfGroup(t.Context(), miss.appid, miss.code)
		refused(t, err, platform.NotFound)
	}
	for _, miss := range []struct{ world, openid string }{{"red", "G51-1"}, {"blue", "G61-3"}, {"blue", "g51-1"}, {"blue", ""}} {
		_, err := s.BindingByOpenID(t.Context(), miss.world, miss.openid)
		refused(t, err, platform.NotFound)
	}
}

// testDissolved: whether a dissolved group counts is the platform's rule.
func testDissolved(t *testing.T, s platform.Store) {
	load(t, s, "rich", rich()...)
	b := must(s.BindingOfGuild(t.Context(), 6, "9", "0"))(t)
	same(t, b.Group.Dissolved, true)
	same(t, b.Binding, binding(6, 71, "9", "0", "G71-6"))
}

func testMembers(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	for uin, want := range map[int64]bool{11: true, 12: true, 14: true, 21: false, 99: false} {
		same(t, must(s.IsMember(t.Context(), 51, uin))(t), want)
	}
	same(t, must(s.IsMember(t.Context(), 50, 11))(t), false)
}

func testCard(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", platform.GroupRow{
		Group: platform.Group{Code: 52, Name: "n", Owner: 14}, Members: []int64{14, 13, 12}, Admins: []int64{13, 12},
		Bindings: []platform.Binding{binding(2, 52, "u1", "z1", "G52-2")},
	})
	tests := []struct {
		appid, code int64
		members     int
		owner       string
		admins      []string
	}{
		{1, 51, 4, "A1", []string{"B1", "C1"}}, // 14 does not play
		{2, 52, 3, "", []string{"B2"}},         // neither 14 nor 13 plays
		{3, 61, 2, "A1", nil},
	}
	for _, tt := range tests {
		b := must(s.BindingOfGroup(t.Context(), tt.appid, tt.code))(t)
		card := must(s.GroupCard(t.Context(), b))(t)
		same(t, card, platform.GroupCard{Bound: b, Members: tt.members, Owner: tt.owner, Admins: tt.admins})
	}
}

func testGroupRow(t *testing.T, s platform.Store) {
	load(t, s, "rich", rich()...)
	g := must(s.GroupRow(t.Context(), 71))(t)
	same(t, g, of[platform.GroupRow](rich())[0])

	// A row replaces members, admins and bindings wholly.
	g.Name, g.Members, g.Admins, g.Bindings = "new", []int64{31}, nil, g.Bindings[1:]
	load(t, s, "rich", g)
	same(t, must(s.GroupRow(t.Context(), 71))(t), g)
	_, err := s.BindingOfGuild(t.Context(), 5, "7", "8")
	refused(t, err, platform.NotFound)
	_, err = s.GroupRow(t.Context(), 72)
	refused(t, err, platform.NotFound)
}
