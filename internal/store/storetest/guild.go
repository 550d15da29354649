package storetest

import (
	"fmt"
	"testing"

	"tongwan/internal/platform"
)

func guildCases() []testCase {
	return []testCase{
		{"groups of an account", testGroupsOf},
		{"bind", testBind},
		{"bind together", testBindTogether},
		{"join key", testJoinKey},
		{"join key of somebody else", testConflictJoinKey},
		{"add member", testAddMember},
		{"add members together", testAddMembersTogether},
	}
}

// group52 belongs to 12 and is bound to nothing.
func group52(max int) platform.GroupRow {
	return platform.GroupRow{Group: platform.Group{Code: 52, World: "blue", Max: max, Owner: 12}, Members: []int64{12}}
}

func testGroupsOf(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	dissolved := platform.GroupRow{Group: platform.Group{Code: 50, World: "blue", Owner: 12, Dissolved: true}, Members: []int64{12}}
	load(t, s, "blue", group52(9), dissolved)
	same(t, must(s.GroupsOf(t.Context(), 12))(t),
		[]platform.GroupRow{dissolved, must(s.GroupRow(t.Context(), 51))(t), group52(9)})
	same(t, len(must(s.GroupsOf(t.Context(), 11))(t)), 1)
	same(t, len(must(s.GroupsOf(t.Context(), 99))(t)), 0)
}

func testBind(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", group52(9))
	tests := []struct {
		name string
		b    platform.Binding
		want platform.Reason // "": it works
	}{
		{"guild bound", binding(1, 52, "u1", "z1", "G"), platform.GuildBound},
		{"group bound", binding(1, 51, "u2", "z2", "G"), platform.GroupBound},
		{"both", binding(1, 51, "u1", "z1", "G51-1"), platform.GuildBound},
		{"no such group", binding(1, 59, "u2", "z2", "G"), platform.NotFound},
		{"no such app", binding(9, 52, "u2", "z2", "G"), platform.NotFound},
		{"groupOpenid taken", binding(1, 52, "u2", "z2", "G51-1"), platform.Conflict},
		{"groupOpenid taken in another world", binding(1, 52, "u2", "z2", "G61-3"), platform.Conflict},
		{"another zone", binding(1, 52, "u1", "z2", "G52-1"), ""},
		{"another app", binding(2, 52, "u1", "z1", "G52-2"), ""},
		{"again", binding(2, 52, "u1", "z1", "G52-2"), platform.GuildBound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := s.Bind(t.Context(), tt.b)
			if tt.want != "" {
				refused(t, err, tt.want)
				return
			}
			ok(t, err)
			b := must(s.BindingOfGuild(t.Context(), tt.b.AppID, tt.b.UnionID, tt.b.ZoneID))(t)
			same(t, b, platform.Bound{Binding: tt.b, Group: group52(9).Group})
			same(t, must(s.BindingByOpenID(t.Context(), "blue", tt.b.OpenID))(t), b)
			same(t, must(s.BindingOfGroup(t.Context(), tt.b.AppID, 52))(t), b)
		})
	}
	ok(t, s.Unbind(t.Context(), binding(2, 52, "u1", "z1", "G52-2"), noon, noon))
	ok(t, s.Bind(t.Context(), binding(2, 52, "u1", "z1", "G52-2")))
}

// testBindTogether: of those who want one guild, or one group, one gets it.
func testBindTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	const n = 20
	for i := range int64(n + 1) {
		load(t, s, "blue", platform.GroupRow{Group: platform.Group{Code: 100 + i, Max: 9}})
	}
	bind := func(want platform.Reason, of func(i int) platform.Binding) {
		t.Helper()
		bound := 0
		for _, err := range together(n, func(i int) error { return s.Bind(background(), of(i)) }) {
			if err == nil {
				bound++
			} else {
				refused(t, err, want)
			}
		}
		same(t, bound, 1)
	}
	bind(platform.GuildBound, func(i int) platform.Binding {
		return binding(1, 100+int64(i), "u", "z", fmt.Sprint("G", i))
	})
	bind(platform.GroupBound, func(i int) platform.Binding {
		return binding(2, 100, fmt.Sprint("u", i), "z", fmt.Sprint("H", i))
	})
	bind(platform.Conflict, func(i int) platform.Binding {
		return binding(2, 101+int64(i), fmt.Sprint("v", i), "z", "I")
	})
}

func testJoinKey(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	same(t, must(s.BindingByJoinKey(t.Context(), "blue", "key of G51-1"))(t), bound51())
	for _, miss := range []struct{ world, key string }{
		{"red", "key of G51-1"}, {"nowhere", "key of G51-1"}, {"blue", "key of g51-1"}, {"blue", ""}} {
		refused(t, second(s.BindingByJoinKey(t.Context(), miss.world, miss.key)), platform.NotFound)
	}
	ok(t, s.Unbind(t.Context(), bound51().Binding, noon, noon))
	refused(t, second(s.BindingByJoinKey(t.Context(), "blue", "key of G51-1")), platform.NotFound)
}

// testConflictJoinKey: a join key leads to one group of a world.
func testConflictJoinKey(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", group52(9))
	same51 := binding(2, 52, "u", "z", "G52-2")
	same51.JoinKey = "key of G51-1"
	refused(t, s.Bind(t.Context(), same51), platform.Conflict)
	row := group52(9)
	row.Bindings = []platform.Binding{same51}
	refused(t, s.Load(t.Context(), platform.World{Name: "blue"}, false, seq(row)), platform.Conflict)

	same51.JoinKey = "key of G61-3" // another world's
	ok(t, s.Bind(t.Context(), same51))
	same(t, must(s.BindingByJoinKey(t.Context(), "blue", "key of G61-3"))(t).Code, int64(52))
	same(t, must(s.BindingByJoinKey(t.Context(), "red", "key of G61-3"))(t).Code, int64(61))
}

func testAddMember(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", group52(3))
	for range 2 { // a member may come again
		ok(t, s.AddMember(t.Context(), 52, 12))
		ok(t, s.AddMember(t.Context(), 52, 11))
	}
	ok(t, s.AddMember(t.Context(), 52, 14))
	refused(t, s.AddMember(t.Context(), 52, 13), platform.GroupFull)
	ok(t, s.AddMember(t.Context(), 52, 14)) // is in the full group already
	same(t, must(s.GroupRow(t.Context(), 52))(t).Members, []int64{11, 12, 14})
	same(t, len(must(s.GroupsOf(t.Context(), 14))(t)), 2)
	refused(t, s.AddMember(t.Context(), 59, 11), platform.NotFound)
	refused(t, s.AddMember(t.Context(), 51, 99), platform.NotFound)

	ok(t, s.AddMember(t.Context(), 51, 12)) // an admin stays one
	same(t, must(s.GroupRow(t.Context(), 51))(t).Admins, []int64{12, 13, 14})
}

// testAddMembersTogether: never more than the group can hold.
func testAddMembersTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	const n, most = 20, 7
	load(t, s, "blue", group52(most))
	for i := range int64(n) {
		load(t, s, "blue", account(100+i))
	}
	joined := 1
	for _, err := range together(n, func(i int) error { return s.AddMember(background(), 52, 100+int64(i)) }) {
		if err == nil {
			joined++
		} else {
			refused(t, err, platform.GroupFull)
		}
	}
	same(t, joined, most)
	same(t, len(must(s.GroupRow(t.Context(), 52))(t).Members), most)
}
