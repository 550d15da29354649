package storetest

import (
	"net/netip"
	"testing"
	"time"

	"tongwan/internal/platform"
)

// Two worlds that most cases start from. In "blue" the accounts 11, 12 and 13
// play app 1, 11 and 12 also app 2, and 14 nothing; 11 is the friend of all
// others. Group 51 is bound to guild (u1, z1) of app 1. In "red" 21 and 22
// are friends who play app 3, with group 61.
func blueAndRed(t *testing.T, s platform.Store) {
	t.Helper()
	load(t, s, "blue", blue()...)
	load(t, s, "red", red()...)
}

func blue() []platform.Row {
	return []platform.Row{
		app(1), app(2),
		account(11), account(12), account(13), account(14),
		player(11, 1, "A1"), player(12, 1, "B1"), player(13, 1, "C1"), player(11, 2, "A2"), player(12, 2, "B2"),
		platform.Friendship{UIN: 11, Friend: 12, Remark: "twelve", FriendRemark: "eleven"},
		platform.Friendship{UIN: 13, Friend: 11, FriendRemark: "thirteen"},
		platform.Friendship{UIN: 11, Friend: 14},
		platform.GroupRow{
			Group:    platform.Group{Code: 51, Name: "fifty-one", Memo: "memo", Max: 200, Owner: 11},
			Members:  []int64{11, 12, 13, 14},
			Admins:   []int64{12, 13, 14},
			Bindings: []platform.Binding{binding(1, 51, "u1", "z1", "G51-1")},
		},
	}
}

func red() []platform.Row {
	return []platform.Row{
		app(3), account(21), account(22),
		player(21, 3, "A1"), player(22, 3, "B1"),
		platform.Friendship{UIN: 21, Friend: 22},
		platform.GroupRow{
			Group:    platform.Group{Code: 61, Name: "sixty-one", Max: 50, Owner: 21},
			Members:  []int64{21, 22},
			Bindings: []platform.Binding{binding(3, 61, "u1", "z1", "G61-3")},
		},
	}
}

func app(id int64) platform.App {
	return platform.App{ID: id, Name: "app", Key: "key", Settings: platform.DefaultSettings()}
}

func account(uin int64) platform.Account {
	return platform.Account{UIN: uin, Nickname: "nick", Gender: platform.GenderUnknown, FollowsGames: true}
}

func player(uin, appid int64, openid string) platform.Player {
	return platform.Player{UIN: uin, AppID: appid, OpenID: openid}
}

func binding(appid, code int64, unionid, zoneid, openid string) platform.Binding {
	return platform.Binding{AppID: appid, Code: code, UnionID: unionid, ZoneID: zoneid, OpenID: openid, JoinKey: "key of " + openid}
}

func session(uin, appid int64, token string, expires time.Time) platform.Session {
	return platform.Session{UIN: uin, AppID: appid, Hash: platform.HashToken(token), Expires: expires}
}

// rich is a world called "rich" in which every field of every kind has a
// value, in the order that Dump promises.
func rich() []platform.Row {
	rows := richPeople()
	rows = append(rows,
		platform.GroupRow{
			Group:   platform.Group{Code: 71, World: "rich", Name: "群", Memo: "备注", Max: 500, Owner: 31, Dissolved: true},
			Members: []int64{31, 32}, Admins: []int64{32},
			Bindings: []platform.Binding{binding(5, 71, "7", "8", "G71-5"), binding(6, 71, "9", "0", "G71-6")},
		},
		message("m1", 31, 32, noon.Add(-time.Hour)), message("m0", 31, 32, noon), message("m2", 31, 32, noon),
		platform.Unbound{AppID: 5, UnionID: "u", ZoneID: "z", At: noon},
		platform.Unbound{AppID: 6, UnionID: "u", ZoneID: "z", At: noon.Add(time.Millisecond)},
		platform.Chest{ID: "c1", AppID: 5, UIN: 31, ActID: 92, Items: 40, People: 20, PF: "qq", Created: noon,
			Takes: []platform.Take{{UIN: 32, At: noon.Add(time.Minute)}, {UIN: 31, At: noon.Add(time.Hour)}}},
		platform.Chest{ID: "c2", AppID: 5, UIN: 31, ActID: 93, Items: 1, People: 1, Created: noon},
	)
	return append(rows, richScores()...)
}

