package gamecenter

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// rankingPage shows a ranking and what else to look at.
type rankingPage struct {
	Game game
	Ranking
	Days    string // that the window is about; empty: all
	Windows []windowLink
	Modes   []string // to choose from; none if there is nothing to choose
	Zones   []string
	Before  string // path of the page with better places; empty: none
	After   string
}

// windowLink is a link to the ranking of another window.
type windowLink struct {
	Window platform.Window
	Path   string
}

func (c *center) showRanking(w http.ResponseWriter, r *web.Request, v viewer) error {
	ranking, err := c.ranking(r.Context(), v, r.URL.Query())
	if err != nil {
		return err
	}
	page := rankingPage{Ranking: ranking, Days: days(r.Lang, ranking)}
	if page.Game, err = c.game(r, v, "ranking"); err != nil {
		return err
	}
	for _, window := range platform.Windows {
		page.Windows = append(page.Windows, windowLink{window, page.path(string(window), 0)})
	}
	page.Modes, page.Zones = choices(ranking)
	if ranking.From > 1 {
		page.Before = page.path(ranking.Window, max(1, ranking.From-pageOfRows))
	}
	if ranking.Next > 0 {
		page.After = page.path(ranking.Window, ranking.Next)
	}
	if slices.ContainsFunc(ranking.Rows, func(row Row) bool { return row.elsewhere }) {
		r.AllowImages()
	}
	return c.pages.Render(w, r, http.StatusOK, "ranking", page)
}

// path returns the path of the same board in a window, from a row on.
func (p rankingPage) path(window string, from int) string {
	q := url.Values{"window": {window}, "mode": {p.Mode}, "zone": {p.Zone}}
	if from > 1 {
		q.Set("from", strconv.Itoa(from))
	}
	return p.Game.Path("ranking") + "?" + q.Encode()
}

// Elsewhere reports whether the player's place is on another page.
func (p rankingPage) Elsewhere() bool {
	return p.Mine != nil && !slices.ContainsFunc(p.Rows, func(row Row) bool { return row.Me })
}

// choices returns the modes and zones that there are results for, and those
// of the board that is shown. What leaves no choice is left out.
func choices(r Ranking) (modes, zones []string) {
	modes, zones = []string{r.Mode}, []string{r.Zone}
	for _, b := range r.Boards {
		modes, zones = append(modes, b.Mode), append(zones, b.Zone)
	}
	return distinct(modes), distinct(zones)
}

// distinct sorts texts, numbers by their value, and drops what is there
// twice; a single one is no choice.
func distinct(texts []string) []string {
	slices.SortFunc(texts, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	if texts = slices.Compact(texts); len(texts) == 1 {
		return nil
	}
	return texts
}

// days says which days a ranking is about.
func days(l web.Lang, r Ranking) string {
	if r.Start.IsZero() {
		return ""
	}
	first, last := day(l, r.Start), day(l, r.End.Add(-time.Second))
	if first == last {
		return first
	}
	return first + " – " + last
}

func day(l web.Lang, t time.Time) string {
	if l == web.Chinese {
		return t.Format("1月2日")
	}
	return t.Format("2 Jan")
}
