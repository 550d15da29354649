package gamecenter

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"tongwan/internal/platform"
	"tongwan/internal/web/webtest"
)

// answer makes a call that succeeds.
func answer[T any](t *testing.T, f *fixture, method, path, token, body string) T {
	t.Helper()
	status, text := f.call(t, method, path, token, body)
	var v T
	if err := json.Unmarshal([]byte(text), &v, json.RejectUnknownMembers(true)); status != http.StatusOK || err != nil {
		t.Fatalf("%s %s: %d %s %v", method, path, status, text, err)
	}
	return v
}

// refused makes a call that does not.
func refused(t *testing.T, f *fixture, method, path, token, body string, status int, code string) {
	t.Helper()
	got, text := f.call(t, method, path, token, body)
	var e apiError
	if err := json.Unmarshal([]byte(text), &e, json.RejectUnknownMembers(true)); err != nil {
		t.Fatalf("%s %s: %s: %v", method, path, text, err)
	}
	if got != status || e.Error.Code != code || e.Error.Message == "" {
		t.Errorf("%s %s: %d %s, want %d %s", method, path, got, text, status, code)
	}
}

func TestAPIMe(t *testing.T) {
	t.Parallel()
	f := start(t)
	want := Me{AppID: 1001, Game: "天天连萌", OpenID: "MENG", Nickname: "小萌", Picture: f.url + "/qqapp/1001/MENG/100", FollowsGames: true, Unread: 3}
	if diff := cmp.Diff(want, answer[Me](t, f, "GET", "me", "meng-token", "")); diff != "" {
		t.Error(diff)
	}
	if me := answer[Me](t, f, "GET", "me", "meng-token-2", ""); me.AppID != 1002 || me.Unread != 1 {
		t.Errorf("the other game's token stands for %+v", me)
	}
}

func TestAPITokens(t *testing.T) {
	t.Parallel()
	f := start(t)
	refused(t, f, "GET", "me", "", "", 401, "not_signed_in")
	refused(t, f, "GET", "me", "nobody's", "", 401, "token_unknown")
	refused(t, f, "GET", "me?appid=1002", "meng-token", "", 401, "token_unknown")
	refused(t, f, "GET", "me?appid=x", "meng-token", "", 400, "invalid")
	answer[Me](t, f, "GET", "me?appid=1001", "meng-token", "")
	if _, err := f.platform.RevokeTokens(t.Context(), f.app(t, 1001), "HANTE", platform.Revoked); err != nil {
		t.Fatal(err)
	}
	refused(t, f, "GET", "me", "hante-token", "", 401, "token_revoked")
	if _, err := f.platform.RevokeTokens(t.Context(), f.app(t, 1001), "ABAO", platform.PasswordChanged); err != nil {
		t.Fatal(err)
	}
	refused(t, f, "GET", "me", "abao-token", "", 401, "password_changed")
	f.clock.Advance(8760 * time.Hour)
	refused(t, f, "GET", "me", "meng-token", "", 401, "token_expired")

	// The cookie of a browser is nobody's word here.
	if p := f.browser(t, 10001).Get("/gamecenter/api/me"); p.Status != http.StatusUnauthorized || p.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("with a cookie alone: %d %v", p.Status, p.Header)
	}
}

func TestAPIPaths(t *testing.T) {
	t.Parallel()
	f := start(t)
	refused(t, f, "GET", "nothing", "meng-token", "", 404, "not_found")
	refused(t, f, "GET", "", "meng-token", "", 404, "not_found")
	refused(t, f, "POST", "me", "meng-token", "", 405, "method_not_allowed")
	refused(t, f, "GET", "groups/7001/guild", "meng-token", "", 405, "method_not_allowed")

	p := f.browser(t, 0).Do("OPTIONS", "/gamecenter/api/groups/7001/guild", "")
	if h := p.Header; p.Status != http.StatusNoContent || h.Get("Access-Control-Allow-Origin") != "*" ||
		h.Get("Access-Control-Allow-Methods") != "PUT, DELETE" || !strings.Contains(h.Get("Access-Control-Allow-Headers"), "Authorization") {
		t.Errorf("other origins are told %d %v", p.Status, h)
	}
}

