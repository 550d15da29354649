package browser

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

const dataPath = "/gamecenter/1001/data"

// What the game reports of a player appears in the page that is open.
func TestLiveData(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		b := open(t, srv.API, s, "en")
		b.signIn("10001", dataPath)
		b.shows("My data", "of MENG", "No mode, zone, server or role", "level", "35", "7 Jan, 11:00", "game result", "8,800", "12 Jan, 00:00", "The game's own", "自定义数据", "Mode 2", "Zone 35")
		b.shows("expired", "7 Jan, 11:30")
		b.awaits("document.getElementById('live').dataset.state === 'live'")
		b.looks("live")

		ask[bool](b, "window.stays = true")
		srv.report("MENG", "meng-token", "9100")
		b.awaits(`document.querySelector("tr.changed[data-type='3'][data-value='9100']") && document.getElementById('live').dataset.state === 'news'`)
		b.shows("A report has just arrived", "game result", "9,100", "7 Jan, 12:00")
		if marked := ask[int](b, "document.querySelectorAll('tr.changed[data-type=\"1\"]').length"); marked != 0 {
			t.Error("a value is marked that did not change")
		}
		b.looks("news")
		srv.report("MENG", "meng-token", "9200")
		b.awaits(`document.querySelector("tr[data-type='3'][data-value='9200']")`)
		if !ask[bool](b, "window.stays ?? false") {
			t.Error("the page was loaded again")
		}
	})
}

// Without JavaScript everything works that is not live.
func TestWithoutScript(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		b := open(t, srv.API, s, "en")
		set(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		b.signIn("10001", dataPath)
		b.shows("My data", "Reload the page to see what is new", "game result", "8,800")
		b.looks("data")
		srv.report("MENG", "meng-token", "9100")
		b.visit(dataPath)
		b.shows("game result", "9,100")
		b.visit(inboxPath)
		b.press("#m-m2 form button")
		b.has("!.letter.unread")
		b.visit("/gamecenter/1001/guild")
		b.has("section[data-code='7001']")
	})
}
