package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const rankingPath = "/gamecenter/1001/ranking"

// ranks returns the rows of the ranking that is shown: place, name, result.
func (b *tab) ranks() string {
	b.t.Helper()
	return ask[string](b, `[...document.querySelectorAll("#ranking > li")].map((row) =>
		row.dataset.rank + " " + row.querySelector("bdi").innerText + " " + row.querySelector(".score").innerText).join("; ")`)
}

func (b *tab) ranked(want ...string) {
	b.t.Helper()
	if got := b.ranks(); got != strings.Join(want, "; ") {
		b.t.Errorf("%s: the ranking is %s\nwant %s", b.at(), got, strings.Join(want, "; "))
	}
}

// From the sign-in to a ranking that changes when the game reports a result:
// a tie, then the lead.
func TestRanking(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		b := open(t, srv.API, s, "en")
		b.signIn("10001", "/gamecenter")
		b.shows("天天连萌", "Place 2 of 4 among friends this week", "傲世西游", "No result this week yet")
		b.press("#games a[href='" + rankingPath + "']")
		b.ranked("1 张鸿 9,800", "2 阿宝 8,800", "2 小萌 8,800", "4 名字特别长特别长的一位朋友 -3")
		b.looks("before")

		srv.report("MENG", "meng-token", "9800")
		b.do(chromedp.Reload())
		b.ranked("1 张鸿 9,800", "1 小萌 9,800", "3 阿宝 8,800", "4 名字特别长特别长的一位朋友 -3")
		b.looks("tie")
		srv.report("MENG", "meng-token", "9900")
		b.do(chromedp.Reload())
		b.ranked("1 小萌 9,900", "2 张鸿 9,800", "3 阿宝 8,800", "4 名字特别长特别长的一位朋友 -3")
		b.looks("after")

		b.press("a[data-window=lastweek]")
		b.ranked("1 MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM 9,223,372,036,854,775,807", "2 小萌 7,000", "3 张鸿 6,500")
		b.shows("29 Dec – 4 Jan")
		if height := ask[int](b, "Math.max(...[...document.querySelectorAll('#ranking > li')].map((row) => row.offsetHeight))"); height > 150 {
			t.Errorf("the longest result makes its row %d px high", height)
		}
		b.looks("lastweek")
		b.press("a[data-window=day]")
		b.ranked("1 小萌 9,900")
		b.press("a[data-window=all]")
		b.ranked("1 MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM 9,223,372,036,854,775,807", "2 张鸿 15,000", "3 小萌 12,000", "4 阿宝 8,800", "5 名字特别长特别长的一位朋友 -3")

		b.press("a[data-window=week]")
		b.do(chromedp.SetValue(chromedp.CSS("#mode"), "2"), chromedp.SetValue(chromedp.CSS("#zone"), "35"))
		b.press("form.board button")
		b.ranked("1 张鸿 77", "2 小萌 55")
		b.looks("mode")
	})
}

// However long the ranking is, and wherever it is scrolled to, the player's
// own row is on the screen.
func TestMyPlace(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		srv.manage("PUT", "/control/worlds/browser", crowd(60))
		b := open(t, srv.API, s, "zh")
		b.signIn("10001", rankingPath)
		if n := b.count("#ranking > li"); n != 64 {
			t.Fatalf("%d rows, want 64", n)
		}
		for _, to := range []string{"0", "document.documentElement.scrollHeight / 2", "document.documentElement.scrollHeight"} {
			seen := ask[bool](b, `(() => {
				scrollTo(0, `+to+`);
				const row = document.getElementById("mine").getBoundingClientRect();
				return row.top >= 0 && row.bottom <= innerHeight;
			})()`)
			if !seen {
				t.Errorf("scrolled to %s, the player's own row is out of sight", to)
			}
		}
		b.do(chromedp.Evaluate[chromedp.Void]("scrollTo(0, 0)"))
		b.write(screenshots()+"/"+strings.ReplaceAll(t.Name(), "/", "-")+".png", chromedp.CaptureScreenshot())
	})
}

// crowd is a world document that gives 小萌 more friends, half of them better.
func crowd(n int) string {
	var accounts, friends, scores strings.Builder
	for i := range n {
		uin, result := 20000+i, 8800+(i-n/2)*100
		fmt.Fprintf(&accounts, "  - {uin: %d, nickname: 好友%d, players: [{appid: 1001, openid: CROWD%d}]}\n", uin, i, i)
		fmt.Fprintf(&friends, "  - {uin: 10001, friend: %d}\n", uin)
		fmt.Fprintf(&scores, "  - {appid: 1001, uin: %d, periods: [{kind: week, start: 2026-01-05T00:00:00+08:00, rounds: 1, best: %d, best_at: 2026-01-06T12:00:00+08:00, ranked: %d, ranked_at: 2026-01-06T12:00:00+08:00}]}\n", uin, result, result)
	}
	return "world: browser\naccounts:\n" + accounts.String() + "friends:\n" + friends.String() + "scores:\n" + scores.String()
}
