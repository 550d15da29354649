package platform

import (
	"testing"
	"time"
)

func TestRank(t *testing.T) {
	cal := Calendar{Shanghai}
	monday := at(t, "2026-11-23T00:00:00+08:00")
	now := monday.Add(50 * time.Hour)
	standing := func(uin, score int64, reached time.Duration) Standing {
		return Standing{UIN: uin, OpenID: string(rune('A' + uin)), Period: Period{
			Kind: PeriodWeek, Start: monday, Rounds: 1, Ranked: score, RankedAt: monday.Add(reached)}}
	}
	with := func(s Standing, change func(*Standing)) Standing { change(&s); return s }
	tests := []struct {
		name      string
		standings []Standing
		now       time.Time
		want      [][2]int64 // uin, rank
	}{
		{"equal scores share a rank, the earlier stands first", []Standing{standing(1, 50, 3*time.Hour), standing(2, 70, 2*time.Hour), standing(3, 70, time.Hour), standing(4, 10, 0)},
			now, [][2]int64{{3, 1}, {2, 1}, {1, 3}, {4, 4}}},
		{"only the best of several servers counts", []Standing{standing(1, 50, time.Hour), with(standing(1, 90, time.Hour), func(s *Standing) { s.Scope.Server = "s2" }), standing(2, 60, 0)},
			now, [][2]int64{{1, 1}, {2, 2}}},
		{"another mode is another board", []Standing{standing(1, 50, time.Hour), with(standing(2, 90, 0), func(s *Standing) { s.Scope.Mode = "pvp" })},
			now, [][2]int64{{1, 1}}},
		{"what expired does not rank", []Standing{with(standing(1, 50, time.Hour), func(s *Standing) { s.RankedExpires = now }), standing(2, 10, 0)},
			now, [][2]int64{{2, 1}}},
		{"what was never valid does not rank", []Standing{with(standing(1, 50, time.Hour), func(s *Standing) { s.RankedAt = time.Time{} })},
			now, nil},
		{"settled with the week's last second", []Standing{with(standing(1, 50, time.Hour), func(s *Standing) { s.RankedExpires = monday.AddDate(0, 0, 7).Add(-time.Second) })},
			monday.AddDate(0, 0, 8), [][2]int64{{1, 1}}},
		{"expired before the week ended", []Standing{with(standing(1, 50, time.Hour), func(s *Standing) { s.RankedExpires = monday.AddDate(0, 0, 6) })},
			monday.AddDate(0, 0, 8), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			places := Rank(tt.standings, Board{}, cal, tt.now)
			if len(places) != len(tt.want) {
				t.Fatalf("places %+v, want %v", places, tt.want)
			}
			for i, p := range places {
				if p.UIN != tt.want[i][0] || int64(p.Rank) != tt.want[i][1] {
					t.Errorf("place %d: %+v, want uin and rank %v", i, p, tt.want[i])
				}
				if PlaceOf(places, p.UIN) != p.Rank {
					t.Errorf("PlaceOf(%d) = %d, want %d", p.UIN, PlaceOf(places, p.UIN), p.Rank)
				}
			}
			if PlaceOf(places, 99) != 0 {
				t.Error("somebody without a game has a rank")
			}
		})
	}
}