func richPeople() []platform.Row {
	second := player(32, 5, "opènid/二")
	second.Wifi = true
	return []platform.Row{
		richApp(5, "rich"), richApp(6, "rich"),
		richAccount(31), platform.Account{UIN: 32, World: "rich"},
		player(31, 5, "openid"), player(31, 6, "openid"), second,
		platform.Session{UIN: 31, AppID: 5, Hash: platform.TokenHash{0}, Expires: noon, Revoked: platform.PasswordChanged},
		platform.Session{UIN: 31, AppID: 5, Hash: platform.TokenHash{0, 1}, Token: "readable", Expires: noon.Add(time.Hour)},
		platform.Session{UIN: 31, AppID: 6, Hash: platform.TokenHash{0}, Expires: noon, Revoked: platform.Revoked},
		platform.Gifts{UIN: 31, AppID: 5, Gifts: []platform.Gift{{ID: "9", Count: 1}, {ID: "1", Count: 2}, {ID: "9", Count: 3}}},
		platform.Friendship{UIN: 31, Friend: 32, Remark: "a 'quoted' \"name\"", FriendRemark: "another\x00name"},
	}
}

func richApp(id int64, world string) platform.App {
	return platform.App{
		ID: id, World: world, Name: "天天连萌", Key: "k", MSDKKey: "m",
		Settings: platform.Settings{
			ShareQuota: 3, Rate: platform.Rate{PerSecond: 0.5, Burst: 7}, LenientTypes: true,
			AllowedIPs:      []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")},
			AllowedReferers: []string{"a.example"}, Disabled: []string{"/share/qq"}, Session: 90 * time.Second,
		},
		Activities:   []platform.Activity{{ID: 92, Name: "宝箱"}, {ID: 1}},
		RedirectURIs: []string{"http://a.example/callback?a=b", "game://signed.in"},
	}
}

func richAccount(uin int64) platform.Account {
	return platform.Account{
		UIN: uin, World: "rich", Nickname: "憨特", Gender: platform.Female, Avatar: "http://a.example/x", FollowsGames: true,
		Password: "$argon2id$", QQLevel: 10,
		VIP: []platform.Membership{
			{Kind: platform.VIPSuper, Level: 6, Year: true, Luxury: true, Start: noon, End: noon.AddDate(1, 0, 0), YearStart: noon, YearEnd: noon.AddDate(0, 6, 0)},
			{Kind: platform.VIPBlue},
		},
	}
}

func message(id string, from, to int64, sent time.Time) platform.Message {
	return platform.Message{
		ID: id, AppID: 5, From: from, To: to, Sent: sent, Title: "title", Summary: "summary", ImageURL: "image",
		TargetURL: "target", Preview: "preview", GameTag: "MSG_INVITE", Act: 1, Src: 2, Read: sent.Add(time.Minute),
	}
}

func richScores() []platform.Row {
	scope := platform.Scope{Mode: "mode", Zone: "zone", Server: "server", Role: "role"}
	day := platform.Calendar{Zone: platform.Shanghai}.Day(noon)
	return []platform.Row{
		platform.Score{UIN: 31, AppID: 5, Type: 1001, Data: "任意文字", Reported: noon},
		platform.Score{UIN: 31, AppID: 5, Scope: scope, Type: 3, Data: "-9223372036854775808", Rank: -1 << 63, Platform: "1", Reported: noon, Expires: noon},
		platform.Score{UIN: 31, AppID: 5, Scope: scope, Type: 17, Data: "9223372036854775807", Rank: 1<<63 - 1, Platform: "2", Reported: noon},
		platform.Score{UIN: 31, AppID: 5, Scope: scope, Guild: "guild", Type: 301, Data: "公会", Platform: "2", Reported: noon},
		platform.Period{UIN: 31, AppID: 5, Scope: scope, Kind: platform.PeriodAll, Rounds: 2, Played: 1 << 40, Best: 9, BestAt: noon},
		platform.Period{UIN: 31, AppID: 5, Scope: scope, Kind: platform.PeriodDay, Start: day, Rounds: 2, Best: -9, BestAt: noon,
			Ranked: -10, RankedAt: noon, RankedExpires: noon.Add(time.Hour)},
	}
}
