package browser

import (
	"strings"
	"testing"
)

// Pages that everybody can see, and those of who is signed in.
var (
	publicPages = map[string]string{
		"picker": "/signin", "signin": "/signin?with=password", "register": "/signin/register", "refused": "/oauth2.0/authorize?response_type=code",
	}
	ownPages = map[string]string{
		"picker-as": "/signin", "games": "/gamecenter", "ranking": rankingPath, "ranking-wide": rankingPath + "?window=lastweek", "ranking-none": "/gamecenter/1002/ranking",
		"inbox": inboxPath, "inbox-none": "/gamecenter/1002/inbox", "data": dataPath, "data-none": "/gamecenter/1002/data", "guild": guildPath,
		"bind": bindPath("4711", "35"), "bind-taken": bindPath("35502800", "35"), "badsig": bindPath("4711", "35") + "0",
		"join": "/gamecenter/guild/join?key=key-7002", "join-full": "/gamecenter/guild/join?key=key-7003", "join-none": "/gamecenter/guild/join?key=none",
		"chest": "/gamecenter/chest/c1", "account": "/account", "welcome": "/signin/welcome",
		"consent": "/oauth2.0/authorize?response_type=code&client_id=1001&redirect_uri=https%3A%2F%2Fgame.example%2Fcallback&state=x",
	}
)

// Every page is accessible as far as axe-core can tell, in both languages, in
// light and in dark, and fits its screen.
func TestPages(t *testing.T) {
	t.Parallel()
	axe := readAxe(t)
	srv := sandbox(t, "--registration", "open")
	t.Run("all", func(t *testing.T) {
		for _, lang := range []string{"zh", "en"} {
			t.Run(lang, func(t *testing.T) {
				each(t, func(t *testing.T, s size) {
					b := open(t, srv.API, s, lang)
					b.inspect(publicPages, axe)
					b.signIn("10001", "/gamecenter")
					b.inspect(ownPages, axe)
				})
			})
		}
	})
}

func (b *tab) inspect(pages map[string]string, axe string) {
	for name, path := range pages {
		b.visit(path)
		b.looks(name)
		b.accessible(axe)
	}
}

// The switch of language stays where one is, and remembers.
func TestLanguage(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		b := open(t, srv.API, s, "zh-CN")
		b.signIn("10001", rankingPath+"?window=lastweek")
		b.shows("好友排行榜", "12月29日 – 1月4日", "上周")
		b.press("button[name=lang]")
		b.shows("Friends ranking", "29 Dec – 4 Jan", "Last week")
		if at := b.at(); at != rankingPath+"?window=lastweek" {
			t.Errorf("the switch leads to %s", at)
		}
		if lang := ask[string](b, "document.documentElement.lang"); lang != "en" {
			t.Errorf("the page says that it is in %q", lang)
		}
		b.visit("/account")
		b.shows("My account", "中文")
	})
}

// Dark and light follow the reader's system.
func TestDark(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		b := open(t, srv.API, s, "zh-CN")
		b.signIn("10001", rankingPath)
		const ground = "getComputedStyle(document.body).backgroundColor"
		light := ask[string](b, ground)
		b.prefer("dark")
		if dark := ask[string](b, ground); dark == light || !strings.HasPrefix(dark, "rgb(17") {
			t.Errorf("dark is %s, light %s", dark, light)
		}
		b.looks("ranking")
		for name, path := range map[string]string{"inbox": inboxPath, "data": dataPath, "guild": guildPath, "chest": "/gamecenter/chest/c1", "account": "/account"} {
			b.visit(path)
			b.looks(name)
		}
	})
}
