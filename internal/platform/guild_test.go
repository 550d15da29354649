package platform_test

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

// link is a link for a player of app 1 to bind guild (35502799, 35), signed.
func link(b *bench, openid string) platform.GuildLink {
	l := platform.GuildLink{OpenID: openid, UnionID: "35502799", ZoneID: "35"}
	l.Sig = platform.GuildSig(b.app, l)
	return l
}

func TestGuildSig(t *testing.T) {
	b := newBench(t, false)
	const want = "7ffb6272139cfddce42501602c1361db" // md5 of A_1_appkey_35502799_35
	if got := link(b, "A").Sig; got != want {
		t.Errorf("sig is %s, want %s", got, want)
	}
}

func TestCheckGuildLink(t *testing.T) {
	b := newBench(t, false)
	changed := func(change func(l *platform.GuildLink), sign bool) platform.GuildLink {
		l := link(b, "A")
		change(&l)
		if sign {
			l.Sig = platform.GuildSig(b.app, l)
		}
		return l
	}
	tests := []struct {
		name string
		uin  int64
		l    platform.GuildLink
		want platform.Reason
	}{
		{"good", 11, link(b, "A"), ""},
		{"somebody else's", 12, link(b, "A"), platform.OtherPlayer},
		{"nobody's", 11, link(b, "Z"), platform.UnknownPlayer},
		{"unionid changed", 11, changed(func(l *platform.GuildLink) { l.UnionID = "35502798" }, false), platform.BadSignature},
		{"zoneid changed", 11, changed(func(l *platform.GuildLink) { l.ZoneID = "36" }, false), platform.BadSignature},
		{"openid changed", 12, changed(func(l *platform.GuildLink) { l.OpenID = "B" }, false), platform.BadSignature},
		{"digits moved", 11, changed(func(l *platform.GuildLink) { l.UnionID, l.ZoneID = "3550279", "935" }, false), platform.BadSignature},
		{"sig in upper case", 11, changed(func(l *platform.GuildLink) { l.Sig = "7FFB6272139CFDDCE42501602C1361DB" }, false), platform.BadSignature},
		{"no sig", 11, changed(func(l *platform.GuildLink) { l.Sig = "" }, false), platform.BadSignature},
		{"unionid no number", 11, changed(func(l *platform.GuildLink) { l.UnionID = "x" }, true), platform.BadNumber},
		{"unionid negative", 11, changed(func(l *platform.GuildLink) { l.UnionID = "-1" }, true), platform.BadNumber},
		{"no unionid", 11, changed(func(l *platform.GuildLink) { l.UnionID = "" }, true), platform.BadNumber},
		{"no zoneid", 11, changed(func(l *platform.GuildLink) { l.ZoneID = "" }, true), platform.BadNumber},
		{"zoneid no number", 11, changed(func(l *platform.GuildLink) { l.ZoneID = "1_2" }, true), platform.BadNumber},
	}
	for _, tt := range tests {
		refused(t, tt.name, b.CheckGuildLink(t.Context(), b.app, tt.uin, tt.l), tt.want)
	}
}

func TestBindGuild(t *testing.T) {
	b := newBench(t, false)
	dissolved := group(53, 11)
	dissolved.Dissolved = true
	b.load(t, platform.World{Name: "w"}, dissolved, group(54, 11))
	bind := func(uin, code int64, want platform.Reason) {
		t.Helper()
		_, err := b.BindGuild(t.Context(), b.app, uin, link(b, openid(uin)), code)
		refused(t, "bind", err, want)
	}
	bind(11, 52, platform.NotOwner)
	bind(11, 59, platform.NotOwner) // which numbers are groups is nobody's business
	bind(11, 53, platform.Dissolved)
	_, err := b.BindGuild(t.Context(), b.app, 12, link(b, "A"), 52)
	refused(t, "a link of somebody else", err, platform.OtherPlayer)
	bind(11, 51, "")
	bind(12, 52, platform.GuildBound)
	l := link(b, "A")
	l.ZoneID = "36"
	l.Sig = platform.GuildSig(b.app, l)
	_, err = b.BindGuild(t.Context(), b.app, 11, l, 51)
	refused(t, "a second guild", err, platform.GroupBound)

	bound, err := b.GuildGroup(t.Context(), b.app, "35502799", "35")
	if err != nil || bound.Code != 51 || bound.OpenID != platform.NewGroupOpenID(*b.app, 51) || bound.JoinKey != platform.NewJoinKey(*b.app, 51) {
		t.Errorf("bound to %+v, %v", bound, err)
	}
	refused(t, "unbind by another", b.UnbindOwn(t.Context(), b.app, 12, 51), platform.NotOwner)
	refused(t, "unbind", b.UnbindOwn(t.Context(), b.app, 11, 51), "")
	refused(t, "unbind again", b.UnbindOwn(t.Context(), b.app, 11, 51), platform.GroupUnbound)
	bind(12, 52, "")
	refused(t, "unbind too soon", b.UnbindOwn(t.Context(), b.app, 12, 52), platform.UnbindTooSoon)
	b.clock.now = now.Add(platform.UnbindInterval)
	refused(t, "unbind later", b.UnbindOwn(t.Context(), b.app, 12, 52), "")
}

// TestBindGuildOfDissolved: a group that was dissolved does not keep a guild
// from having another one, at once.
func TestBindGuildOfDissolved(t *testing.T) {
	b := newBench(t, false)
	old := group(53, 12)
	old.Dissolved = true
	old.Bindings = []platform.Binding{{AppID: 1, UnionID: "35502799", ZoneID: "35", OpenID: "G", JoinKey: "K"}}
	b.load(t, platform.World{Name: "w"}, old, platform.Unbound{AppID: 1, UnionID: "35502799", ZoneID: "35", At: now.Add(-time.Second)})
	_, err := b.BindGuild(t.Context(), b.app, 11, link(b, "A"), 51)
	refused(t, "bind", err, "")
}

func TestJoinGroup(t *testing.T) {
	b := newBench(t, false)
	bound, err := b.BindGuild(t.Context(), b.app, 11, link(b, "A"), 51)
	if err != nil {
		t.Fatal(err)
	}
	card, err := b.GroupByKey(t.Context(), "w", bound.JoinKey)
	if err != nil || card.Members != 1 || card.Owner != "A" {
		t.Errorf("card is %+v, %v", card, err)
	}
	join := func(world string, uin int64, key string, members int, want platform.Reason) {
		t.Helper()
		card, err := b.JoinGroup(t.Context(), world, uin, key)
		refused(t, "join", err, want)
		if card.Members != members {
			t.Errorf("then there are %d members, want %d", card.Members, members)
		}
	}
	join("v", 21, bound.JoinKey, 0, platform.NoBinding)
	join("w", 12, "none", 0, platform.NoBinding)
	join("w", 12, bound.JoinKey, 2, "")
	join("w", 12, bound.JoinKey, 2, "")
	join("w", 13, bound.JoinKey, 0, platform.GroupFull)
	rows, err := b.GroupsOf(t.Context(), 12)
	if err != nil || len(rows) != 2 {
		t.Errorf("12 is in %+v, %v", rows, err)
	}
	gone := group(51, 11)
	gone.Dissolved, gone.Bindings = true, []platform.Binding{bound.Binding}
	b.load(t, platform.World{Name: "w"}, gone)
	join("w", 13, bound.JoinKey, 0, platform.Dissolved)
}
