package world

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"tongwan/internal/platform"
)

// past are the rows of what happened in a world that a document nests, or has
// in another order than a store.
type past struct {
	unbinds rowSpool[platform.Unbound]
	chests  rowSpool[platform.Chest]
	scores  rowSpool[platform.Score]
	periods rowSpool[platform.Period]
}

func (p *past) close() error {
	return errors.Join(p.unbinds.Close(), p.chests.Close(), p.scores.Close(), p.periods.Close())
}

// keep keeps a row for writePast.
func (p *past) keep(row platform.Row) error {
	switch r := row.(type) {
	case platform.Unbound:
		return p.unbinds.put(r)
	case platform.Chest:
		return p.chests.put(r)
	case platform.Score:
		return p.scores.put(r)
	case platform.Period:
		return p.periods.put(r)
	}
	return fmt.Errorf("world: dump has a row of type %T, which documents do not know", row)
}

// writePast writes scores, chests and unbinds.
func (x *exporter) writePast() error {
	if err := errors.Join(x.scores.rewind(), x.periods.rewind(), x.chests.rewind(), x.unbinds.rewind()); err != nil {
		return err
	}
	for x.scores.more || x.periods.more {
		if err := x.writeScores(); err != nil {
			return err
		}
	}
	for x.chests.more {
		err := x.w.item("chests", x.chest(x.chests.head))
		if err = errors.Join(err, x.chests.next()); err != nil {
			return err
		}
	}
	for x.unbinds.more {
		r := x.unbinds.head
		err := x.w.item("unbinds", Unbind{AppID: r.AppID, UnionID: r.UnionID, ZoneID: r.ZoneID, At: x.time(r.At)})
		if err = errors.Join(err, x.unbinds.next()); err != nil {
			return err
		}
	}
	return nil
}

func (x *exporter) chest(r platform.Chest) Chest {
	out := Chest{
		BoxID: r.ID, AppID: r.AppID, UIN: r.UIN, ActID: r.ActID,
		Num: r.Items, PeopleNum: r.People, PF: r.PF, Created: x.time(r.Created),
	}
	for _, t := range r.Takes {
		out.Takes = append(out.Takes, Take{UIN: t.UIN, At: x.time(t.At)})
	}
	return out
}

// writeScores writes the scores of the next player, by scope.
func (x *exporter) writeScores() error {
	list, err := x.nextScores()
	if err != nil {
		return err
	}
	slices.SortFunc(list, compareScopes)
	for _, s := range list {
		slices.SortFunc(s.Entries, func(a, b Entry) int {
			return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Guild, b.Guild))
		})
		slices.SortFunc(s.Periods, func(a, b Period) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), compareTimes(a.Start, b.Start))
		})
		if err := x.w.item("scores", s); err != nil {
			return err
		}
	}
	return nil
}

// nextScores takes the scores and periods of the player that comes first.
func (x *exporter) nextScores() ([]*Score, error) {
	var list []*Score
	k := x.firstScore()
	for x.scores.more && (playerKey{x.scores.head.UIN, x.scores.head.AppID}) == k {
		r := x.scores.head
		s := scoreOf(&list, k, r.Scope)
		s.Entries = append(s.Entries, Entry{
			Type: r.Type, Guild: r.Guild, Data: r.Data, Platform: r.Platform,
			Reported: x.time(r.Reported), Expires: x.time(r.Expires),
		})
		if err := x.scores.next(); err != nil {
			return nil, err
		}
	}
	for x.periods.more && (playerKey{x.periods.head.UIN, x.periods.head.AppID}) == k {
		s := scoreOf(&list, k, x.periods.head.Scope)
		s.Periods = append(s.Periods, x.period(x.periods.head))
		if err := x.periods.next(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// firstScore returns the player whose scores or periods come first.
func (x *exporter) firstScore() playerKey {
	s := playerKey{x.scores.head.UIN, x.scores.head.AppID}
	p := playerKey{x.periods.head.UIN, x.periods.head.AppID}
	if !x.scores.more || x.periods.more && p.compare(s) < 0 {
		return p
	}
	return s
}

// scoreOf returns the item of a scope, made when it is asked for first.
func scoreOf(list *[]*Score, k playerKey, scope platform.Scope) *Score {
	for _, s := range *list {
		if s.scope() == scope {
			return s
		}
	}
	s := &Score{AppID: k.appid, UIN: k.uin, Mode: scope.Mode, Zone: scope.Zone, Server: scope.Server, Role: scope.Role}
	*list = append(*list, s)
	return s
}

func compareScopes(a, b *Score) int {
	return cmp.Or(cmp.Compare(a.Mode, b.Mode), cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Server, b.Server), cmp.Compare(a.Role, b.Role))
}

func (x *exporter) period(r platform.Period) Period {
	return Period{
		Kind: r.Kind, Start: x.time(r.Start), Rounds: r.Rounds, Played: r.Played, Best: r.Best, BestAt: x.time(r.BestAt),
		Ranked: r.Ranked, RankedAt: x.time(r.RankedAt), RankedExpires: x.time(r.RankedExpires),
	}
}

func (x *exporter) message(r platform.Message) Message {
	return Message{
		ID: r.ID, AppID: r.AppID, From: r.From, To: r.To, Sent: x.time(r.Sent),
		Title: r.Title, Summary: r.Summary, ImageURL: r.ImageURL, TargetURL: r.TargetURL,
		Preview: r.Preview, GameTag: r.GameTag, Act: r.Act, Src: r.Src, Read: x.time(r.Read),
	}
}

func compareTimes(a, b Time) int { return time.Time(a).Compare(time.Time(b)) }
