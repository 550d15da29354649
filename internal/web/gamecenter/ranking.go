package gamecenter

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tongwan/internal/platform"
)

// Ranking is a player and friends in the order of their results.
type Ranking struct {
	Window string    `json:"window"`         // week, lastweek, day or all
	Start  time.Time `json:"start,omitzero"` // of the week or day, none for all
	End    time.Time `json:"end,omitzero"`   // of the week or day: the first moment after it
	Mode   string    `json:"mode"`
	Zone   string    `json:"zone"`
	Boards []Board   `json:"boards"`         // modes and zones with results in the window
	Total  int       `json:"total"`          // people with a result
	From   int       `json:"from"`           // which of them, counted from 1, is the first of rows
	Rows   []Row     `json:"rows"`           // at most a page of them
	Mine   *Row      `json:"mine,omitempty"` // also if it is on another page; none: no result
	Next   int       `json:"next,omitzero"`  // from of the next page; none: this is the last
}

// Board is a mode and zone that results were reported for.
type Board struct {
	Mode string `json:"mode"`
	Zone string `json:"zone"`
}

// Row is a place in a ranking. Equal scores share a rank and the next is
// counted on: 1, 1, 3.
type Row struct {
	Rank  int       `json:"rank"`
	Score int64     `json:"score"`
	At    time.Time `json:"at"` // when the score was reached
	Person

	When moment `json:"-"`
}

// pageOfRows is how many rows of a ranking are shown at once.
const pageOfRows = 100

// ranking reads the ranking that a query asks for: its window, this week if
// it says nothing; its mode and zone, the first board that has results if it
// says neither; and from.
func (c *center) ranking(ctx context.Context, v viewer, q url.Values) (Ranking, error) {
	window := platform.Window(q.Get("window"))
	if window == "" {
		window = platform.ThisWeek
	}
	board := platform.Board{Mode: q.Get("mode"), Zone: q.Get("zone")}
	r, err := c.platform.Ranking(ctx, v.app, v.player.UIN, window, board)
	if err != nil {
		return Ranking{}, err
	}
	if !q.Has("mode") && !q.Has("zone") && len(r.Boards) > 0 && !slices.Contains(r.Boards, board) {
		if r, err = c.platform.Ranking(ctx, v.app, v.player.UIN, window, r.Boards[0]); err != nil {
			return Ranking{}, err
		}
	}
	from, err := startOf(q)
	if err != nil {
		return Ranking{}, err
	}
	return c.viewRanking(v, r, from), nil
}

// startOf returns the row that a query wants first, counted from 1.
func startOf(q url.Values) (int, error) {
	text := q.Get("from")
	if text == "" {
		return 1, nil
	}
	from, err := strconv.Atoi(text)
	if err != nil || from < 1 {
		return 0, platform.Refuse(platform.Invalid, "from is the number of a row, 1 or more, got %q", text)
	}
	return from, nil
}

// viewRanking words the rows of a ranking from one of them on.
func (c *center) viewRanking(v viewer, r platform.Ranking, from int) Ranking {
	view := Ranking{
		Window: string(r.Window), Start: c.in(r.Start), Mode: r.Board.Mode, Zone: r.Board.Zone, Total: len(r.Rows), From: from,
	}
	if !r.Start.IsZero() {
		view.End = c.platform.Calendar().Next(kinds[r.Window], r.Start)
	}
	for _, b := range r.Boards {
		view.Boards = append(view.Boards, Board(b))
	}
	now := c.platform.Now(v.app.World)
	start := min(from-1, len(r.Rows))
	end := min(start+pageOfRows, len(r.Rows))
	for _, row := range r.Rows[start:end] {
		view.Rows = append(view.Rows, c.row(v, row, now))
	}
	if r.Mine != nil {
		mine := c.row(v, *r.Mine, now)
		view.Mine = &mine
	}
	if end < len(r.Rows) {
		view.Next = end + 1
	}
	return view
}

// kinds are the lengths of windows.
var kinds = map[platform.Window]platform.PeriodKind{
	platform.ThisWeek: platform.PeriodWeek,
	platform.LastWeek: platform.PeriodWeek,
	platform.Today:    platform.PeriodDay,
}

func (c *center) row(v viewer, r platform.BoardRow, now time.Time) Row {
	return Row{Rank: r.Rank, Score: r.Score, At: c.in(r.At), Person: v.person(r.Friend), When: c.moment(r.At, now)}
}
