package browser

import (
	"testing"

	"github.com/chromedp/chromedp"

	"tongwan/msdk"
)

const inboxPath = "/gamecenter/1001/inbox"

// What a friend shares from the game is there with its picture and link, and
// no longer new when it was opened or marked.
func TestInbox(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		if err := srv.share("我超过你了"); err != nil {
			t.Fatal(err)
		}
		b := open(t, srv.API, s, "en")
		b.signIn("10001", "/gamecenter")
		b.shows("天天连萌", "2\nunread")
		b.press("#games a.unread")
		b.shows("Inbox", "2", "2 unread", "张鸿", "7 Jan, 12:00", "我超过你了", "快来挑战我", "Open link", "leads to 127.0.0.1", "阿宝", "<b>宝箱</b>来了", "阿宝", "送你一颗爱心", "Open game")
		b.awaits("document.querySelector('#letters .shared').naturalWidth > 0")
		b.has("!#m-m2 a[data-open]", "#m-m1 a[href='tencent1001://']", "#letters > li:first-child.unread", "#m-m2.unread", "#m-m1:not(.unread)")
		b.looks("unread")

		// Opening it leads elsewhere in another window, and marks it.
		b.click("#letters > li:first-child a[data-open]")
		b.opens("/gamecenter/chest/c1")
		b.awaits("document.querySelector('#letters > li:first-child').dataset.unread === 'false'")
		b.visit(inboxPath)
		b.has("#letters > li:first-child:not(.unread)", "#m-m2.unread")
		b.shows("1 unread")
		b.press("#m-m2 form button")
		b.has("!.letter.unread", "!#unread", "!.tabs .badge")
		b.looks("read")

		if err := srv.share("再来一局"); err != nil {
			t.Fatal(err)
		}
		b.do(chromedp.Reload())
		b.shows("1 unread", "再来一局")
		b.press("#read-all")
		b.shows("1 message marked as read.")
		b.has("!.letter.unread")
	})
}

// Who does not follow the games account gets nothing, and the game is told.
func TestFollow(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		b := open(t, srv.API, s, "en")
		b.signIn("10001", "/gamecenter")
		b.press("#follow button[value=no]")
		b.shows("You no longer follow the games account.", "You do not follow the games account")
		b.looks("unfollowed")
		if err := srv.share("送你一颗爱心"); !msdk.IsCode(err, msdk.CodeShareNotFollowing) {
			t.Errorf("a message to who does not follow: %v, want 32", err)
		}
		b.press("#follow button[value=yes]")
		b.shows("You follow the games account now.")
		if err := srv.share("送你一颗爱心"); err != nil {
			t.Errorf("a message to who follows again: %v", err)
		}
		b.visit(inboxPath)
		b.shows("送你一颗爱心")
	})
}
