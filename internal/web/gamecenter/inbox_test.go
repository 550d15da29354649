package gamecenter

import (
	"net/http"
	"strings"
	"testing"

	"tongwan/internal/platform"
)

func TestInboxPage(t *testing.T) {
	t.Parallel()
	f := start(t)
	p := f.browser(t, 10001).Get("/gamecenter/1001/inbox").Shows(http.StatusOK,
		`data-tab="inbox" aria-current="page"`, `data-unread="3"`, "3 unread",
		`id="m-m25" data-id="m25" data-unread="true"`, "阿宝", `datetime="2026-01-07T11:45:00+08:00"`, "宝箱来了", "一起来开宝箱", `href="tencent1001://"`,
		`id="m-m24"`, "<script>alert(1)", "<img src=x",
		`id="m-m23"`, "张鸿", `src="http://127.0.0.1:8080/qqapp/1001/HANTE/100"`, `referrerpolicy="no-referrer"`,
		`href="https://game.example.com/challenge?from=hante"`, `target="_blank" rel="noopener noreferrer nofollow"`, "leads to game.example.com",
		`id="m-m22" data-id="m22" data-unread="false"`,
		`href="/gamecenter/1001/inbox?before=m06"`)
	p.Hides("javascript:", `id="m-m05"`, "一起取经")
	for _, tag := range []string{"<script>", "<img src=x", "<b>Mallory"} {
		if strings.Contains(p.Body, tag) {
			t.Errorf("what somebody sent became %s in\n%s", tag, p.Body)
		}
	}
	if csp := p.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "img-src 'self' http: https:") {
		t.Errorf("pictures of messages could not be shown: %s", csp)
	}
}

func TestInboxPaging(t *testing.T) {
	t.Parallel()
	b := start(t).browser(t, 10001)
	b.Get("/gamecenter/1001/inbox?before=m06").Shows(http.StatusOK, `id="m-m05"`, `id="m-m01"`, "Back to the newest").Hides("Older messages", `id="m-m06"`)
	b.Get("/gamecenter/1001/inbox?before=m01").Shows(http.StatusOK, "There are no older messages")
}

func TestInboxEmpty(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.browser(t, 10008).Get("/gamecenter/1001/inbox").Shows(http.StatusOK, "Nobody has shared anything with you yet", "You do not follow the games account").Hides("read-all")
	f.browser(t, 10003).Get("/gamecenter/1001/inbox").Shows(http.StatusOK, "Nobody has shared anything").Hides("You do not follow")
}

func TestMarkRead(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	const inbox, read = "/gamecenter/1001/inbox", "/gamecenter/1001/inbox/read"
	b.arrive(b.post(inbox, read, "id", "m24"), inbox).Shows(http.StatusOK, `id="unread" data-unread="2"`, `id="m-m25" data-id="m25" data-unread="true"`, `data-id="m24" data-unread="false"`)
	b.arrive(b.post(inbox, read, "id", "m25", "before", "m06"), inbox+"?before=m06").Shows(http.StatusOK, `id="unread" data-unread="1"`)
	b.arrive(b.post(inbox, read, "all", "yes"), inbox).Shows(http.StatusOK, "1 message marked as read").Hides(`data-unread="true"`, `id="unread"`, "read-all")
	b.Get("/gamecenter").Shows(http.StatusOK, `data-appid="1002"`, `class="badge">1<`) // the other game's is not touched

	// Nobody marks what others got.
	f.browser(t, 10001).post("/gamecenter", read, "id", "o01")
	f.browser(t, 10002).Get(inbox).Shows(http.StatusOK, `id="m-o01" data-id="o01" data-unread="true"`)
}

// A message appears as soon as somebody shares it.
func TestInboxReceives(t *testing.T) {
	t.Parallel()
	f := start(t)
	share := platform.Share{Message: platform.Message{Title: "送你爱心", Summary: "一颗", Act: 1}, Receiver: "HANTE"}
	if err := f.platform.Share(t.Context(), f.app(t, 1001), "MENG", "meng-token", share); err != nil {
		t.Fatal(err)
	}
	f.browser(t, 10002).Get("/gamecenter/1001/inbox").Shows(http.StatusOK, "2 unread", "小萌", "7 Jan, 12:00", "送你爱心", "谢谢")
}

// What a message opens is a web page or the game, whatever it says.
func TestLinkOf(t *testing.T) {
	t.Parallel()
	app := &platform.App{ID: 1001}
	for target, want := range map[string]string{
		"https://example.com/a?b=c#d":   "https://example.com/a?b=c#d",
		"http://example.com":            "http://example.com",
		"HTTPS://EXAMPLE.COM/":          "https://EXAMPLE.COM/",
		"":                              "",
		"/gamecenter":                   "",
		"//example.com/":                "",
		"example.com":                   "",
		"javascript:alert(1)":           "",
		"javascript://example.com/%0a1": "",
		"JaVaScRiPt:alert(1)":           "",
		" javascript:alert(1)":          "",
		"data:text/html,<p>":            "",
		"file:///etc/passwd":            "",
		"intent://scan/#Intent;end":     "",
		"tencent1002://":                "",
		"https:example.com":             "",
		"https:///path":                 "",
		"https://bank.example@evil.com": "",
		"https://exa mple.com":          "",
	} {
		link := linkOf(app, platform.Message{TargetURL: target})
		switch {
		case link == nil && want != "":
			t.Errorf("%q opens nothing, want %s", target, want)
		case link != nil && (link.URL != want || link.Kind != linkWeb || link.Host == ""):
			t.Errorf("%q opens %+v, want %q", target, *link, want)
		}
	}
	if link := linkOf(app, platform.Message{Act: 1, TargetURL: "javascript:alert(1)"}); link == nil || *link != (Link{URL: "tencent1001://", Kind: linkApp}) {
		t.Errorf("act 1 opens %+v", link)
	}
}
