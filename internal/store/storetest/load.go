package storetest

import (
	"errors"
	"testing"

	"tongwan/internal/platform"
)

func loadCases() []testCase {
	return []testCase{
		{"replaces what it names", testLoadReplaces},
		{"an error of rows", testLoadRowsError},
		{"a refused row", testLoadRefused},
		{"a panic of rows", testLoadPanic},
		{"rows that read the store", testLoadReads},
		{"rows that cannot be", testLoadInvalid},
		{"twice the same", testLoadTwice},
		{"several of one key in a load", testLoadSeveral},
	}
}

func testLoadReplaces(t *testing.T, s platform.Store) {
	load(t, s, "rich", rich()...)
	load(t, s, "rich", changedRich()...)
	same(t, dump(t, s, "rich"), changedRich())
}

// testLoadSeveral: the last one stands, whatever the first ones say.
func testLoadSeveral(t *testing.T, s platform.Store) {
	var all []platform.Row
	for range 3 {
		all = append(append(all, rich()...), changedRich()...)
	}
	load(t, s, "rich", all...)
	same(t, dump(t, s, "rich"), changedRich())
	load(t, s, "blue", append(blue(), gifts(11, 1, "a", "b"), gifts(11, 1), gifts(11, 1, "c"),
		platform.Friendship{UIN: 12, Friend: 11, Remark: "boss"}, platform.Friendship{UIN: 11, Friend: 12, Remark: "new"})...)
	rows := dump(t, s, "blue")
	same(t, of[platform.Gifts](rows), []platform.Gifts{gifts(11, 1, "c")})
	same(t, of[platform.Friendship](rows)[0], platform.Friendship{UIN: 11, Friend: 12, Remark: "new"})
}

// changedRich is rich with other values under the same keys.
func changedRich() []platform.Row {
	changed := rich()
	for i, row := range changed {
		switch r := row.(type) {
		case platform.App:
			changed[i] = platform.App{ID: r.ID, World: "rich", Key: "new", Settings: platform.DefaultSettings()}
		case platform.Account:
			changed[i] = platform.Account{UIN: r.UIN, World: "rich", Nickname: "new"}
		case platform.Player:
			r.OpenID, r.Wifi = "new "+r.OpenID, !r.Wifi
			changed[i] = r
		case platform.Session:
			r.Expires, r.Token, r.Revoked = noon.AddDate(1, 0, 0), "new", platform.Live
			changed[i] = r
		case platform.Message:
			changed[i] = platform.Message{ID: r.ID, AppID: r.AppID, From: 32, To: r.To, Sent: r.Sent, Title: "new"}
		case platform.Unbound:
			r.At = noon.AddDate(1, 0, 0)
			changed[i] = r
		case platform.Chest:
			changed[i] = platform.Chest{ID: r.ID, AppID: r.AppID, UIN: r.UIN, Items: 9}
		case platform.Score:
			changed[i] = platform.Score{UIN: r.UIN, AppID: r.AppID, Scope: r.Scope, Guild: r.Guild, Type: r.Type, Data: "0"}
		case platform.Period:
			changed[i] = platform.Period{UIN: r.UIN, AppID: r.AppID, Scope: r.Scope, Kind: r.Kind, Start: r.Start}
		}
	}
	return changed
}

func testLoadTwice(t *testing.T, s platform.Store) {
	load(t, s, "rich", rich()...)
	load(t, s, "rich", rich()...)
	same(t, dump(t, s, "rich"), rich())
}

// unchanged tries loads that fail, with and without reset: the world stays as
// it is, and one that was not there is not there.
func unchanged(t *testing.T, s platform.Store, try func(world string, reset bool)) {
	t.Helper()
	load(t, s, "blue", blue()...)
	before := dump(t, s, "blue")
	for _, reset := range []bool{false, true} {
		try("blue", reset)
		same(t, dump(t, s, "blue"), before)
		try("none", reset)
		_, err := s.World(t.Context(), "none")
		refused(t, err, platform.NotFound)
	}
	load(t, s, "blue", account(15)) // the store still takes writes
}

