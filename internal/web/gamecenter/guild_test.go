package gamecenter

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

const guildPath = "/gamecenter/1001/guild"

func TestGuildPage(t *testing.T) {
	t.Parallel()
	f := start(t)
	f.browser(t, 10001).Get(guildPath).Shows(http.StatusOK,
		`data-code="7002" data-role="owner"`, "龙腾公会群", "每晚八点一起打团", "3 / 500", "小萌", `data-unionid="35502799" data-zoneid="35"`, f.url+"/gamecenter/guild/join?key=key-7002", "Unbind",
		`data-code="7003" data-role="member"`, "憨特", `data-unionid="35502800"`, "key=key-7003",
		`data-code="7005" data-role="owner"`, "dissolved",
		`data-code="7001" data-role="owner"`, "no guild",
		`data-code="7004" data-role="admin"`, "no guild", "In other games", "傲世西游").Hides("key-7005", "7006")
	f.browser(t, 10008).Get(guildPath).Shows(http.StatusOK, `id="groups-empty"`)
}

func TestUnbind(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	b.arrive(b.post(guildPath, guildPath+"/unbind", "code", "7002"), guildPath).Shows(http.StatusOK, "no longer bound", `data-code="7002"`, "no guild").Hides("key-7002")
	b.Get("/gamecenter/guild/join?key=key-7002").Shows(http.StatusNotFound)
	b.post(guildPath, guildPath+"/unbind", "code", "7002").Shows(http.StatusNotFound)
	b.post(guildPath, guildPath+"/unbind", "code", "x").Shows(http.StatusNotFound)
	b.post(guildPath, guildPath+"/unbind", "code", "7003").Shows(http.StatusForbidden, "Only the owner")
	b.Get(guildPath).Shows(http.StatusOK, "key=key-7003")
}

// A player comes with a link from the game, chooses a group, and the game
// finds it.
func TestBind(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	link := f.bindPath(t, "MENG", "4711", "35")
	b.Get(link).Shows(http.StatusOK, "天天连萌", "4711", `value="7001" required>`, "连萌闲聊群", `value="7002" required disabled>`, "bound to guild 35502799, zone 35 already").Hides("7003", "7005", "7006")
	fields := []string{"appid", "1001", "openid", "MENG", "unionid", "4711", "zoneid", "35", "sig", f.sig(t, 1001, "MENG", "4711", "35")}
	b.arrive(b.post(link, "/gamecenter/guild/bind", append(fields, "code", "7001")...), guildPath).
		Shows(http.StatusOK, "连萌闲聊群” is bound", `data-code="7001"`, `data-unionid="4711" data-zoneid="35"`)
	b.Get(link).Shows(http.StatusOK, `id="taken"`, "“连萌闲聊群”").Hides("<form class=\"stacked\"")
	g, err := f.platform.GuildGroup(t.Context(), f.app(t, 1001), "4711", "35")
	if err != nil || g.Group.Code != 7001 {
		t.Errorf("the guild's group is %+v, %v", g, err)
	}
	// The same again, and another group for it: refused.
	b.post("/gamecenter", "/gamecenter/guild/bind", append(fields, "code", "7001")...).Shows(http.StatusConflict)
	other := []string{"appid", "1001", "openid", "MENG", "unionid", "4712", "zoneid", "35", "sig", f.sig(t, 1001, "MENG", "4712", "35")}
	b.post("/gamecenter", "/gamecenter/guild/bind", append(other, "code", "7001")...).Shows(http.StatusConflict, "The group is bound to a guild already")
	b.post("/gamecenter", "/gamecenter/guild/bind", append(other, "code", "7003")...).Shows(http.StatusForbidden, "Only the owner")
	b.post("/gamecenter", "/gamecenter/guild/bind", append(other, "code", "7005")...).Shows(http.StatusGone)
	b.post("/gamecenter", "/gamecenter/guild/bind", append(other, "code", "99")...).Shows(http.StatusForbidden)
	b.post("/gamecenter", "/gamecenter/guild/bind", other...).Shows(http.StatusBadRequest, "Please choose a group")
}

