package platform

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Window is a stretch of time that friends are ranked over.
type Window string

// The windows of a ranking.
const (
	ThisWeek Window = "week"
	LastWeek Window = "lastweek"
	Today    Window = "day"
	AllTime  Window = "all"
)

// Windows are all windows, in the order that pages offer them.
var Windows = []Window{ThisWeek, LastWeek, Today, AllTime}

// BoardRow is a place in a ranking and who has it.
type BoardRow struct {
	Place
	Friend Friend // as the one who looks sees them
	Me     bool
}

// Ranking is a board of a player and friends.
type Ranking struct {
	Window Window
	Start  time.Time // of the day or week; zero for all time
	Board  Board
	Boards []Board // of which there are results in the window, sorted
	Rows   []BoardRow
	Mine   *BoardRow // among Rows; nil: no result
}

// Ranking ranks a player and the friends who play the app in a window
// (protocol.md 4, ranks). A window that is unknown is [Invalid].
func (p *Platform) Ranking(ctx context.Context, app *App, uin int64, w Window, b Board) (Ranking, error) {
	now := p.Now(app.World)
	kind, start, err := p.window(w, now)
	if err != nil {
		return Ranking{}, err
	}
	standings, err := p.store.Standings(ctx, uin, app.ID, kind, start)
	if err != nil {
		return Ranking{}, err
	}
	known, err := p.friendsByUIN(ctx, app, uin)
	if err != nil {
		return Ranking{}, err
	}
	if known[uin], err = p.stranger(ctx, app, uin); err != nil {
		return Ranking{}, err
	}
	r := Ranking{Window: w, Start: start, Board: b, Boards: boards(standings)}
	for _, place := range Rank(standings, b, p.calendar, now) {
		friend := known[place.UIN]
		friend.OpenID = place.OpenID
		r.Rows = append(r.Rows, BoardRow{place, friend, place.UIN == uin})
	}
	if i := slices.IndexFunc(r.Rows, func(row BoardRow) bool { return row.Me }); i >= 0 {
		r.Mine = &r.Rows[i]
	}
	return r, nil
}

func (p *Platform) window(w Window, now time.Time) (PeriodKind, time.Time, error) {
	switch w {
	case ThisWeek:
		return PeriodWeek, p.calendar.Week(now), nil
	case LastWeek:
		return PeriodWeek, p.calendar.LastWeek(now), nil
	case Today:
		return PeriodDay, p.calendar.Day(now), nil
	case AllTime:
		return PeriodAll, time.Time{}, nil
	}
	return "", time.Time{}, Refuse(Invalid, "there is no ranking of %q: use week, lastweek, day or all", brief(string(w)))
}

// boards returns the modes and zones of standings.
func boards(standings []Standing) []Board {
	var list []Board
	for _, s := range standings {
		list = append(list, Board{s.Scope.Mode, s.Scope.Zone})
	}
	slices.SortFunc(list, func(a, b Board) int {
		return cmp.Or(cmp.Compare(a.Mode, b.Mode), cmp.Compare(a.Zone, b.Zone))
	})
	return slices.Compact(list)
}