func testLoadRowsError(t *testing.T, s platform.Store) {
	broken := errors.New("broken")
	unchanged(t, s, func(world string, reset bool) {
		err := s.Load(t.Context(), platform.World{Name: world, Words: []string{"w"}}, reset, func(yield func(platform.Row, error) bool) {
			if yield(app(8), nil) && yield(account(88), nil) && yield(nil, broken) {
				t.Error("the load went on")
			}
		})
		if err != broken {
			t.Errorf("got %v, want the very error of rows", err)
		}
	})
}

func testLoadRefused(t *testing.T, s platform.Store) {
	unchanged(t, s, func(world string, reset bool) {
		refused(t, s.Load(t.Context(), platform.World{Name: world}, reset, seq(app(8), account(88), player(89, 8, "x"))), platform.Invalid)
	})
}

func testLoadPanic(t *testing.T, s platform.Store) {
	unchanged(t, s, func(world string, reset bool) {
		defer func() {
			if r := recover(); r != "rows" {
				t.Errorf("recovered %v", r)
			}
		}()
		_ = s.Load(t.Context(), platform.World{Name: world}, reset, func(yield func(platform.Row, error) bool) {
			yield(app(8), nil)
			panic("rows")
		})
		t.Error("no panic")
	})
}

// testLoadReads: while a load is under way readers see the state before.
func testLoadReads(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	before := dump(t, s, "blue")
	ok(t, s.Load(t.Context(), platform.World{Name: "blue"}, true, func(yield func(platform.Row, error) bool) {
		if !yield(app(8), nil) {
			return
		}
		same(t, must(s.PlayerOf(t.Context(), 11, 1))(t), player(11, 1, "A1"))
		same(t, dump(t, s, "blue"), before)
		_, err := s.App(t.Context(), 8)
		refused(t, err, platform.NotFound)
		yield(account(88), nil)
	}))
	same(t, dump(t, s, "blue"), inWorld("blue", []platform.Row{app(8), account(88)}))
}

func testLoadInvalid(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	group := platform.Group{Code: 52, Owner: 11}
	tests := []struct {
		name string
		row  platform.Row
	}{
		{"appid 0", app(0)},
		{"uin 0", account(0)},
		{"group 0", platform.GroupRow{}},
		{"player of no account", player(99, 1, "x")},
		{"player of no app", player(11, 9, "x")},
		{"player without an openid", player(14, 1, "")},
		{"session of no player", session(14, 1, "t", noon)},
		{"gifts of no player", gifts(14, 1, "x")},
		{"chest of no player", platform.Chest{ID: "x", UIN: 14, AppID: 1}},
		{"score of no player", platform.Score{UIN: 14, AppID: 1, Type: 3}},
		{"period of no player", platform.Period{UIN: 14, AppID: 1, Kind: platform.PeriodAll}},
		{"message to no player", share("m", 1, 14, noon)},
		{"message from nobody", platform.Message{ID: "m", AppID: 1, From: 99, To: 11}},
		{"friendship with nobody", platform.Friendship{UIN: 11, Friend: 99}},
		{"friendship with oneself", platform.Friendship{UIN: 11, Friend: 11}},
		{"unbound of no app", platform.Unbound{AppID: 9}},
		{"group with an unknown member", platform.GroupRow{Group: group, Members: []int64{11, 99}}},
		{"group whose owner is no member", platform.GroupRow{Group: group, Members: []int64{12}}},
		{"group whose admin is no member", platform.GroupRow{Group: group, Members: []int64{11}, Admins: []int64{12}}},
		{"group bound in no app", platform.GroupRow{Group: group, Members: []int64{11}, Bindings: []platform.Binding{binding(9, 52, "u", "z", "G")}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			refused(t, s.Load(t.Context(), platform.World{Name: "blue"}, false, seq(tt.row)), platform.Invalid)
		})
	}
	same(t, dump(t, s, "blue"), normal(blue(), "blue"))
}
