package gamecenter

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestRankingPage(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	p := b.Get("/gamecenter/1001/ranking").Shows(http.StatusOK,
		"5 Jan – 11 Jan", `aria-current="page">Week`,
		`data-openid="LONG" data-rank="1" data-score="1234567890"`, "1,234,567,890",
		`data-openid="HANTE" data-rank="2" data-score="9800"`, "张鸿", "6 Jan, 20:10",
		`data-openid="ABAO" data-rank="3" data-score="8800"`, // reached it earlier
		`data-openid="MENG" data-rank="3" data-score="8800" class="me" id="mine"`,
		`data-openid="MALLORY" data-rank="5"`, "<b>Mallory",
		`data-openid="NAMELESS" data-rank="6" data-score="-3"`, "(no name)")
	p.Hides("憨特", "STRANGER")
	if strings.Contains(p.Body, "<b>Mallory") {
		t.Error("a nickname became a tag")
	}
	if csp := p.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "img-src 'self';") {
		t.Errorf("the page may show pictures of elsewhere: %s", csp)
	}
	b.Get("/gamecenter/1001/ranking?window=lastweek").Shows(http.StatusOK, "29 Dec – 4 Jan", `data-openid="MENG" data-rank="1"`, "30 Dec 2025", `data-openid="HANTE" data-rank="2"`)
	b.Get("/gamecenter/1001/ranking?window=day").Shows(http.StatusOK, `id="days">7 Jan<`, `data-openid="ABAO" data-rank="1"`, `data-openid="MENG" data-rank="1"`).Hides("HANTE")
	b.Get("/gamecenter/1001/ranking?window=all").Shows(http.StatusOK, `data-openid="LONG" data-rank="1"`, `data-openid="HANTE" data-rank="2"`, `data-openid="MENG" data-rank="3"`).Hides(`id="days"`)
	b.Get("/gamecenter/1001/ranking?window=year").Shows(http.StatusBadRequest)
	b.Get("/gamecenter/1001/ranking?from=0").Shows(http.StatusBadRequest)
}

func TestRankingBoards(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	b.Get("/gamecenter/1001/ranking").Shows(http.StatusOK,
		`id="mode"`, `<option value="" selected>none</option><option value="2">2</option>`, `id="zone"`, `<option value="35">35</option>`)
	b.Get("/gamecenter/1001/ranking?window=week&mode=2&zone=35").Shows(http.StatusOK,
		`mode=2&window=lastweek&zone=35`, `<option value="2" selected>`, `data-openid="HANTE" data-rank="1" data-score="77"`, `data-openid="MENG" data-rank="2" data-score="55"`)
	b.Get("/gamecenter/1001/ranking?mode=2").Shows(http.StatusOK, "Nobody has a result this week")
	b.Get("/gamecenter/1001/ranking?window=lastweek").Shows(http.StatusOK).Hides(`id="mode"`) // no choice

	// Who has no result is told so; who asks for no board gets one that there is.
	f.browser(t, 10003).Get("/gamecenter/1001/ranking?mode=2&zone=35").Shows(http.StatusOK, `data-openid="MENG"`, `id="mine">You have no result this week yet`)
	f.report(t, "NEW", "new-token", 13, "9", 3, "100")
	f.browser(t, 10008).Get("/gamecenter/1001/ranking").Shows(http.StatusOK, `data-openid="NEW" data-rank="1" data-score="100"`)
}

func TestRankingEmpty(t *testing.T) {
	t.Parallel()
	b := start(t).browser(t, 10008)
	for window, text := range map[string]string{"week": "this week", "lastweek": "last week", "day": "today", "all": "Nobody has a result yet"} {
		b.Get("/gamecenter/1001/ranking?window="+window).Shows(http.StatusOK, `id="ranking-empty"`, text).Hides(`id="mine"`)
	}
}

// A report changes the ranking, and a new week begins one.
func TestRankingMoves(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	f.report(t, "MENG", "meng-token", 3, "9801")
	b.Get("/gamecenter/1001/ranking").Shows(http.StatusOK, `data-openid="MENG" data-rank="2" data-score="9801"`, `data-openid="HANTE" data-rank="3"`)
	f.clock.Advance(4*24*time.Hour + 12*time.Hour) // Monday 00:00
	b.Get("/gamecenter/1001/ranking").Shows(http.StatusOK, "12 Jan – 18 Jan", `id="ranking-empty"`)
	b.Get("/gamecenter/1001/ranking?window=lastweek").Shows(http.StatusOK, `data-openid="MENG" data-rank="2" data-score="9801"`)
}

// A player's own place is shown on every page of a long ranking.
func TestRankingPages(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.apply(t, crowd(t, 150))
	b := f.browser(t, 10001)
	b.Get("/gamecenter/1001/ranking").Shows(http.StatusOK,
		`data-openid="C0" data-rank="2"`, `data-openid="C98" data-rank="100"`,
		`from=101`, `class="mine" id="mine"`, `data-rank="153" data-score="8800"`).Hides(`data-openid="C99"`, `rel="prev"`)
	b.Get("/gamecenter/1001/ranking?from=101").Shows(http.StatusOK,
		`rel="prev"`, `data-openid="C99" data-rank="101"`, `data-openid="MENG" data-rank="153" data-score="8800" class="me" id="mine"`).Hides(`rel="next"`, `class="mine"`)
	b.Get("/gamecenter/1001/ranking?from=1000").Shows(http.StatusOK, "Only 156 people are ranked", `class="mine" id="mine"`)

	f.apply(t, write(t, "world: center\naccounts: [{uin: 20000, avatar: 'https://pictures.example.com/c0'}]\n"))
	if csp := b.Get("/gamecenter/1001/ranking").Header.Get("Content-Security-Policy"); !strings.Contains(csp, "img-src 'self' http: https:") {
		t.Errorf("a friend's own picture could not be shown: %s", csp)
	}
}

// crowd writes a world document of friends of 10001 with results of this week.
func crowd(t *testing.T, n int) string {
	t.Helper()
	accounts, friends, scores := "accounts:\n", "friends:\n", "scores:\n"
	for i := range n {
		accounts += fmt.Sprintf("  - {uin: %d, nickname: c%d, players: [{appid: 1001, openid: C%d}]}\n", 20000+i, i, i)
		friends += fmt.Sprintf("  - {uin: 10001, friend: %d}\n", 20000+i)
		scores += fmt.Sprintf("  - {appid: 1001, uin: %d, periods: [{kind: week, start: 2026-01-05T00:00:00+08:00, rounds: 1, best: %[2]d, "+
			"best_at: 2026-01-06T00:00:00+08:00, ranked: %[2]d, ranked_at: 2026-01-06T00:00:00+08:00}]}\n", 20000+i, 1_000_000-i)
	}
	return write(t, "world: center\n"+accounts+friends+scores)
}

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "more.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
