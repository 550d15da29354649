package world

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/platform"
)

// The openids and tokens of the samples of mobile-qq.md.
const (
	sampleApp    = 100703379
	samplePlayer = "A3284A812ECA15269F85AE1C2D94EB37"
	sampleToken  = "964EE8FACFA24AE88AEEEEBD84028E19"
	sampleFriend = "69FF99F3B17436F2F6621FA158B30549"
	sampleVIP    = "F4382318AFBBD94F856E866043C3472E"
)

func demoBench(t *testing.T) *bench {
	b := newBench(t, true)
	b.demo(t)
	return b
}

// demo makes the demo world as of the bench's time.
func (b *bench) demo(t *testing.T) {
	t.Helper()
	b.apply(t, string(Demo()))
	if err := LoadDemoLately(context.Background(), b.Platform); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) app(t *testing.T, id int64) *platform.App {
	t.Helper()
	app, err := b.App(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func TestDemoTokens(t *testing.T) {
	b := demoBench(t)
	b.clock.now = b.clock.now.Add(24 * time.Hour)
	for _, s := range []struct {
		app           int64
		key           string
		openid, token string
	}{
		{sampleApp, "4578e54fb3a1bd18e0681bc1c734514e", samplePlayer, "933FE8C9AB9C585D7EABD04373B7155F"},
		{sampleApp, "4578e54fb3a1bd18e0681bc1c734514e", samplePlayer, sampleToken},
		{sampleApp, "4578e54fb3a1bd18e0681bc1c734514e", samplePlayer, "A3284A812ECA15A3284A812ECA15269F85AE1C2D94EB37269F85AE1C2D94EB37"},
		{sampleApp, "4578e54fb3a1bd18e0681bc1c734514e", sampleFriend, "FCCDE5C8CDAD70A9A0E229C367E03178"},
		{sampleApp, "4578e54fb3a1bd18e0681bc1c734514e", sampleVIP, "E16A9965C446956D89303747C632C27B"},
		{sampleApp, "4578e54fb3a1bd18e0681bc1c734514e", sampleVIP, "E16A9965C446956D89303747C632C27B**"},
		{100732256, "b7f0c2d94a1e4e0f8c35a6d27e91f480", "B9EEA5EE1E99694146AC2700BFE6B88B", "C9A1F622B7B4AAC48D0AF3F73B1A3D83"},
		{1000000688, "0c9e6d41f2b84f7a9d3be58c17a2604d", "ECF664F0127DAB4004821795B40797F6", "A3296A00BA6E44EF739CC2EE52D35F52"},
	} {
		app := b.app(t, s.app)
		if app.Key != s.key || app.World != DemoWorld {
			t.Errorf("app %d has key %s in world %s", s.app, app.Key, app.World)
		}
		if err := b.VerifyLogin(context.Background(), app, s.openid, s.token); err != nil {
			t.Errorf("%s, %s: %v", s.openid, s.token, err)
		}
	}
}

func TestDemoPeople(t *testing.T) {
	b, ctx := demoBench(t), context.Background()
	app := b.app(t, sampleApp)
	friends, err := b.Friends(ctx, app, samplePlayer, sampleToken, false)
	if err != nil {
		t.Fatal(err)
	}
	want := []platform.Friend{{UIN: 10002, OpenID: sampleFriend, Nickname: "憨特", Remark: "张鸿", Gender: platform.Male}}
	if diff := cmp.Diff(want, friends); diff != "" {
		t.Errorf("friends (-want +got):\n%s", diff)
	}
	people, err := b.People(ctx, app, samplePlayer, sampleToken, []string{samplePlayer, sampleFriend, sampleVIP})
	if err != nil || len(people) != 3 {
		t.Fatalf("people %v, %v", people, err)
	}
	if self := people[0]; self.Account.QQLevel != 10 || !self.Wifi || len(self.Account.VIP) != 0 {
		t.Errorf("the player is %+v", self)
	}
	if qq := people[1].Account.VIPState(platform.VIPQQ, testNow); qq != (platform.VIPState{Held: true, Year: true, Level: 6}) {
		t.Errorf("the friend's qq is %+v", qq)
	}
	if !people[1].Account.VIPState(platform.VIPSuper, testNow).Held || people[1].Account.VIPState(platform.VIPYellow, testNow).Held {
		t.Errorf("the friend's memberships are %+v", people[1].Account.VIP)
	}
	qq, _ := people[2].Account.Membership(platform.VIPQQ)
	if qq.Start.Unix() != 1443461120 || qq.End.Unix() != 1448817920 || qq.At(testNow).Held {
		t.Errorf("the lapsed membership is %+v", qq)
	}
	if svip, _ := people[2].Account.Membership(platform.VIPSuper); !svip.At(testNow).Held || !svip.Start.IsZero() || !svip.End.IsZero() {
		t.Errorf("svip is %+v", svip)
	}
	gifts, err := b.TakeGifts(ctx, app, sampleVIP)
	if diff := cmp.Diff([]platform.Gift{{ID: "1001", Count: 1}}, gifts); diff != "" || err != nil {
		t.Errorf("gifts: %v %s", err, diff)
	}
}

func TestDemoGroups(t *testing.T) {
	b, ctx := demoBench(t), context.Background()
	app := b.app(t, sampleApp)
	bound, err := b.GroupOpenID(ctx, app, samplePlayer, sampleToken, platform.GroupQuery{UnionID: "xxx", ZoneID: "0"})
	if err != nil || bound.OpenID != "xxxx" || bound.Code != 113172721 {
		t.Errorf("get_groupopenid: %+v, %v", bound, err)
	}
	card, err := b.GroupInfo(ctx, app, samplePlayer, sampleToken, "84A812ECA15269F85AE1C2")
	if err != nil {
		t.Fatal(err)
	}
	admins := []string{"0000000000000000000000002329FBEF", "0000000000000000000000002329FAFF"}
	if diff := cmp.Diff(admins, card.Admins); diff != "" {
		t.Errorf("admins (-want +got):\n%s", diff)
	}
	g := card.Group
	if g.Name != "xxxx" || g.Memo != "xxxx" || card.Members != 1000 || g.Max != 2000 || card.Owner != "A3284A812ECA15269F85AE1C2D94EB38" || card.UnionID != "xxxx" || card.ZoneID != "1" {
		t.Errorf("get_groupinfo: %+v", card)
	}
	const leader, token = "ECF664F0127DAB4004821795B40797F6", "A3296A00BA6E44EF739CC2EE52D35F52"
	card, err = b.GroupDetail(ctx, b.app(t, 1000000688), leader, token, platform.GroupQuery{ByCode: true, Code: 188959810})
	g = card.Group
	if err != nil || g.Name != "傲世西游35区绑群" || g.Memo != "" || card.Members != 1 || g.Max != 200 || card.Owner != leader ||
		card.UnionID != "35502799" || card.ZoneID != "35" || card.OpenID != "4944D5C58AF654020B010465AC945E76" || len(card.Admins) != 0 {
		t.Errorf("get_group_detail: %+v, %v", card, err)
	}
	if key, err := b.GroupKey(ctx, b.app(t, 1000000688), leader, token, card.OpenID); err != nil || key != "ggpas1lMAu9rDASaEXf2be1DYiw0o27I" {
		t.Errorf("get_group_key: %s, %v", key, err)
	}
}

// Whatever day it is, there is a ranking to look at, and no result is from the
// future.
func TestDemoRanking(t *testing.T) {
	for _, now := range []time.Time{
		testNow,
		time.Date(2026, 1, 5, 0, 0, 30, 0, platform.Shanghai),    // a Monday
		time.Date(2026, 1, 11, 23, 59, 59, 0, platform.Shanghai), // a Sunday
	} {
		b := newBench(t, true)
		b.clock.now = now
		b.demo(t)
		want := map[platform.Window]string{
			platform.ThisWeek: "1 悟空 99100, 2 小萌 88400, 2 八戒 88400, 4 沙僧 70250, ",
			platform.Today:    "1 悟空 99100, 2 小萌 88400, 2 八戒 88400, 4 沙僧 70250, ",
			platform.LastWeek: "1 八戒 97200, 1 悟空 97200, 3 铁扇 81000, 4 小萌 72900, ",
			platform.AllTime:  "1 悟空 99100, 2 八戒 97200, 3 小萌 88400, 4 铁扇 81000, 5 沙僧 70250, ",
		}
		for _, w := range platform.Windows {
			r, err := b.Ranking(context.Background(), b.app(t, demoApp), 10001, w, platform.Board{})
			if err != nil {
				t.Fatal(err)
			}
			var got string
			for _, row := range r.Rows {
				got += fmt.Sprintf("%d %s %d, ", row.Rank, row.Friend.Nickname, row.Score)
				if row.At.After(now) || row.At.Before(r.Start) {
					t.Errorf("%v: a result of %s is from %v", now, w, row.At)
				}
			}
			if got != want[w] {
				t.Errorf("%v: %s is %s\nwant %s", now, w, got, want[w])
			}
		}
	}
}

func TestDemoInboxAndChest(t *testing.T) {
	b, ctx := demoBench(t), context.Background()
	unread, err := b.Unread(ctx, 10001)
	if diff := cmp.Diff(map[int64]int{demoApp: 2}, unread); diff != "" || err != nil {
		t.Errorf("unread: %v %s", err, diff)
	}
	me, err := b.Account(ctx, 10001)
	if err != nil {
		t.Fatal(err)
	}
	chest, err := b.LookIntoChest(ctx, me, demoChest)
	if err != nil || chest.Maker.Shown() != "大师兄" || len(chest.Takes) != 1 || chest.Left != 4 || chest.Mine != 0 {
		t.Errorf("chest: %+v, %v", chest, err)
	}
	if items, err := b.TakeFromChest(ctx, me, demoChest); items < 1 || err != nil {
		t.Errorf("took %d, %v", items, err)
	}
}
