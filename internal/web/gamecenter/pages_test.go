package gamecenter

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

func TestGames(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.browser(t, 10001).Get("/gamecenter").Shows(http.StatusOK, `data-appid="1001"`, "天天连萌", "Place 3 of 6", `class="badge">3<`, `data-appid="1002"`, "No result this week", `class="badge">1<`)
	f.browser(t, 10009).Get("/gamecenter").Shows(http.StatusOK, `id="nogames"`)
}

// Every page is for those who are signed in, who come back to where they
// wanted to go.
func TestSignInFirst(t *testing.T) {
	t.Parallel()
	b := start(t).browser(t, 0)
	for _, path := range []string{"/gamecenter", "/gamecenter/1001", "/gamecenter/1001/ranking?window=day", "/gamecenter/1001/data/events",
		"/gamecenter/guild/join?key=key-7007", "/gamecenter/guild/bind?openid=MENG&appid=1001&unionid=1&zoneid=1&sig=x", "/gamecenter/chest/c1"} {
		p := b.Get(path)
		if want := "/signin?next=" + url.QueryEscape(path); p.Status != http.StatusSeeOther || p.Header.Get("Location") != want {
			t.Errorf("%s leads to %q with %d, want %s", path, p.Header.Get("Location"), p.Status, want)
		}
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	b.Get("/gamecenter").Shows(http.StatusOK, "You follow the games account", `value="no"`)
	b.arrive(b.post("/gamecenter", "/gamecenter/follow", "follow", "no"), "/gamecenter").
		Shows(http.StatusOK, "You no longer follow", "You do not follow the games account", `value="yes"`)
	share := platform.Share{Message: platform.Message{Title: "hello"}, Receiver: "MENG"}
	if err := f.platform.Share(t.Context(), f.app(t, 1001), "HANTE", "hante-token", share); platform.ReasonOf(err) != platform.NotFollowing {
		t.Errorf("sharing with somebody who does not follow: %v", err)
	}
	b.arrive(b.post("/gamecenter", "/gamecenter/follow", "follow", "yes"), "/gamecenter").Shows(http.StatusOK, "You follow the games account", `value="no"`)
	if err := f.platform.Share(t.Context(), f.app(t, 1001), "HANTE", "hante-token", share); err != nil {
		t.Errorf("sharing with somebody who follows: %v", err)
	}
}

func TestPathsOfGames(t *testing.T) {
	t.Parallel()
	b := start(t).browser(t, 10001)
	b.arrive(b.Get("/gamecenter/1001"), "/gamecenter/1001/ranking").Shows(http.StatusOK, "天天连萌")
	b.Get("/gamecenter/1001/nothing").Shows(http.StatusNotFound)
	b.Get("/gamecenter/4711/ranking").Shows(http.StatusNotFound, "You do not play this game")
	b.Get("/gamecenter/x/ranking").Shows(http.StatusNotFound)
	start(t).browser(t, 10002).Get("/gamecenter/1002/ranking").Shows(http.StatusNotFound, "You do not play this game")
}

// Forms of other sites change nothing.
func TestForeignForms(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	for _, path := range []string{"/gamecenter/follow", "/gamecenter/1001/inbox/read", "/gamecenter/1001/guild/unbind",
		"/gamecenter/guild/bind", "/gamecenter/guild/join", "/gamecenter/chest/c1/take"} {
		if p := b.Do("POST", path, "follow=no&all=yes&code=7002&key=key-7007"); p.Status != http.StatusForbidden {
			t.Errorf("%s without its token: %d", path, p.Status)
		}
	}
	b.Get("/gamecenter/1001/guild").Shows(http.StatusOK, `data-unionid="35502799"`)
	b.Get("/gamecenter/1001/inbox").Shows(http.StatusOK, `id="unread" data-unread="3"`)
}

// Each refusal that can happen here has words in both languages, so that no
// page explains itself in the platform's.
func TestRefusalsHaveTexts(t *testing.T) {
	t.Parallel()
	f := start(t)
	pages := map[web.Lang]browser{web.English: f.browser(t, 10001), web.Chinese: f.browser(t, 10001)}
	pages[web.Chinese].Header.Set("Accept-Language", "zh")
	for reason, path := range map[platform.Reason]string{
		platform.BadNumber:     f.bindPath(t, "MENG", "guild", "35"),
		platform.BadSignature:  "/gamecenter/guild/bind?openid=MENG&appid=1001&unionid=1&zoneid=1&sig=x",
		platform.OtherPlayer:   f.bindPath(t, "HANTE", "1", "35"),
		platform.UnknownPlayer: f.bindPath(t, "NOBODY", "1", "35"),
		platform.NoBinding:     "/gamecenter/guild/join?key=none",
		platform.Dissolved:     "/gamecenter/guild/join?key=key-7005",
		platform.NotFound:      "/gamecenter/chest/none",
	} {
		for lang, b := range pages {
			body := b.Get(path).Shows(refusals[reason].status).Body
			if said := said.FindStringSubmatch(body); said == nil || han.MatchString(said[1]) != (lang == web.Chinese) {
				t.Errorf("%s is explained in %s as %q", reason, lang, said)
			}
		}
	}
}

// said finds what an error page says.
var (
	said = regexp.MustCompile(`<h1>[^<]*</h1>\s*<p>([^<]*)</p>`)
	han  = regexp.MustCompile(`\p{Han}`)
)
