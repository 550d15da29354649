package world

import (
	"context"
	"fmt"
	"iter"
	"time"

	"tongwan/internal/platform"
)

// A document says when things happened, and the Game Center shows this week
// and the last one. So what the demo world's players did lately is no part of
// demo.yaml: it is made for the day on which the demo starts.

// demoApp is the game whose players have something to show; in the other ones
// they have what the samples of mobile-qq.md want.
const demoApp = 1000000688

// demoGames are the results of games: this week's, of which the last was
// played today, and last week's.
var demoGames = []struct {
	uin        int64
	mode       string
	this, last []int64
}{
	{10001, "", []int64{61_250, 88_400}, []int64{72_900}},
	{10008, "", []int64{99_100}, []int64{95_300, 97_200}},
	{10011, "", []int64{45_000, 88_400}, []int64{97_200}}, // level with others, and later
	{10012, "", []int64{70_250}, nil},
	{10014, "", nil, []int64{81_000}},
	{10001, "2", []int64{1_210}, nil},
	{10008, "2", []int64{1_530}, []int64{1_480}},
	{10012, "2", nil, []int64{990}},
}

// LoadDemoLately adds to the demo world what its players did in this week and
// the last: scores, shared messages and a chest.
func LoadDemoLately(ctx context.Context, p *platform.Platform) error {
	d := demoLately{now: p.Now(DemoWorld), cal: p.Calendar()}
	return p.LoadWorld(ctx, platform.World{Name: DemoWorld}, false, d.rows())
}

// demoLately makes rows that are as old as they are meant to be at now.
type demoLately struct {
	now time.Time
	cal platform.Calendar
}

func (d demoLately) rows() iter.Seq2[platform.Row, error] {
	rows := append(d.messages(), d.chest())
	rows = append(rows, d.scores()...)
	for _, g := range demoGames {
		rows = append(rows, d.periods(g.uin, platform.Scope{Mode: g.mode}, d.played(g.uin, g.this, g.last))...)
	}
	return func(yield func(platform.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// ago returns a time before now, of this day.
func (d demoLately) ago(t time.Duration) time.Time {
	return later(d.now.Add(-t), d.cal.Day(d.now))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

type demoGame struct {
	at    time.Time
	score int64
}

// played gives results their times: who has the greater uin played later.
func (d demoLately) played(uin int64, this, last []int64) (games []demoGame) {
	late := time.Duration(uin%100) * time.Minute
	week, before := d.cal.Week(d.now), d.cal.LastWeek(d.now)
	for i, score := range last {
		games = append(games, demoGame{before.Add(time.Duration(20+24*i)*time.Hour + late), score})
	}
	for i, score := range this {
		at := d.ago(time.Hour - late)
		if days := len(this) - 1 - i; days > 0 {
			at = later(at.AddDate(0, 0, -days), week)
		}
		games = append(games, demoGame{at, score})
	}
	return games
}

// periods sums games up as reports of them would have been.
func (d demoLately) periods(uin int64, scope platform.Scope, games []demoGame) []platform.Row {
	var rows []platform.Row
	for _, of := range []platform.Period{
		{Kind: platform.PeriodAll},
		{Kind: platform.PeriodDay, Start: d.cal.Day(d.now)},
		{Kind: platform.PeriodWeek, Start: d.cal.LastWeek(d.now)},
		{Kind: platform.PeriodWeek, Start: d.cal.Week(d.now)},
	} {
		of.UIN, of.AppID, of.Scope = uin, demoApp, scope
		for _, g := range games {
			if next := d.cal.Next(of.Kind, of.Start); g.at.Before(of.Start) || !next.IsZero() && !g.at.Before(next) {
				continue
			}
			if of.Rounds++; of.Rounds == 1 || g.score > of.Best {
				of.Best, of.BestAt, of.Ranked, of.RankedAt = g.score, g.at, g.score, g.at
			}
		}
		if of.Kind == platform.PeriodAll {
			of.Played = int64(of.Rounds) * 540
		}
		if of.Rounds > 0 {
			rows = append(rows, of)
		}
	}
	return rows
}

// scores are what 10001 has besides results.
func (d demoLately) scores() []platform.Row {
	var rows []platform.Row
	for _, s := range []platform.Score{
		{Type: 1, Data: "42"}, {Type: 3, Data: "88400"}, {Type: 7, Data: "5", Expires: d.cal.Next(platform.PeriodWeek, d.cal.Week(d.now))},
		{Type: 17, Data: "58200"}, {Type: 24, Data: "0.625"}, {Type: 29, Data: "小白龙"},
		{Type: 301, Guild: "35502799", Data: "花果山"}, {Type: 302, Guild: "35502799", Data: "7"},
	} {
		s.UIN, s.AppID, s.Platform, s.Reported = 10001, demoApp, "1", d.ago(time.Hour)
		s.Rank, _ = platform.ParseData(s.Type, s.Data) // they are numbers where they must be
		rows = append(rows, s)
	}
	return rows
}

const demoChest = "demo-chest"

// chest is one that 10008 made yesterday and 10011 opened first.
func (d demoLately) chest() platform.Row {
	yesterday := d.now.AddDate(0, 0, -1)
	return platform.Chest{ID: demoChest, AppID: demoApp, UIN: 10008, ActID: 7, Items: 30, People: 5, Created: yesterday,
		Takes: []platform.Take{{UIN: 10011, At: yesterday.Add(time.Minute)}}}
}

// messages are what 10001 was sent, the first of them read. None is of today,
// so none counts for today's quota.
func (d demoLately) messages() []platform.Row {
	yesterday := d.cal.Day(d.now).Add(-3 * time.Hour)
	list := []platform.Message{
		{AppID: 100703379, From: 10002, Title: "来一局天天连萌", Summary: "我刚打到 3450 分", Act: 1, Read: yesterday.Add(time.Hour)},
		{AppID: demoApp, From: 10011, Title: "二师兄又来化斋了", Summary: "借我一点体力吧", GameTag: "MSG_HEART_SEND", Act: 1},
		{AppID: demoApp, From: 10008, Title: "大师兄的蟠桃宝箱", Summary: "五个人分，先到先得", GameTag: "MSG_INVITE",
			TargetURL: "http://127.0.0.1:8080/gamecenter/chest/" + demoChest}, // where a server listens unless told otherwise
	}
	var rows []platform.Row
	for i, m := range list {
		m.ID, m.To, m.Sent = fmt.Sprintf("demo-%d", i+1), 10001, yesterday.Add(time.Duration(i)*time.Minute)
		rows = append(rows, m)
	}
	return rows
}
