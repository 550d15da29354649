package platform_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/platform"
)

// played is a week's, a day's or all results of an account in a mode.
func played(uin int64, mode string, kind platform.PeriodKind, start time.Time, best int64, at time.Time) platform.Period {
	return platform.Period{UIN: uin, AppID: 1, Scope: platform.Scope{Mode: mode}, Kind: kind, Start: start,
		Rounds: 1, Best: best, BestAt: at, Ranked: best, RankedAt: at}
}

// ranking words a ranking of account 11.
func ranking(t *testing.T, b *bench, w platform.Window, board platform.Board) string {
	t.Helper()
	r, err := b.Ranking(t.Context(), b.app, 11, w, board)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, row := range r.Rows {
		me := ""
		if row.Me {
			me = " me"
		}
		words = append(words, fmt.Sprintf("%d %s %s %d%s", row.Rank, row.Friend.OpenID, row.Friend.Shown(), row.Score, me))
	}
	if mine := r.Mine != nil; mine != strings.Contains(strings.Join(words, ","), " me") || mine && !r.Mine.Me {
		t.Errorf("%s: mine is %+v of %v", w, r.Mine, words)
	}
	return strings.Join(words, ", ")
}

func TestRanking(t *testing.T) {
	b := newBench(t, false)
	cal := b.Calendar()
	week, last, day := cal.Week(now), cal.LastWeek(now), cal.Day(now)
	b.load(t, platform.World{Name: "w"},
		platform.Friendship{UIN: 11, Friend: 13},
		played(11, "", platform.PeriodWeek, week, 70, now), played(12, "", platform.PeriodWeek, week, 70, now.Add(-time.Hour)), played(13, "", platform.PeriodWeek, week, 20, now),
		played(12, "", platform.PeriodWeek, last, 5, last), played(13, "", platform.PeriodDay, day, 20, now), played(11, "", platform.PeriodDay, day, 9, now),
		played(13, "", platform.PeriodAll, time.Time{}, 900, last), played(11, "2", platform.PeriodWeek, week, 1, now))
	for _, tt := range []struct {
		w     platform.Window
		board platform.Board
		want  string
	}{
		{platform.ThisWeek, platform.Board{}, "1 B twelve 70, 1 A nick a 70 me, 3 C nick c 20"},
		{platform.ThisWeek, platform.Board{Mode: "2"}, "1 A nick a 1 me"},
		{platform.ThisWeek, platform.Board{Zone: "z"}, ""},
		{platform.LastWeek, platform.Board{}, "1 B twelve 5"},
		{platform.Today, platform.Board{}, "1 C nick c 20, 2 A nick a 9 me"},
		{platform.AllTime, platform.Board{}, "1 C nick c 900"},
	} {
		if got := ranking(t, b, tt.w, tt.board); got != tt.want {
			t.Errorf("%s of %+v is %q, want %q", tt.w, tt.board, got, tt.want)
		}
	}
	r, err := b.Ranking(t.Context(), b.app, 11, platform.ThisWeek, platform.Board{})
	if diff := cmp.Diff([]platform.Board{{}, {Mode: "2"}}, r.Boards); diff != "" || err != nil || !r.Start.Equal(week) {
		t.Errorf("from %v, boards (-want +got):\n%s %v", r.Start, diff, err)
	}
	_, err = b.Ranking(t.Context(), b.app, 11, "year", platform.Board{})
	refused(t, "a year", err, platform.Invalid)
}

// TestRankingIsOfFriends: nobody else is in it, and who does not play is not.
func TestRankingIsOfFriends(t *testing.T) {
	b := newBench(t, false)
	week := b.Calendar().Week(now)
	b.load(t, platform.World{Name: "w"}, played(13, "", platform.PeriodWeek, week, 99, now), played(12, "", platform.PeriodWeek, week, 1, now))
	if got := ranking(t, b, platform.ThisWeek, platform.Board{}); got != "1 B twelve 1" {
		t.Errorf("ranking is %q", got)
	}
}

// TestRankingTurns: on Monday this week becomes last week.
func TestRankingTurns(t *testing.T) {
	b := newBench(t, false)
	week := b.Calendar().Week(now)
	b.load(t, platform.World{Name: "w"}, played(11, "", platform.PeriodWeek, week, 7, now))
	for _, tt := range []struct {
		days       int
		this, last string
	}{{4, "1 A nick a 7 me", ""}, {5, "", "1 A nick a 7 me"}, {11, "", "1 A nick a 7 me"}, {12, "", ""}} {
		b.clock.now = now.AddDate(0, 0, tt.days)
		this, last := ranking(t, b, platform.ThisWeek, platform.Board{}), ranking(t, b, platform.LastWeek, platform.Board{})
		if this != tt.this || last != tt.last {
			t.Errorf("after %d days this week is %q and last week %q, want %q and %q", tt.days, this, last, tt.this, tt.last)
		}
	}
}
