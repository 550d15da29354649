package world

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	"tongwan/internal/platform"
)

// state gathers what happened in a world.
func (x *exporter) state(row platform.Row) error {
	switch r := row.(type) {
	case platform.Message:
		x.doc.Messages = append(x.doc.Messages, Message{
			ID: r.ID, AppID: r.AppID, From: r.From, To: r.To, Sent: x.time(r.Sent),
			Title: r.Title, Summary: r.Summary, ImageURL: r.ImageURL, TargetURL: r.TargetURL,
			Preview: r.Preview, GameTag: r.GameTag, Act: r.Act, Src: r.Src, Read: x.time(r.Read),
		})
	case platform.Unbound:
		x.doc.Unbinds = append(x.doc.Unbinds, Unbind{AppID: r.AppID, UnionID: r.UnionID, ZoneID: r.ZoneID, At: x.time(r.At)})
	case platform.Chest:
		x.doc.Chests = append(x.doc.Chests, Chest{
			BoxID: r.ID, AppID: r.AppID, UIN: r.UIN, ActID: r.ActID,
			Num: r.Items, PeopleNum: r.People, PF: r.PF, Created: x.time(r.Created),
		})
	case platform.Score:
		s := x.score(r.UIN, r.AppID, r.Scope)
		s.Entries = append(s.Entries, Entry{
			Type: r.Type, Guild: r.Guild, Data: r.Data, Platform: r.Platform,
			Reported: x.time(r.Reported), Expires: x.time(r.Expires),
		})
	case platform.Period:
		s := x.score(r.UIN, r.AppID, r.Scope)
		s.Periods = append(s.Periods, x.period(r))
	default:
		return fmt.Errorf("world: dump has a row of type %T, which documents do not know", row)
	}
	return nil
}

func (x *exporter) period(r platform.Period) Period {
	return Period{
		Kind: r.Kind, Start: x.time(r.Start), Rounds: r.Rounds, Played: r.Played, Best: r.Best, BestAt: x.time(r.BestAt),
		Ranked: r.Ranked, RankedAt: x.time(r.RankedAt), RankedExpires: x.time(r.RankedExpires),
	}
}

// score returns the item of a player and scope, made when it is asked for first.
func (x *exporter) score(uin, appid int64, scope platform.Scope) *Score {
	s := Score{AppID: appid, UIN: uin, Mode: scope.Mode, Zone: scope.Zone, Server: scope.Server, Role: scope.Role}
	i, ok := x.scores[s.key()]
	if !ok {
		i = len(x.doc.Scores)
		x.scores[s.key()] = i
		x.doc.Scores = append(x.doc.Scores, s)
	}
	return &x.doc.Scores[i]
}

// sort brings everything into the order of documents, whatever order the
// store keeps.
func (x *exporter) sort() {
	d := x.doc
	slices.SortFunc(d.Apps, func(a, b App) int { return cmp.Compare(a.AppID, b.AppID) })
	slices.SortFunc(d.Accounts, func(a, b Account) int { return cmp.Compare(a.UIN, b.UIN) })
	for _, a := range d.Accounts {
		slices.SortFunc(a.Players, func(a, b Player) int { return cmp.Compare(a.AppID, b.AppID) })
		for _, p := range a.Players {
			slices.SortFunc(p.Tokens, compareTokens)
		}
	}
	slices.SortFunc(d.Friends, func(a, b Friend) int {
		return cmp.Or(cmp.Compare(a.UIN, b.UIN), cmp.Compare(a.Friend, b.Friend))
	})
	slices.SortFunc(d.Groups, func(a, b Group) int { return cmp.Compare(a.Code, b.Code) })
	slices.SortFunc(d.Messages, func(a, b Message) int {
		return cmp.Or(compareTimes(a.Sent, b.Sent), cmp.Compare(a.AppID, b.AppID), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(d.Unbinds, func(a, b Unbind) int {
		return cmp.Or(cmp.Compare(a.AppID, b.AppID), cmp.Compare(a.UnionID, b.UnionID), cmp.Compare(a.ZoneID, b.ZoneID))
	})
	slices.SortFunc(d.Chests, func(a, b Chest) int {
		return cmp.Or(cmp.Compare(a.AppID, b.AppID), cmp.Compare(a.UIN, b.UIN), compareTimes(a.Created, b.Created), cmp.Compare(a.BoxID, b.BoxID))
	})
	slices.SortFunc(d.Scores, compareScores)
	for _, s := range d.Scores {
		slices.SortFunc(s.Entries, func(a, b Entry) int {
			return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Guild, b.Guild))
		})
		slices.SortFunc(s.Periods, func(a, b Period) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), compareTimes(a.Start, b.Start))
		})
	}
}

func compareTimes(a, b Time) int { return time.Time(a).Compare(time.Time(b)) }

func compareTokens(a, b Token) int {
	ha, _ := a.hash()
	hb, _ := b.hash()
	return cmp.Or(compareTimes(a.Expires.At, b.Expires.At), bytes.Compare(ha[:], hb[:]))
}

func compareScores(a, b Score) int {
	return cmp.Or(
		cmp.Compare(a.AppID, b.AppID), cmp.Compare(a.UIN, b.UIN), cmp.Compare(a.Mode, b.Mode),
		cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Server, b.Server), cmp.Compare(a.Role, b.Role),
	)
}
