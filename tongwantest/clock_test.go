package tongwantest_test

import (
	"strings"
	"testing"
	"time"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

func TestClock(t *testing.T) {
	s := tongwantest.New(t)
	clock := s.Clock()
	before := time.Now().Add(-time.Millisecond) // a world's time has no more than milliseconds
	if now := clock.Now(); now.Before(before) || now.After(time.Now()) {
		t.Errorf("a new world's clock says %v", now)
	}
	if now := clock.Freeze(monday); !now.Equal(monday) || !clock.Now().Equal(monday) {
		t.Errorf("frozen at %v", now)
	}
	if now := clock.Advance(25 * time.Hour); !now.Equal(monday.Add(25*time.Hour)) || !clock.Now().Equal(now) {
		t.Errorf("advanced to %v", now)
	}
	if now := clock.Set(monday); now.Before(monday) || now.After(monday.Add(time.Minute)) {
		t.Errorf("set to %v", now)
	}
	if now := clock.Follow(); now.Before(before) {
		t.Errorf("following, it says %v", now)
	}
}

// Tokens expire and weeks end by the world's clock.
func TestClockRules(t *testing.T) {
	s := tongwantest.New(t)
	s.Clock().Freeze(monday.Add(-time.Hour)) // Sunday, 23:00
	alice, c := s.Player("alice", tongwantest.TokenLife(24*time.Hour)), s.Client()
	must(c.ScoreBatch(t.Context(), msdk.ScoreBatchRequest{OpenID: alice.OpenID, AccessToken: alice.Token,
		Param: []msdk.ScoreEntry{{Type: msdk.ScorePoints, Data: "900"}, {Type: msdk.ScoreLevel, Data: "12"}}}))(t)
	if got := alice.State(); got.Score(msdk.ScorePoints) != "900" || got.Score(msdk.ScoreLevel) != "12" ||
		got.Computed(msdk.ScoreBestWeek) != "900" || got.Computed(msdk.ScoreWeekRank) != "1" || got.Computed(msdk.ScoreLastWeekRank) != "" {
		t.Errorf("on Sunday: %+v", got.Scores)
	}
	s.Clock().Advance(time.Hour)
	if got := alice.State(); got.Computed(msdk.ScoreBestWeek) != "" || got.Computed(msdk.ScoreLastWeekRank) != "1" ||
		got.Computed(msdk.ScoreBest) != "900" || got.Score(msdk.ScoreGuildName) != "" {
		t.Errorf("on Monday: %+v", got.Scores)
	}
	s.Clock().Advance(23 * time.Hour)
	if err := verify(t, c, alice); !msdk.IsCode(err, msdk.CodeTokenExpired) {
		t.Errorf("after 24 h: %v", err)
	}
}

func TestMisuseOfClocks(t *testing.T) {
	for name, tt := range map[string]struct {
		turn func(tongwantest.Clock)
		says string
	}{
		"back":         {func(c tongwantest.Clock) { c.Advance(-time.Second) }, "Freeze or Set"},
		"freeze never": {func(c tongwantest.Clock) { c.Freeze(time.Time{}) }, "zero time"},
		"set never":    {func(c tongwantest.Clock) { c.Set(time.Time{}) }, "zero time"},
		"far away":     {func(c tongwantest.Clock) { c.Set(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)) }, "year"},
	} {
		t.Run(name, func(t *testing.T) {
			told := failure(t, func(t testing.TB) { tt.turn(tongwantest.New(t).Clock()) })
			if !strings.Contains(told, tt.says) {
				t.Errorf("%q does not say %q", told, tt.says)
			}
		})
	}
}