func TestAPIRanking(t *testing.T) {
	t.Parallel()
	f := start(t)
	r := answer[Ranking](t, f, "GET", "ranking", "meng-token", "")
	type place struct {
		Rank   int
		Score  int64
		OpenID string
		Name   string
	}
	var places []place
	for _, row := range r.Rows {
		places = append(places, place{row.Rank, row.Score, row.OpenID, row.Name})
	}
	want := []place{{1, 1234567890, "LONG", "名字特别长特别长的一位好朋友"}, {2, 9800, "HANTE", "张鸿"}, {3, 8800, "ABAO", "阿宝"}, {3, 8800, "MENG", "小萌"},
		{5, 7600, "MALLORY", "<b>Mallory</b>"}, {6, -3, "NAMELESS", ""}}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Error(diff)
	}
	monday := time.Date(2026, 1, 5, 0, 0, 0, 0, platform.Shanghai)
	if r.Window != "week" || !r.Start.Equal(monday) || !r.End.Equal(monday.AddDate(0, 0, 7)) || r.Total != 6 || r.Mine == nil || r.Mine.Rank != 3 || !r.Mine.Me {
		t.Errorf("the ranking is %+v", r)
	}
	if diff := cmp.Diff([]Board{{"", ""}, {"2", "35"}}, r.Boards); diff != "" {
		t.Error(diff)
	}
	if r := answer[Ranking](t, f, "GET", "ranking?window=all&mode=2&zone=35", "meng-token", ""); r.Mine.Rank != 2 || !r.Start.IsZero() {
		t.Errorf("of all time, in mode 2 and zone 35: %+v", r)
	}
	if _, text := f.call(t, "GET", "ranking", "new-token", ""); !strings.Contains(text, `"boards":[],"total":0,"from":1,"rows":[]}`) {
		t.Errorf("an empty ranking is %s", text)
	}
	refused(t, f, "GET", "ranking?window=year", "meng-token", "", 400, "invalid")
	refused(t, f, "GET", "ranking?from=x", "meng-token", "", 400, "invalid")
}

func TestAPIInbox(t *testing.T) {
	t.Parallel()
	f := start(t)
	box := answer[Inbox](t, f, "GET", "inbox?limit=3", "meng-token", "")
	if box.Unread != 3 || len(box.Letters) != 3 || box.Next != "m23" {
		t.Fatalf("the inbox is %+v", box)
	}
	got := box.Letters[2]
	want := Letter{ID: "m23", Sent: got.Sent, Unread: true,
		From:  Person{OpenID: "HANTE", Name: "张鸿", Nickname: "憨特", Picture: f.url + "/qqapp/1001/HANTE/100"},
		Title: "我超过你了", Summary: "本周得分 9800，快来挑战我", Preview: "挑战", Picture: "http://127.0.0.1:8080/qqapp/1001/HANTE/100", GameTag: "MSG_INVITE",
		Link: &Link{"https://game.example.com/challenge?from=hante", linkWeb, "game.example.com"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Person{}, moment{})); diff != "" {
		t.Error(diff)
	}
	if l := box.Letters[1]; l.Link != nil || l.Picture != "" {
		t.Errorf("a message that runs code has link %v and picture %s", l.Link, l.Picture)
	}
	if next := answer[Inbox](t, f, "GET", "inbox?limit=100&before=m23", "meng-token", ""); len(next.Letters) != 22 || next.Next != "" || next.Letters[0].ID != "m22" {
		t.Errorf("behind m23 there are %d, then %q", len(next.Letters), next.Next)
	}
	for _, limit := range []string{"0", "101", "x"} {
		refused(t, f, "GET", "inbox?limit="+limit, "meng-token", "", 400, "invalid")
	}
}

func TestAPIMarkRead(t *testing.T) {
	t.Parallel()
	f := start(t)
	for _, body := range []string{"", "{}", `{"ids":[]}`, `{"ids":["m24"],"all":true}`, `{"id":"m24"}`, "[]"} {
		refused(t, f, "POST", "inbox/read", "meng-token", body, 400, "invalid")
	}
	refused(t, f, "POST", "inbox/read", "meng-token", `{"ids":["`+strings.Repeat("x", maxAPIBody)+`"]}`, 413, "too_large")
	for _, tt := range []struct {
		token, body string
		read        int
	}{
		{"hante-token", `{"ids":["m24"]}`, 0}, // somebody else's
		{"meng-token", `{"ids":["m24","m22","none"]}`, 1},
		{"meng-token", `{"all":true}`, 2},
		{"meng-token", `{"all":true}`, 0},
	} {
		if got := answer[readAnswer](t, f, "POST", "inbox/read", tt.token, tt.body); got.Read != tt.read {
			t.Errorf("%s by %s marked %d, want %d", tt.body, tt.token, got.Read, tt.read)
		}
	}
	if me := answer[Me](t, f, "GET", "me", "meng-token-2", ""); me.Unread != 1 {
		t.Errorf("the other game has %d unread", me.Unread)
	}
}

