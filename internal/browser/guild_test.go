package browser

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"testing"

	"tongwan/msdk"
)

const guildPath = "/gamecenter/1001/guild"

// bindPath is the path of the link that the game shows to the leader of a
// guild.
func bindPath(unionid, zoneid string) string {
	sum := md5.Sum(fmt.Appendf(nil, "MENG_1001_%s_%s_%s", game.Key, unionid, zoneid))
	return fmt.Sprintf("/gamecenter/guild/bind?openid=MENG&appid=1001&unionid=%s&zoneid=%s&sig=%s", unionid, zoneid, hex.EncodeToString(sum[:]))
}

// A group becomes a guild's, is joined by somebody with its link, and is
// unbound.
func TestGuild(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		b := open(t, srv.API, s, "en")
		b.signIn("10001", guildPath)
		b.has("section[data-code='7001']", "section[data-code='7002'] [data-unionid]", "!section[data-code='7001'] [data-unionid]")
		b.looks("groups")
		b.visit(bindPath("4711", "35") + "0")
		b.shows("The link's signature (sig) is wrong.")
		b.looks("badsig")
		b.visit(bindPath("guild", "35"))
		b.shows("must be decimal numbers")
		b.visit(bindPath("35502800", "35"))
		b.shows("The guild is bound to the group “虎跃公会群” already.")

		b.visit(bindPath("4711", "35"))
		b.shows("Bind a group to the guild", "4711", "连萌闲聊群")
		b.looks("bind")
		b.click("input[value='7001']")
		b.press("form.stacked .button")
		b.shows("The group “连萌闲聊群” is bound to the guild now.", "连萌闲聊群", "owner", "每晚八点一起打团", "2 / 500", "guild 4711, zone 35")
		b.looks("bound")
		link := ask[string](b, "document.getElementById('link-7001').value")

		other := open(t, srv.API, s, "zh")
		other.visit(link)
		other.press("button[name=uin][value='10003']")
		other.shows("邀请你加入公会群", "连萌闲聊群", "2 / 500")
		other.looks("invited")
		other.press("form[action='/gamecenter/guild/join'] .button")
		other.shows("已加入“连萌闲聊群”。", "3 / 500", "你已经是群成员。")
		other.looks("joined")
		group, err := srv.client().GroupOpenID(t.Context(), msdk.GroupOpenIDRequest{OpenID: "ABAO", AccessToken: "abao-token", Opt: "0", UnionID: "4711", ZoneID: "35"})
		if err != nil || group.GroupOpenID == "" {
			t.Errorf("the game finds no group of the guild: %+v, %v", group, err)
		}

		srv.manage("POST", "/control/worlds/browser/clock", `{"advance":"2m"}`)
		b.visit(guildPath)
		b.click("section[data-code='7001'] summary")
		b.looks("unbind")
		b.press("section[data-code='7001'] button.danger")
		b.shows("The group is no longer bound.")
		b.has("!section[data-code='7001'] [data-unionid]")
		other.visit(link)
		other.shows("没有可加入的群，链接可能已失效。")
	})
}

// A chest that the game's server made is opened by two, who see what each
// got; the third comes too late.
func TestChest(t *testing.T) {
	each(t, func(t *testing.T, s size) {
		srv := sandbox(t)
		made, err := srv.client().GainChest(t.Context(), msdk.GainChestRequest{OpenID: "HANTE", AccessToken: "hante-token", ActID: 92, Num: 10, PeopleNum: 2})
		if err != nil {
			t.Fatal(err)
		}
		path := "/gamecenter/chest/" + made.BoxID
		b := open(t, srv.API, s, "en")
		b.signIn("10001", path)
		b.shows("天天连萌 · 新年宝箱", "张鸿’s chest", "10 items for up to 2 people", "2 places and 10 items left", "Nobody has opened it yet.")
		b.looks("closed")
		b.press("#chest button")
		b.shows("You got", "小萌", "you")
		b.has("!#chest button")
		mine := ask[int](b, "+document.getElementById('chest').dataset.mine")
		b.looks("taken")

		other := open(t, srv.API, s, "zh")
		other.signIn("10003", path)
		other.press("#chest button")
		other.shows("恭喜，你领到了", "已领完", "小萌", "阿宝", "我")
		theirs := ask[int](other, "+document.getElementById('chest').dataset.mine")
		if mine < 1 || theirs < 1 || mine+theirs != 10 {
			t.Errorf("they got %d and %d of 10", mine, theirs)
		}
		other.looks("gone")
		b.visit(path)
		b.shows("all gone", "小萌", fmt.Sprint(mine), "阿宝", fmt.Sprint(theirs))

		late := open(t, srv.API, s, "en")
		late.signIn("10006", path)
		late.shows("The chest is empty: others were faster.", "all gone")
		late.looks("late")
		late.visit("/gamecenter/chest/c1")
		late.has("#chest button")
	})
}
