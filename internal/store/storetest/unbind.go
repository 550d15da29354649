package storetest

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

func unbindCases() []testCase {
	return []testCase{
		{"removes and remembers", testUnbind},
		{"interval", testUnbindInterval},
		{"only this binding", testUnbindOnlyThis},
		{"once", testUnbindTogether},
	}
}

func testUnbind(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	ok(t, s.Unbind(t.Context(), bound51().Binding, noon, noon.Add(-time.Minute)))
	_, err := s.BindingOfGuild(t.Context(), 1, "u1", "z1")
	refused(t, err, platform.NotFound)
	rows := dump(t, s, "blue")
	same(t, of[platform.Unbound](rows), []platform.Unbound{{AppID: 1, UnionID: "u1", ZoneID: "z1", At: noon}})
	same(t, of[platform.GroupRow](rows)[0].Members, []int64{11, 12, 13, 14})
	refused(t, s.Unbind(t.Context(), bound51().Binding, noon.Add(time.Hour), noon.Add(time.Hour-time.Minute)), platform.NoBinding)
}

func testUnbindInterval(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	tests := []struct {
		name string
		last time.Time
		soon bool
	}{
		{"this moment", noon, true},
		{"in the last millisecond", noon.Add(time.Millisecond - time.Minute), true},
		{"a minute ago", noon.Add(-time.Minute), false},
		{"long ago", noon.Add(-time.Hour), false},
	}
	bind := blue()[len(blue())-1]
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			last := platform.Unbound{AppID: 1, UnionID: "u1", ZoneID: "z1", At: tt.last}
			load(t, s, "blue", bind, last)
			err := s.Unbind(t.Context(), bound51().Binding, noon, noon.Add(-time.Minute))
			if tt.soon {
				refused(t, err, platform.UnbindTooSoon)
				same(t, of[platform.Unbound](dump(t, s, "blue")), []platform.Unbound{last}) // does not count
				same(t, must(s.BindingOfGroup(t.Context(), 1, 51))(t), bound51())
				return
			}
			ok(t, err)
		})
	}
}

func testUnbindOnlyThis(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	for _, b := range []platform.Binding{
		binding(1, 51, "u2", "z1", "G51-1"), binding(1, 51, "u1", "z2", "G51-1"),
		binding(1, 51, "u1", "z1", "other"), binding(1, 52, "u1", "z1", "G51-1"), binding(2, 51, "u1", "z1", "G51-1"),
	} {
		refused(t, s.Unbind(t.Context(), b, noon, noon.Add(-time.Minute)), platform.NoBinding)
	}
	same(t, must(s.BindingOfGroup(t.Context(), 1, 51))(t), bound51())
	load(t, s, "blue", platform.Unbound{AppID: 2, UnionID: "u1", ZoneID: "z1", At: noon}, platform.Unbound{AppID: 1, UnionID: "u1", ZoneID: "z2", At: noon})
	ok(t, s.Unbind(t.Context(), bound51().Binding, noon, noon.Add(-time.Minute)))
}

func testUnbindTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	done := 0
	for _, err := range together(20, func(int) error {
		return s.Unbind(background(), bound51().Binding, noon, noon.Add(-time.Minute))
	}) {
		if err == nil {
			done++
		} else if r := platform.ReasonOf(err); r != platform.NoBinding && r != platform.UnbindTooSoon {
			t.Error(err)
		}
	}
	same(t, done, 1)
}