func TestAPIData(t *testing.T) {
	t.Parallel()
	f := start(t)
	d := answer[Data](t, f, "GET", "data", "meng-token", "")
	if len(d.Scopes) != 2 || !d.Now.Equal(webtest.Noon) || d.Scopes[1].Mode != "2" || d.Scopes[1].Zone != "35" {
		t.Fatalf("the data are %+v", d)
	}
	at := time.Date(2026, 1, 7, 11, 58, 0, 0, platform.Shanghai)
	for i, want := range map[int]Value{
		0: {Type: 1, NameZH: "等级", NameEN: "level", Data: "35", Platform: "1", Reported: at},
		2: {Type: 5, NameZH: "历史最高分", NameEN: "best result ever", Data: "12000", Computed: true},
		4: {Type: 7, NameZH: "挑战赛成绩", NameEN: "challenge result", Data: "420", Platform: "1", Reported: at, Expires: at.Add(time.Minute), Expired: true},
	} {
		if diff := cmp.Diff(want, d.Scopes[0].Values[i], cmp.AllowUnexported(moment{})); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAPIEvents(t *testing.T) {
	t.Parallel()
	f := start(t)
	s := openStream(t, f.url+"/gamecenter/api/data/events", "Authorization", "Bearer new-token")
	s.shows("data", `"scopes":[]`)
	f.report(t, "NEW", "new-token", 3, "100")
	s.shows("data", `"type":3,"name_zh":"单局得分","name_en":"game result","data":"100"`)
	if _, err := f.platform.RevokeTokens(t.Context(), f.app(t, 1001), "NEW", platform.Revoked); err != nil {
		t.Fatal(err)
	}
	s.ends()
	refused(t, f, "GET", "data/events", "new-token", "", 401, "token_revoked")
	for range mostOfAccount {
		openStream(t, f.url+"/gamecenter/api/data/events", "Authorization", "Bearer meng-token").next()
	}
	refused(t, f, "GET", "data/events", "meng-token", "", 503, "too_many_streams")
}

// A game sees the groups that concern it, and no others.
func TestAPIGroups(t *testing.T) {
	t.Parallel()
	f := start(t)
	codes := func(token string) (list []int64) {
		for _, g := range answer[groupsAnswer](t, f, "GET", "groups", token, "").Groups {
			list = append(list, g.Code)
		}
		return list
	}
	if diff := cmp.Diff([]int64{7001, 7002, 7003, 7005}, codes("meng-token")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int64{7001, 7002, 7004, 7005}, codes("meng-token-2")); diff != "" {
		t.Error(diff)
	}
	want := Group{Code: 7002, Name: "龙腾公会群", Memo: "每晚八点一起打团", Members: 3, Max: 500, Role: roleOwner, Owner: "小萌",
		Guild: &Guild{"35502799", "35", "GROUP-7002", "key-7002"}}
	if diff := cmp.Diff(want, answer[groupsAnswer](t, f, "GET", "groups", "meng-token", "").Groups[1]); diff != "" {
		t.Error(diff)
	}
}

func TestAPIBind(t *testing.T) {
	t.Parallel()
	f := start(t)
	guild := func(unionid, sig string) string {
		return `{"unionid":"` + unionid + `","zoneid":"35","sig":"` + sig + `"}`
	}
	sig := f.sig(t, 1001, "MENG", "4711", "35")
	refused(t, f, "PUT", "groups/7001/guild", "meng-token", guild("4711", "x"), 403, "bad_signature")
	refused(t, f, "PUT", "groups/7001/guild", "hante-token", guild("4711", sig), 403, "bad_signature") // of another openid
	refused(t, f, "PUT", "groups/7003/guild", "meng-token", guild("4711", sig), 403, "not_the_owner")
	refused(t, f, "PUT", "groups/7005/guild", "meng-token", guild("4711", sig), 410, "dissolved")
	refused(t, f, "PUT", "groups/7002/guild", "meng-token", guild("4711", sig), 409, "group_bound")
	refused(t, f, "PUT", "groups/7001/guild", "meng-token", guild("35502800", f.sig(t, 1001, "MENG", "35502800", "35")), 409, "guild_bound")
	refused(t, f, "PUT", "groups/7001/guild", "meng-token", guild("x", f.sig(t, 1001, "MENG", "x", "35")), 400, "invalid")
	refused(t, f, "PUT", "groups/x/guild", "meng-token", guild("4711", sig), 400, "invalid")
	refused(t, f, "PUT", "groups/7001/guild", "meng-token", "{", 400, "invalid")
	if g := answer[Group](t, f, "PUT", "groups/7001/guild", "meng-token", guild("4711", sig)); g.Guild == nil || g.Guild.UnionID != "4711" {
		t.Errorf("after binding: %+v", g)
	}

	refused(t, f, "DELETE", "groups/7003/guild", "meng-token", "", 403, "not_the_owner")
	if g := answer[Group](t, f, "DELETE", "groups/7001/guild", "meng-token", ""); g.Guild != nil {
		t.Errorf("after unbinding: %+v", g)
	}
	refused(t, f, "DELETE", "groups/7001/guild", "meng-token", "", 404, "not_bound")
	answer[Group](t, f, "PUT", "groups/7001/guild", "meng-token", guild("4711", sig))
	refused(t, f, "DELETE", "groups/7001/guild", "meng-token", "", 429, "too_soon")
}

func TestAPIJoin(t *testing.T) {
	t.Parallel()
	f := start(t)
	want := Card{AppID: 1001, Game: "天天连萌", GroupCode: 7007, Name: "新人欢迎群", Members: 2, Max: 200, UnionID: "35502803", ZoneID: "35"}
	if diff := cmp.Diff(want, answer[Card](t, f, "GET", "join/key-7007", "meng-token", "")); diff != "" {
		t.Error(diff)
	}
	refused(t, f, "POST", "join/key-7007", "meng-token-2", "", 404, "not_found") // another game's
	want.Members, want.Member = 3, true
	if diff := cmp.Diff(want, answer[Card](t, f, "POST", "join/key-7007", "meng-token", "")); diff != "" {
		t.Error(diff)
	}
	if c := answer[Card](t, f, "GET", "join/key-7006", "meng-token", ""); !c.Full {
		t.Errorf("a full group is %+v", c)
	}
	refused(t, f, "POST", "join/key-7006", "meng-token", "", 409, "group_full")
	refused(t, f, "GET", "join/key-7005", "meng-token", "", 410, "dissolved")
	refused(t, f, "GET", "join/none", "meng-token", "", 404, "not_found")
}

func TestAPIChest(t *testing.T) {
	t.Parallel()
	f := start(t)
	if c := answer[Chest](t, f, "GET", "chests/c2", "meng-token", ""); c.Left != 2 || c.LeftItems != 10 || c.Mine != 0 || c.Maker.OpenID != "ABAO" || c.Activity != "新年宝箱" {
		t.Errorf("a chest that nobody opened is %+v", c)
	}
	refused(t, f, "GET", "chests/c2", "meng-token-2", "", 404, "not_found") // another game's
	refused(t, f, "POST", "chests/c2", "meng-token-2", "", 404, "not_found")
	shares := platform.Chest{ID: "c2", Items: 10, People: 2}.Shares()
	for range 2 { // once
		c := answer[Chest](t, f, "POST", "chests/c2", "meng-token", "")
		if c.Left != 1 || c.Mine != shares[0] || len(c.Takes) != 1 || c.Takes[0].OpenID != "MENG" || !c.Takes[0].Me || c.Takes[0].Most {
			t.Errorf("after opening it is %+v", c)
		}
	}
	c := answer[Chest](t, f, "POST", "chests/c2", "stranger-token", "")
	if c.Left != 0 || c.LeftItems != 0 || c.Mine != shares[1] || c.Takes[0].OpenID != "MENG" || c.Takes[0].Most != (shares[0] >= shares[1]) {
		t.Errorf("at last it is %+v", c)
	}
	refused(t, f, "POST", "chests/c2", "hante-token", "", 409, "chest_empty")
	refused(t, f, "GET", "chests/none", "meng-token", "", 404, "not_found")
}
