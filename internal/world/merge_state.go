package world

import (
	"time"

	"tongwan/internal/platform"
)

// What exports write of a world's past becomes rows as well.

func (m *merger) unbind(x Unbind, at *path) {
	m.needApp(x.AppID, at.key("appid"))
	m.put(platform.Unbound{AppID: x.AppID, UnionID: x.UnionID, ZoneID: x.ZoneID, At: time.Time(x.At)}, at)
}

func (m *merger) chest(x Chest, at *path) {
	m.needPlayer(x.UIN, x.AppID, at.key("uin"))
	m.Chests++
	row := platform.Chest{
		ID: x.BoxID, AppID: x.AppID, UIN: x.UIN, ActID: x.ActID,
		Items: x.Num, People: x.PeopleNum, PF: x.PF, Created: time.Time(x.Created),
	}
	for i, take := range x.Takes {
		m.needPlayer(take.UIN, x.AppID, at.key("takes").at(i).key("uin"))
		row.Takes = append(row.Takes, platform.Take{UIN: take.UIN, At: time.Time(take.At)})
	}
	m.put(row, at)
}

func (m *merger) message(x Message, at *path) {
	m.needPlayer(x.From, x.AppID, at.key("from"))
	m.needPlayer(x.To, x.AppID, at.key("to"))
	m.Messages++
	m.put(platform.Message{
		ID: x.ID, AppID: x.AppID, From: x.From, To: x.To, Sent: time.Time(x.Sent),
		Title: x.Title, Summary: x.Summary, ImageURL: x.ImageURL, TargetURL: x.TargetURL,
		Preview: x.Preview, GameTag: x.GameTag, Act: x.Act, Src: x.Src, Read: time.Time(x.Read),
	}, at)
}

func (m *merger) score(x Score, at *path) {
	m.needPlayer(x.UIN, x.AppID, at.key("uin"))
	for i, e := range x.Entries {
		rank, _ := platform.ParseData(e.Type, e.Data) // checked before
		m.Scores++
		m.put(platform.Score{
			UIN: x.UIN, AppID: x.AppID, Scope: x.scope(), Guild: e.Guild, Type: e.Type, Data: e.Data, Rank: rank,
			Platform: e.Platform, Reported: time.Time(e.Reported), Expires: time.Time(e.Expires),
		}, at.key("entries").at(i))
	}
	for i, p := range x.Periods {
		at := at.key("periods").at(i)
		m.starts(p, at.key("start"))
		m.put(platform.Period{
			UIN: x.UIN, AppID: x.AppID, Scope: x.scope(), Kind: p.Kind, Start: time.Time(p.Start),
			Rounds: p.Rounds, Played: p.Played, Best: p.Best, BestAt: time.Time(p.BestAt),
			Ranked: p.Ranked, RankedAt: time.Time(p.RankedAt), RankedExpires: time.Time(p.RankedExpires),
		}, at)
	}
}

// starts wants a day or week to start where this server starts it.
func (m *merger) starts(p Period, at *path) {
	start := time.Time(p.Start)
	switch {
	case p.Kind == platform.PeriodDay && !start.Equal(m.cal.Day(start)):
		m.add(at, "must be a midnight of the server's time zone %s", m.cal.Zone)
	case p.Kind == platform.PeriodWeek && !start.Equal(m.cal.Week(start)):
		m.add(at, "must be a Monday's midnight of the server's time zone %s", m.cal.Zone)
	}
}
