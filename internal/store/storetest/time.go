package storetest

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

func timeCases() []testCase {
	return []testCase{
		{"any year", testYears},
		{"zero", testZeroTime},
	}
}

// testYears: time is what the caller says, be it 1970 or 9999.
func testYears(t *testing.T, s platform.Store) {
	for i, now := range []time.Time{
		time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC),
		time.Date(2020, 2, 29, 23, 59, 59, 999e6, platform.Shanghai),
		time.Date(9999, 12, 30, 23, 59, 59, 0, platform.Shanghai),
	} {
		appid, uin := int64(100+i), int64(1000+10*i)
		load(t, s, now.Format(time.DateOnly), app(appid), account(uin), account(uin+1), player(uin, appid, "a"), player(uin+1, appid, "b"),
			session(uin, appid, "t", now.Add(time.Second)))
		token := platform.HashToken("t")
		same(t, must(s.RenewSession(t.Context(), appid, "a", token, now, now.Add(time.Hour)))(t), true)
		same(t, must(s.Login(t.Context(), appid, "a", token))(t).Session.Expires.Equal(now.Add(time.Hour)), true)

		m := platform.Message{ID: "m", AppID: appid, From: uin + 1, To: uin, Sent: now}
		day := calendar.Day(now)
		ok(t, s.SendMessage(t.Context(), m, day, calendar.Next(platform.PeriodDay, day), 1))
		m.ID = "n"
		refused(t, s.SendMessage(t.Context(), m, day, calendar.Next(platform.PeriodDay, day), 1), platform.QuotaUsed)

		ok(t, s.ReportScores(t.Context(), platform.Report{UIN: uin, AppID: appid, Now: now, Day: day, Week: calendar.Week(now),
			Games: []platform.Game{{Score: 7, Expires: now.Add(time.Second)}}}))
		st := must(s.Standings(t.Context(), uin, appid, platform.PeriodWeek, calendar.Week(now)))(t)
		same(t, st[0].Period, platform.Period{UIN: uin, AppID: appid, Kind: platform.PeriodWeek, Start: calendar.Week(now), Rounds: 1,
			Best: 7, BestAt: now, Ranked: 7, RankedAt: now, RankedExpires: now.Add(time.Second)})
	}
}

func testZeroTime(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", session(11, 1, "t", time.Time{}), platform.Message{ID: "m", AppID: 1, From: 12, To: 11},
		platform.Score{UIN: 11, AppID: 1, Type: 3}, platform.Chest{ID: "c", UIN: 11, AppID: 1})
	rows := dump(t, s, "blue")
	for _, is := range []time.Time{
		of[platform.Session](rows)[0].Expires, of[platform.Message](rows)[0].Sent, of[platform.Message](rows)[0].Read,
		of[platform.Score](rows)[0].Reported, of[platform.Score](rows)[0].Expires, of[platform.Chest](rows)[0].Created,
	} {
		if !is.IsZero() {
			t.Errorf("a zero time came back as %v", is)
		}
	}
	same(t, must(s.RenewSession(t.Context(), 1, "A1", platform.HashToken("t"), noon, noon.Add(time.Hour)))(t), false)
}
