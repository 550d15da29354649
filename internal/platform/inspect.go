package platform

import (
	"context"
	"strconv"
	"time"
)

// PlayerState is everything the platform keeps of one player, for people who
// look into it.
type PlayerState struct {
	Person
	Now      time.Time
	Sessions []Session
	Friends  []Friend // who play the app
	Gifts    []Gift
	Messages []Message // received
	Groups   []GroupRow
	Chests   []Chest
	Scores   []Score
	Computed []Computed
}

// Computed is a value that the platform works out of reports of type 3 and 14.
type Computed struct {
	Scope Scope
	Type  int // 5, 6, 9, 10, 11, 14, 15 or 16 of mobile-qq.md 2.4.5.6
	Data  string
}

// Inspect returns the whole state of a player.
func (p *Platform) Inspect(ctx context.Context, app *App, openid string) (PlayerState, error) {
	pl, err := p.player(ctx, app, openid)
	if err != nil {
		return PlayerState{}, err
	}
	s := PlayerState{Person: Person{Player: pl}, Now: p.Now(app.World)}
	var periods []Period
	err = p.store.DumpPlayer(ctx, pl.UIN, app.ID, func(r Row) error {
		switch r := r.(type) {
		case Account:
			s.Account = r
		case Session:
			s.Sessions = append(s.Sessions, r)
		case Gifts:
			s.Gifts = r.Gifts
		case Message:
			s.Messages = append(s.Messages, r)
		case GroupRow:
			s.Groups = append(s.Groups, r)
		case Chest:
			s.Chests = append(s.Chests, r)
		case Score:
			s.Scores = append(s.Scores, r)
		case Period:
			periods = append(periods, r)
		}
		return nil
	})
	if err != nil {
		return s, err
	}
	if s.Friends, err = p.store.Friends(ctx, pl.UIN, app.ID); err != nil {
		return s, err
	}
	s.Computed, err = p.compute(ctx, app, pl.UIN, periods, s.Now)
	return s, err
}

// compute words the periods of a player as the computed types of
// mobile-qq.md 2.4.5.6. What there is no game for is left out.
func (p *Platform) compute(ctx context.Context, app *App, uin int64, periods []Period, now time.Time) ([]Computed, error) {
	ranks, err := p.ranksOf(ctx, app, now)
	if err != nil {
		return nil, err
	}
	var list []Computed
	for _, period := range periods {
		add := func(t int, n int64) {
			list = append(list, Computed{period.Scope, t, strconv.FormatInt(n, 10)})
		}
		played := period.Rounds > 0
		switch {
		case period.Kind == PeriodAll:
			if played {
				add(5, period.Best)
			}
			if period.Played > 0 {
				add(typePlayed, period.Played)
			}
		case period.Kind == PeriodDay && period.Start.Equal(p.calendar.Day(now)):
			add(9, int64(period.Rounds))
			add(11, period.Best)
		case period.Kind == PeriodWeek && period.Start.Equal(p.calendar.Week(now)):
			add(10, int64(period.Rounds))
			add(15, period.Best)
		}
		if period.Kind == PeriodWeek {
			typ, place, err := ranks(uin, period)
			if err != nil {
				return nil, err
			}
			if place > 0 {
				add(typ, int64(place))
			}
		}
	}
	return list, nil
}

// ranksOf returns a function that tells the rank of a week's board, reading
// the standings of each of the two weeks at most once.
func (p *Platform) ranksOf(ctx context.Context, app *App, now time.Time) (func(uin int64, week Period) (typ, place int, err error), error) {
	types := map[int64]int{
		p.calendar.Week(now).UnixMilli():     16,
		p.calendar.LastWeek(now).UnixMilli(): 6,
	}
	standings := make(map[int64][]Standing)
	return func(uin int64, week Period) (int, int, error) {
		key := week.Start.UnixMilli()
		typ, asked := types[key]
		if !asked {
			return 0, 0, nil
		}
		if _, read := standings[key]; !read {
			list, err := p.store.Standings(ctx, uin, app.ID, PeriodWeek, week.Start)
			if err != nil {
				return 0, 0, err
			}
			standings[key] = list
		}
		board := Board{Mode: week.Scope.Mode, Zone: week.Scope.Zone}
		return typ, PlaceOf(Rank(standings[key], board, p.calendar, now), uin), nil
	}, nil
}
