package api

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// qqProfile: mobile-qq.md 2.3.1.
func (a *API) qqProfile(ctx context.Context, c *gateway.Call, req caller) (msdk.Enveloped, error) {
	person, err := a.platform.Profile(ctx, c.App, req.openid, req.token)
	if err != nil {
		return nil, err
	}
	yellow := person.Account.VIPState(platform.VIPYellow, a.platform.Now(c.App.World))
	picture := pictureOf(c, person.OpenID, person.Account.Avatar)
	return &msdk.QQProfileAnswer{
		Answer:         success(),
		NickName:       person.Account.Nickname,
		Gender:         genderWord(person.Account.Gender),
		Picture40:      picture + "/40",
		Picture100:     picture + "/100",
		YellowVIP:      flag(yellow.Held),
		YellowVIPLevel: yellow.Level,
		YellowYearVIP:  flag(yellow.Year),
		IsLost:         msdk.NotLost,
	}, nil
}

type friendsDetailRequest struct {
	caller
	withSelf bool
}

func readFriendsDetail(p *gateway.Params) (friendsDetailRequest, error) {
	who, _ := readCaller(p)
	flag, _ := p.OptInt("flag")
	if flag != msdk.FriendsWithoutSelf && flag != msdk.FriendsWithSelf {
		p.Tolerate(friendsFlag, "flag")
	}
	return friendsDetailRequest{who, flag == msdk.FriendsWithSelf}, nil
}

// qqFriendsDetail: mobile-qq.md 2.3.2.
func (a *API) qqFriendsDetail(ctx context.Context, c *gateway.Call, req friendsDetailRequest) (msdk.Enveloped, error) {
	friends, err := a.platform.Friends(ctx, c.App, req.openid, req.token, req.withSelf)
	if err != nil {
		return nil, err
	}
	lists := make([]msdk.FriendDetail, len(friends))
	for i, f := range friends {
		lists[i] = msdk.FriendDetail{
			OpenID:      f.OpenID,
			NickName:    f.Shown(),
			Gender:      genderWord(f.Gender),
			FigureURLQQ: pictureOf(c, f.OpenID, f.Avatar) + "/",
		}
	}
	return &msdk.QQFriendsDetailAnswer{Answer: success(), Lists: lists, IsLost: msdk.NotLost}, nil
}

type peopleRequest struct {
	caller
	openids []string
	flags   vipFlags // of qqfriends_vip
}

func readStrangeProfile(p *gateway.Params) (peopleRequest, error) {
	who, _ := readCaller(p)
	return peopleRequest{caller: who, openids: p.Texts("vcopenid", 1, msdk.MaxStrangeOpenIDs)}, nil
}

// qqStrangeProfile: mobile-qq.md 2.3.3.
func (a *API) qqStrangeProfile(ctx context.Context, c *gateway.Call, req peopleRequest) (msdk.Enveloped, error) {
	people, err := a.platform.People(ctx, c.App, req.openid, req.token, req.openids)
	if err != nil {
		return nil, err
	}
	lists := make([]msdk.StrangeProfile, len(people))
	for i, person := range people {
		picture := pictureOf(c, person.OpenID, person.Account.Avatar)
		lists[i] = msdk.StrangeProfile{
			OpenID:         person.OpenID,
			Gender:         genderNumber(person.Account.Gender),
			NickName:       person.Account.Nickname,
			QzonePicture50: picture + "/50",
			QQPicture40:    picture + "/40",
			QQPicture100:   picture + "/100",
			QQPicture:      picture,
		}
	}
	return &msdk.QQStrangeProfileAnswer{Answer: success(), Lists: lists, IsLost: msdk.NotLost}, nil
}

// vipFlags says which memberships qqfriends_vip was asked for.
type vipFlags struct{ qq, super bool }

func readFriendsVIP(p *gateway.Params) (peopleRequest, error) {
	who, _ := readCaller(p)
	r := peopleRequest{caller: who, openids: p.Texts("fopenids", 1, msdk.MaxFriendsVIP)}
	r.flags = readFlags(p)
	p.OptText("userip")
	p.OptText("pf")
	return r, nil
}

