package storetest

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"tongwan/internal/platform"
)

func standingCases() []testCase {
	return []testCase{{"of friends and self", testStandings}}
}

func testStandings(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	week := calendar.Week(noon)
	period := func(uin, appid int64, kind platform.PeriodKind, start time.Time, mode string) platform.Period {
		return platform.Period{UIN: uin, AppID: appid, Kind: kind, Start: start, Scope: platform.Scope{Mode: mode},
			Rounds: 1, Best: uin, BestAt: noon, Ranked: uin, RankedAt: noon, RankedExpires: noon.Add(time.Hour)}
	}
	a, a2 := period(11, 1, platform.PeriodWeek, week, ""), period(11, 1, platform.PeriodWeek, week, "m")
	b, c := period(12, 1, platform.PeriodWeek, week, ""), period(13, 1, platform.PeriodWeek, week, "")
	load(t, s, "blue", a, a2, b, c,
		period(11, 2, platform.PeriodWeek, week, ""), period(12, 1, platform.PeriodDay, week, ""),
		period(12, 1, platform.PeriodWeek, week.AddDate(0, 0, -7), ""), period(12, 1, platform.PeriodAll, time.Time{}, ""))
	as, a2s := platform.Standing{UIN: 11, OpenID: "A1", Period: a}, platform.Standing{UIN: 11, OpenID: "A1", Period: a2}
	bs, cs := platform.Standing{UIN: 12, OpenID: "B1", Period: b}, platform.Standing{UIN: 13, OpenID: "C1", Period: c}
	tests := []struct {
		name string
		uin  int64
		want []platform.Standing
	}{
		{"a friend of all", 11, []platform.Standing{as, a2s, bs, cs}},
		{"a friend of one", 12, []platform.Standing{as, a2s, bs}}, // not of 13
		{"who does not play", 14, []platform.Standing{as, a2s}},
		{"nobody", 99, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := must(s.Standings(t.Context(), tt.uin, 1, platform.PeriodWeek, week))(t)
			slices.SortFunc(list, func(a, b platform.Standing) int {
				return cmp.Or(cmp.Compare(a.UIN, b.UIN), cmp.Compare(a.Scope.Mode, b.Scope.Mode))
			})
			same(t, list, tt.want)
		})
	}
	same(t, len(must(s.Standings(t.Context(), 11, 1, platform.PeriodAll, time.Time{}))(t)), 1)
	same(t, len(must(s.Standings(t.Context(), 11, 1, platform.PeriodWeek, week.Add(time.Millisecond)))(t)), 0)
}
