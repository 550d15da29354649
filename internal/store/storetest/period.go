package storetest

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

func periodCases() []testCase {
	return []testCase{
		{"games", testGames},
		{"ranked and expired", testRanked},
		{"time played", testPlayed},
		{"each scope by itself", testPeriodScopes},
		{"old periods are dropped", testPeriodsDropped},
		{"a game alone", testGameWithoutScores},
	}
}

// periods returns the newest periods of player (11, 1), which must be of one
// scope.
func periods(t *testing.T, s platform.Store) map[platform.PeriodKind]platform.Period {
	t.Helper()
	var rows []platform.Row
	ok(t, s.DumpPlayer(t.Context(), 11, 1, func(r platform.Row) error {
		rows = append(rows, r)
		return nil
	}))
	newest := make(map[platform.PeriodKind]platform.Period)
	for _, p := range of[platform.Period](rows) {
		newest[p.Kind] = p
	}
	return newest
}

func games(now time.Time, list ...platform.Game) platform.Report {
	r := report(now)
	r.Games = list
	return r
}

func testGames(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
	steps := []struct {
		games  []platform.Game
		rounds int
		best   int64
		bestAt time.Time
	}{
		{[]platform.Game{{Score: -7}}, 1, -7, at(0)},
		{[]platform.Game{{Score: -9}}, 2, -7, at(0)},                        // a lower one counts
		{[]platform.Game{{Score: 5}, {Score: 5}, {Score: 4}}, 5, 5, at(2)},  // each counts
		{[]platform.Game{{Score: 5}}, 6, 5, at(2)},                          // the earlier stands
		{[]platform.Game{{Score: 3}, {Score: 8}, {Score: 6}}, 9, 8, at(4)},  // the highest of several
		{[]platform.Game{{Score: 1}, {Score: 2}}, 11, 8, at(4)},             // none higher
		{[]platform.Game{{Score: 1 << 62}, {Score: 0}}, 13, 1 << 62, at(6)}, // large
	}
	for i, step := range steps {
		ok(t, s.ReportScores(t.Context(), games(at(i), step.games...)))
		want := platform.Period{UIN: 11, AppID: 1, Rounds: step.rounds, Best: step.best, BestAt: step.bestAt, Ranked: step.best, RankedAt: step.bestAt}
		is := periods(t, s)
		same(t, len(is), 3)
		for kind, start := range map[platform.PeriodKind]time.Time{
			platform.PeriodAll: {}, platform.PeriodDay: calendar.Day(noon), platform.PeriodWeek: calendar.Week(noon),
		} {
			want.Kind, want.Start = kind, start
			same(t, is[kind], want)
		}
	}
}

func testRanked(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
	never := time.Time{}
	steps := []struct {
		name    string
		games   []platform.Game
		best    int64
		ranked  int64
		at      time.Time
		expires time.Time
	}{
		{"expired on arrival", []platform.Game{{Score: 50, Expires: at(0)}}, 50, 0, never, never},
		{"first valid", []platform.Game{{Score: 40, Expires: at(3)}}, 50, 40, at(1), at(3)},
		{"lower while valid", []platform.Game{{Score: 30}}, 50, 40, at(1), at(3)},
		{"lower after expiry", []platform.Game{{Score: 20, Expires: at(60)}}, 50, 20, at(3), at(60)},
		{"equal", []platform.Game{{Score: 20}}, 50, 20, at(3), at(60)},
		{"higher but expired", []platform.Game{{Score: 60, Expires: at(5)}}, 60, 20, at(3), at(60)},
		{"several", []platform.Game{{Score: 70, Expires: at(1)}, {Score: 21, Expires: at(8)}, {Score: 25, Expires: at(7)}, {Score: 25}}, 70, 25, at(6), at(7)},
		{"all expired after expiry", []platform.Game{{Score: 1, Expires: at(7)}}, 70, 25, at(6), at(7)},
		{"valid after expiry", []platform.Game{{Score: 3, Expires: at(1)}, {Score: 1}, {Score: 2}}, 70, 2, at(8), never},
		{"never expires", []platform.Game{{Score: 1}}, 70, 2, at(8), never},
	}
	for i, step := range steps {
		ok(t, s.ReportScores(t.Context(), games(at(i), step.games...)))
		for _, p := range periods(t, s) {
			same(t, []any{step.name, p.Best, p.Ranked}, []any{step.name, step.best, step.ranked})
			same(t, []time.Time{p.RankedAt, p.RankedExpires}, []time.Time{step.at, step.expires})
		}
	}
}

