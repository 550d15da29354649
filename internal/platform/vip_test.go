package platform

import (
	"testing"
	"time"
)

func TestMembershipAt(t *testing.T) {
	start := at(t, "2026-01-01T00:00:00+08:00")
	end := at(t, "2026-06-01T00:00:00+08:00")
	mid := at(t, "2026-03-01T00:00:00+08:00")
	full := Membership{Kind: VIPQQ, Level: 6, Year: true, Luxury: true, Start: start, End: end}
	held := VIPState{Held: true, Year: true, Level: 6, Luxury: true}
	tests := []struct {
		name string
		m    Membership
		now  time.Time
		want VIPState
	}{
		{"from its first moment", full, start, held},
		{"not before", full, start.Add(-time.Millisecond), VIPState{}},
		{"to just before its end", full, end.Add(-time.Millisecond), held},
		{"not at its end", full, end, VIPState{}},
		{"without times for ever", Membership{Kind: VIPSuper}, mid, VIPState{Held: true}},
		{"a year of its own that ended", Membership{Year: true, Level: 2, Start: start, End: end, YearEnd: mid}, mid, VIPState{Held: true, Level: 2}},
		{"a year of its own that runs", Membership{Year: true, Level: 2, Start: start, End: end, YearEnd: mid.Add(1)}, mid, VIPState{Held: true, Year: true, Level: 2}},
		{"a year never outlasts the kind", Membership{Year: true, Level: 2, Start: start, End: end, YearEnd: end.AddDate(1, 0, 0)}, end, VIPState{}},
		{"no year", Membership{Level: 1, Start: start, End: end}, mid, VIPState{Held: true, Level: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.m.At(tt.now); got != tt.want {
				t.Errorf("At = %+v, want %+v", got, tt.want)
			}
		})
	}
	if got := (Account{}).VIPState(VIPBlue, mid); got != (VIPState{}) {
		t.Errorf("a kind never bought is %+v", got)
	}
}