func TestBindRefused(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	good := f.sig(t, 1001, "MENG", "4711", "35")
	for _, tt := range []struct {
		openid, appid, unionid, zoneid, sig string
		status                              int
		text                                string
	}{
		{"MENG", "1001", "4711", "35", "", 403, "signature"},
		{"MENG", "1001", "4712", "35", good, 403, "signature"},
		{"MENG", "1001", "4711", "36", good, 403, "signature"},
		{"HANTE", "1001", "4711", "35", good, 403, "signature"},
		{"MENG", "1002", "4711", "35", good, 403, "signature"},
		{"MENG", "1001", "guild", "35", f.sig(t, 1001, "MENG", "guild", "35"), 400, "must be decimal numbers"},
		{"MENG", "1001", "4711", "", f.sig(t, 1001, "MENG", "4711", ""), 400, "must be decimal numbers"},
		{"MENG", "1001", "-1", "35", f.sig(t, 1001, "MENG", "-1", "35"), 400, "must be decimal numbers"},
		{"MENG", "4242", "4711", "35", good, 400, "appid is wrong"},
		{"MENG", "x", "4711", "35", good, 400, "appid is wrong"},
		{"HANTE", "1001", "4711", "35", f.sig(t, 1001, "HANTE", "4711", "35"), 403, "another account"},
		{"NOBODY", "1001", "4711", "35", f.sig(t, 1001, "NOBODY", "4711", "35"), 403, "do not play"},
	} {
		b.Get(fmt.Sprintf("/gamecenter/guild/bind?openid=%s&appid=%s&unionid=%s&zoneid=%s&sig=%s", tt.openid, tt.appid, tt.unionid, tt.zoneid, tt.sig)).
			Shows(tt.status, tt.text).Hides(`name="code"`)
	}
	b.Get(f.bindPath(t, "MENG", "35502800", "35")).Shows(http.StatusOK, `id="taken"`, "虎跃公会群")
	f.browser(t, 10003).Get(f.bindPath(t, "ABAO", "4711", "35")).Shows(http.StatusOK, `id="nogroups"`)
}

// A guild whose group was dissolved takes another one, even at once.
func TestBindAfterDissolution(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	link := f.bindPath(t, "MENG", "35502801", "35")
	b.Get(link).Shows(http.StatusOK, `value="7001" required>`).Hides(`id="taken"`)
	fields := []string{"appid", "1001", "openid", "MENG", "unionid", "35502801", "zoneid", "35", "sig", f.sig(t, 1001, "MENG", "35502801", "35"), "code", "7001"}
	b.arrive(b.post(link, "/gamecenter/guild/bind", fields...), guildPath).Shows(http.StatusOK, `data-code="7001"`, `data-unionid="35502801"`)
	b.post(guildPath, guildPath+"/unbind", "code", "7001").Shows(http.StatusTooManyRequests, "a minute")
	f.clock.Advance(time.Minute)
	b.arrive(b.post(guildPath, guildPath+"/unbind", "code", "7001"), guildPath)
}

const joinKey = "/gamecenter/guild/join?key="

func TestJoin(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	b.Get(joinKey+"key-7007").Shows(http.StatusOK, `data-code="7007"`, "新人欢迎群", "天天连萌", "guild 35502803, zone 35", "2 / 200", "Join</button>")
	b.arrive(b.post(joinKey+"key-7007", "/gamecenter/guild/join", "key", "key-7007"), joinKey+"key-7007").
		Shows(http.StatusOK, "Welcome to “新人欢迎群”", "3 / 200", `id="member"`).Hides("Join</button>")
	b.Get(guildPath).Shows(http.StatusOK, `data-code="7007" data-role="member"`)
	b.arrive(b.post(joinKey+"key-7007", "/gamecenter/guild/join", "key", "key-7007"), joinKey+"key-7007").Shows(http.StatusOK, "3 / 200")
}

func TestJoinRefused(t *testing.T) {
	t.Parallel()
	f := start(t)
	b := f.browser(t, 10001)
	b.Get(joinKey+"key-7006").Shows(http.StatusOK, `id="full"`).Hides("Join</button>")
	b.post("/gamecenter", "/gamecenter/guild/join", "key", "key-7006").Shows(http.StatusConflict, "The group is full")
	b.Get(joinKey+"key-7005").Shows(http.StatusGone, "dissolved")
	b.Get(joinKey+"nothing").Shows(http.StatusNotFound, "no group to join")
	b.Get("/gamecenter/guild/join").Shows(http.StatusNotFound)
	b.post("/gamecenter", "/gamecenter/guild/join", "key", "key-7005").Shows(http.StatusGone)
	f.browser(t, 10009).Get(joinKey+"key-7007").Shows(http.StatusOK, "Join</button>") // any account may
}