func testPlayed(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	r := report(noon)
	r.Played = 30
	ok(t, s.ReportScores(t.Context(), r))
	is := periods(t, s)
	same(t, len(is), 1)
	same(t, is[platform.PeriodAll], platform.Period{UIN: 11, AppID: 1, Kind: platform.PeriodAll, Played: 30})

	r = games(noon, platform.Game{Score: -4})
	r.Played = 12
	ok(t, s.ReportScores(t.Context(), r))
	is = periods(t, s)
	same(t, is[platform.PeriodAll], platform.Period{UIN: 11, AppID: 1, Kind: platform.PeriodAll, Played: 42,
		Rounds: 1, Best: -4, BestAt: noon, Ranked: -4, RankedAt: noon})
	same(t, is[platform.PeriodDay].Played, int64(0))
	same(t, is[platform.PeriodWeek].Played, int64(0))
}

func testPeriodScopes(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	for i, scope := range []platform.Scope{{}, {Mode: "1"}, {Zone: "1"}, {Server: "1"}, {Role: "1"}} {
		for range i + 1 {
			r := games(noon, platform.Game{Score: int64(i)})
			r.Scope, r.Played = scope, 1
			ok(t, s.ReportScores(t.Context(), r))
		}
	}
	rounds := make(map[platform.Scope]int)
	for _, p := range of[platform.Period](dump(t, s, "blue")) {
		rounds[p.Scope] += p.Rounds
	}
	same(t, rounds, map[platform.Scope]int{{}: 3, {Mode: "1"}: 6, {Zone: "1"}: 9, {Server: "1"}: 12, {Role: "1"}: 15})
}

// testPeriodsDropped plays on a Monday, the Tuesday after, and the two
// Mondays that follow.
func testPeriodsDropped(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	monday := calendar.Week(noon)
	day := func(n int) time.Time { return monday.AddDate(0, 0, n) }
	other := platform.Period{UIN: 12, AppID: 1, Kind: platform.PeriodDay, Start: day(-30), Rounds: 1}
	load(t, s, "blue", other)
	steps := []struct {
		day         int
		days, weeks []time.Time
	}{
		{0, []time.Time{day(0)}, []time.Time{day(0)}},
		{1, []time.Time{day(1)}, []time.Time{day(0)}},
		{7, []time.Time{day(7)}, []time.Time{day(0), day(7)}},
		{14, []time.Time{day(14)}, []time.Time{day(7), day(14)}},
	}
	for _, step := range steps {
		ok(t, s.ReportScores(t.Context(), games(day(step.day).Add(time.Hour), platform.Game{Score: 1})))
		starts := make(map[platform.PeriodKind][]time.Time)
		for _, p := range of[platform.Period](dump(t, s, "blue")) {
			if p.UIN == 11 {
				starts[p.Kind] = append(starts[p.Kind], p.Start)
			}
		}
		same(t, starts, map[platform.PeriodKind][]time.Time{
			platform.PeriodAll: {{}}, platform.PeriodDay: step.days, platform.PeriodWeek: step.weeks})
	}
	same(t, of[platform.Period](dump(t, s, "blue"))[4], other)
}

func testGameWithoutScores(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	ok(t, s.ReportScores(t.Context(), report(noon)))
	same(t, len(periods(t, s)), 0)
	ok(t, s.ReportScores(t.Context(), games(noon, platform.Game{Score: 1})))
	same(t, len(kept(t, s)), 0)
	same(t, len(periods(t, s)), 3)
}
