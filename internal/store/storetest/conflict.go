package storetest

import (
	"strings"
	"testing"

	"tongwan/internal/platform"
)

func conflictCases() []testCase {
	return []testCase{
		{"another world's", testConflictWorld},
		{"somebody else's", testConflictName},
		{"a name that was given up", testNameGivenUp},
		{"somebody else's token", testConflictToken},
	}
}

// testConflictToken: in one app a token says who has it; elsewhere it may be
// anybody's.
func testConflictToken(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", session(11, 1, "t", noon))
	err := s.Load(t.Context(), platform.World{Name: "blue"}, false, seq(session(12, 1, "t", noon)))
	refused(t, err, platform.Conflict)
	load(t, s, "blue", session(11, 1, "t", noon.Add(1)), session(11, 2, "t", noon))
	load(t, s, "red", session(21, 3, "t", noon))
}

func testConflictWorld(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	before := dump(t, s, "blue")
	tests := []struct {
		name string
		row  platform.Row
		says string
	}{
		{"app", app(1), "1"},
		{"account", account(11), "11"},
		{"group", platform.GroupRow{Group: platform.Group{Code: 51}}, "51"},
		{"player of its account", player(11, 3, "x"), "11"},
		{"player in its app", player(21, 1, "x"), "1"},
		{"session", session(11, 1, "t", noon), "1"},
		{"gifts", gifts(11, 1, "x"), "1"},
		{"chest", platform.Chest{ID: "x", UIN: 11, AppID: 1}, "1"},
		{"score", platform.Score{UIN: 11, AppID: 1, Type: 3}, "1"},
		{"period", platform.Period{UIN: 11, AppID: 1, Kind: platform.PeriodAll}, "1"},
		{"message to", platform.Message{ID: "m", AppID: 1, From: 21, To: 11}, "1"},
		{"message from", platform.Message{ID: "m", AppID: 3, From: 11, To: 21}, "11"},
		{"friendship", platform.Friendship{UIN: 21, Friend: 11}, "11"},
		{"friendship, other way", platform.Friendship{UIN: 11, Friend: 21}, "11"},
		{"unbound", platform.Unbound{AppID: 1, UnionID: "u", ZoneID: "z", At: noon}, "1"},
		{"member", platform.GroupRow{Group: platform.Group{Code: 61, Owner: 21}, Members: []int64{21, 11}}, "11"},
		{"binding", platform.GroupRow{Group: platform.Group{Code: 61, Owner: 21}, Members: []int64{21},
			Bindings: []platform.Binding{binding(1, 61, "u", "z", "G")}}, "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, reset := range []bool{false, true} {
				rows := red()
				if reset {
					rows = append(rows[:len(rows)-1], tt.row)
				} else {
					rows = []platform.Row{tt.row}
				}
				err := s.Load(t.Context(), platform.World{Name: "red"}, reset, seq(rows...))
				refused(t, err, platform.Conflict)
				if !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "another world") {
					t.Errorf("the refusal does not say what belongs to whom: %v", err)
				}
			}
		})
	}
	same(t, dump(t, s, "blue"), before)
	same(t, dump(t, s, "red"), normal(red(), "red"))
}

func testConflictName(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	group := func(code int64, bindings ...platform.Binding) platform.Row {
		return platform.GroupRow{Group: platform.Group{Code: code, Owner: 11}, Members: []int64{11}, Bindings: bindings}
	}
	tests := []struct {
		name string
		row  platform.Row
		says string
	}{
		{"openid of another account", player(14, 1, "A1"), "A1"},
		{"openid of another account, instead of one's own", player(12, 1, "A1"), "A1"},
		{"groupOpenid", group(52, binding(2, 52, "u", "z", "G51-1")), "G51-1"},
		{"groupOpenid of another world", group(52, binding(2, 52, "u", "z", "G61-3")), "G61-3"},
		{"guild", group(52, binding(1, 52, "u1", "z1", "G")), "u1"},
		{"a second guild in an app", group(51, binding(1, 51, "u1", "z1", "G"), binding(1, 51, "u2", "z1", "H")), "u2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := s.Load(t.Context(), platform.World{Name: "blue"}, false, seq(tt.row))
			refused(t, err, platform.Conflict)
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("the refusal does not name %s: %v", tt.says, err)
			}
		})
	}
	same(t, dump(t, s, "blue"), normal(blue(), "blue"))
}

func testNameGivenUp(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", player(11, 1, "new"), player(14, 1, "A1"),
		platform.GroupRow{Group: platform.Group{Code: 51, Owner: 11}, Members: []int64{11}},
		platform.GroupRow{Group: platform.Group{Code: 52, Owner: 11}, Members: []int64{11}, Bindings: []platform.Binding{binding(1, 52, "u1", "z1", "G51-1")}})
	same(t, must(s.Player(t.Context(), 1, "A1"))(t).UIN, int64(14))
	same(t, must(s.BindingByOpenID(t.Context(), "blue", "G51-1"))(t).Code, int64(52))
}