// readFlags reads which memberships are asked for: at least one.
func readFlags(p *gateway.Params) (asked vipFlags) {
	text, odd := p.Text("flags"), false
	for _, f := range strings.Split(text, ",") {
		name := strings.TrimSpace(f)
		switch name {
		case msdk.FlagQQVIP:
			asked.qq = true
		case msdk.FlagQQSVIP:
			asked.super = true
		}
		odd = odd || name != msdk.FlagQQVIP && name != msdk.FlagQQSVIP || name != f
	}
	switch {
	case asked == vipFlags{}:
		p.Fail("flags", "at least one of qq_vip and qq_svip, comma-separated", strconv.Quote(text))
	case odd:
		p.Tolerate(oddFlags, "flags")
	}
	return asked
}

// qqFriendsVIP: mobile-qq.md 2.3.4.
func (a *API) qqFriendsVIP(ctx context.Context, c *gateway.Call, req peopleRequest) (msdk.Enveloped, error) {
	people, err := a.platform.People(ctx, c.App, req.openid, req.token, req.openids)
	if err != nil {
		return nil, err
	}
	now := a.platform.Now(c.App.World)
	lists := make([]msdk.FriendVIP, len(people))
	for i, person := range people {
		lists[i] = friendVIP(person, req.flags, now)
	}
	return &msdk.QQFriendsVIPAnswer{Answer: success(), Lists: lists, IsLost: msdk.NotLost}, nil
}

// friendVIP has only the fields of the flags asked for, and a level only for
// members.
func friendVIP(person platform.Person, flags vipFlags, now time.Time) msdk.FriendVIP {
	v := msdk.FriendVIP{OpenID: person.OpenID}
	if flags.qq {
		qq := person.Account.VIPState(platform.VIPQQ, now)
		v.IsQQVIP, v.IsQQYearVIP = new(flag(qq.Held)), new(flag(qq.Year))
		if qq.Held {
			v.QQVIPLevel = new(qq.Level)
		}
	}
	if flags.super {
		v.IsQQSVIP = new(flag(person.Account.VIPState(platform.VIPSuper, now).Held))
	}
	return v
}

// vipRichInfo: mobile-qq.md 2.3.10.
func (a *API) vipRichInfo(ctx context.Context, c *gateway.Call, req caller) (msdk.Enveloped, error) {
	person, err := a.platform.Profile(ctx, c.App, req.openid, req.token)
	if err != nil {
		return nil, err
	}
	now := a.platform.Now(c.App.World)
	qq, _ := person.Account.Membership(platform.VIPQQ)
	super, _ := person.Account.Membership(platform.VIPSuper)
	state := person.Account.VIPState(platform.VIPQQ, now)
	return &msdk.VIPRichInfoAnswer{
		Answer:         success(),
		IsLost:         msdk.NotLost,
		IsQQVIP:        strconv.Itoa(flag(state.Held)),
		QQVIPStart:     timestamp(qq.Start),
		QQVIPEnd:       timestamp(qq.End),
		IsQQYearVIP:    strconv.Itoa(flag(state.Year)),
		QQYearVIPStart: timestamp(qq.YearStart),
		QQYearVIPEnd:   timestamp(qq.YearEnd),
		IsSVIP:         strconv.Itoa(flag(person.Account.VIPState(platform.VIPSuper, now).Held)),
		QQSVIPStart:    timestamp(super.Start),
		QQSVIPEnd:      timestamp(super.End),
	}, nil
}

// timestamp writes a time in seconds, "0" for never.
func timestamp(t time.Time) string {
	if t.IsZero() {
		return "0"
	}
	return strconv.FormatInt(t.Unix(), 10)
}

// pictureOf returns the URL of a player's pictures without a size: the
// account's own, or the one that this server draws (protocol.md 4, qqprofile).
func pictureOf(c *gateway.Call, openid, avatar string) string {
	if avatar != "" {
		return strings.TrimSuffix(avatar, "/")
	}
	return c.BaseURL + "/qqapp/" + strconv.FormatInt(c.App.ID, 10) + "/" + url.PathEscape(openid)
}

func genderWord(g platform.Gender) string {
	if g == platform.Female {
		return msdk.GenderFemale
	}
	return msdk.GenderMale
}

func genderNumber(g platform.Gender) string {
	if g == platform.Female {
		return msdk.StrangeGenderFemale
	}
	return msdk.StrangeGenderMale
}
