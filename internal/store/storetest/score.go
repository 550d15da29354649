package storetest

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

func scoreCases() []testCase {
	return []testCase{
		{"which one is kept", testScoreKept},
		{"one for each scope, guild and type", testScoreKeys},
		{"several of one type in a report", testScoreSeries},
		{"nobody's", testScoreNobody},
		{"a hundred reports together", testReportTogether},
	}
}

var calendar = platform.Calendar{Zone: platform.Shanghai}

// report is a report of player (11, 1) at a time.
func report(now time.Time, scores ...platform.ReportedScore) platform.Report {
	r := platform.Report{UIN: 11, AppID: 1, Now: now, Day: calendar.Day(now), Week: calendar.Week(now), Scores: scores}
	for i := range r.Scores {
		r.Scores[i].UIN, r.Scores[i].AppID, r.Scores[i].Reported = 11, 1, now
	}
	return r
}

// kept returns the scores of player (11, 1).
func kept(t *testing.T, s platform.Store) []platform.Score {
	t.Helper()
	var rows []platform.Row
	ok(t, s.DumpPlayer(t.Context(), 11, 1, func(r platform.Row) error {
		rows = append(rows, r)
		return nil
	}))
	return of[platform.Score](rows)
}

func score(typ int, data string, rank int64) platform.Score {
	return platform.Score{Type: typ, Data: data, Rank: rank}
}

func testScoreKept(t *testing.T, s platform.Store) {
	expiring := func(s platform.Score, at time.Time) platform.Score {
		s.Expires = at
		return s
	}
	later := noon.Add(time.Hour)
	tests := []struct {
		name   string
		first  platform.Score // at noon
		second platform.Score // an hour later
		cover  bool
		kept   int // 1 or 2
	}{
		{"higher", score(3, "1", 1), score(3, "2", 2), false, 2},
		{"equal", score(3, "1", 1), score(3, "01", 1), false, 1},
		{"lower", score(3, "2", 2), score(3, "1", 1), false, 1},
		{"negative", score(3, "-5", -5), score(3, "-4", -4), false, 2},
		{"lower covers", score(3, "2", 2), score(3, "1", 1), true, 2},
		{"text covers", score(29, "a", 0), score(29, "b", 0), true, 2},
		{"lower, kept expires this moment", expiring(score(3, "2", 2), later), score(3, "1", 1), false, 2},
		{"lower, kept still valid", expiring(score(3, "2", 2), later.Add(time.Millisecond)), score(3, "1", 1), false, 1},
		{"lower, kept long expired", expiring(score(3, "2", 2), noon.Add(-time.Hour)), score(3, "1", 1), false, 2},
		{"higher and itself expired", score(3, "1", 1), expiring(score(3, "2", 2), noon), false, 2},
		{"lower with an expiry", score(3, "2", 2), expiring(score(3, "1", 1), later.Add(1e12)), false, 1},
	}
	blueAndRed(t, s)
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			scope := platform.Scope{Role: string(rune('a' + i))}
			first, second := platform.ReportedScore{Score: tt.first}, platform.ReportedScore{Score: tt.second, Cover: tt.cover}
			first.Scope, first.Platform = scope, "1"
			second.Scope, second.Platform = scope, "2"
			r1, r2 := report(noon, first), report(later, second)
			ok(t, s.ReportScores(t.Context(), r1))
			ok(t, s.ReportScores(t.Context(), r2))
			want := r1.Scores[0].Score
			if tt.kept == 2 {
				want = r2.Scores[0].Score
			}
			same(t, kept(t, s)[i], want)
		})
	}
}

func testScoreKeys(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	scopes := []platform.Scope{{}, {Mode: "1"}, {Zone: "1"}, {Server: "1"}, {Role: "1"}, {Role: "１"}, {Mode: "1", Zone: "1", Server: "1", Role: "1"}}
	var scores []platform.ReportedScore
	for _, scope := range scopes {
		for _, guild := range []string{"", "g"} {
			for _, typ := range []int{301, 302} {
				sc := score(typ, "x", int64(len(scores)))
				sc.Scope, sc.Guild = scope, guild
				scores = append(scores, platform.ReportedScore{Score: sc, Cover: true})
			}
		}
	}
	ok(t, s.ReportScores(t.Context(), report(noon, scores...)))
	ok(t, s.ReportScores(t.Context(), report(noon, scores...)))
	list := kept(t, s)
	same(t, len(list), len(scores))
	seen := make(map[int64]bool)
	for _, sc := range list {
		seen[sc.Rank] = true
	}
	same(t, len(seen), len(scores))
}

func testScoreSeries(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	r := report(noon,
		platform.ReportedScore{Score: score(3, "5", 5)}, platform.ReportedScore{Score: score(3, "9", 9)}, platform.ReportedScore{Score: score(3, "7", 7)},
		platform.ReportedScore{Score: score(1, "9", 9), Cover: true}, platform.ReportedScore{Score: score(1, "8", 8), Cover: true})
	ok(t, s.ReportScores(t.Context(), r))
	same(t, kept(t, s), []platform.Score{r.Scores[4].Score, r.Scores[1].Score})
}

func testScoreNobody(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	r := report(noon, platform.ReportedScore{Score: score(3, "5", 5)})
	r.UIN = 14
	r.Games = []platform.Game{{Score: 5}}
	refused(t, s.ReportScores(t.Context(), r), platform.NotFound)
}

// testReportTogether: of concurrent reports none is lost.
func testReportTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	const n = 100
	for _, err := range together(n, func(i int) error {
		r := report(noon.Add(time.Duration(i)), platform.ReportedScore{Score: score(3, "x", int64(i))})
		r.Games, r.Played = []platform.Game{{Score: int64(i)}, {Score: -1}}, 10
		return s.ReportScores(background(), r)
	}) {
		ok(t, err)
	}
	same(t, kept(t, s)[0].Rank, int64(n-1))
	for kind, p := range periods(t, s) {
		same(t, p.Rounds, 2*n)
		same(t, p.Best, int64(n-1))
		same(t, p.Ranked, int64(n-1))
		if kind == platform.PeriodAll {
			same(t, p.Played, int64(10*n))
		}
	}
}
