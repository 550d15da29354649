package msdk

import (
	"cmp"
	"context"
)

// Names for the parameter flags of qqfriends_vip; join several with commas
// (mobile-qq.md 2.3.4.2).
const (
	FlagQQVIP  = "qq_vip"  // QQ member: is_qq_vip, is_qq_year_vip and, for members, qq_vip_level
	FlagQQSVIP = "qq_svip" // QQ super member: is_qq_svip
)

// MaxFriendsVIP is how many people one qqfriends_vip may ask about (mobile-qq.md
// 2.3.4.2).
const MaxFriendsVIP = 50

// QQFriendsVIPRequest is the body of /relation/qqfriends_vip (mobile-qq.md 2.3.4.2).
type QQFriendsVIPRequest struct {
	AppID       string   `json:"appid,omitzero"`  // empty means the client's app
	OpenID      string   `json:"openid"`          // the player who asks
	AccessToken string   `json:"accessToken"`     // that player's token
	FOpenIDs    []string `json:"fopenids"`        // 1 to MaxFriendsVIP people, friends or not
	Flags       string   `json:"flags"`           // at least one of FlagQQVIP and FlagQQSVIP, comma-separated
	UserIP      string   `json:"userip,omitzero"` // optional
	PF          string   `json:"pf,omitzero"`     // platform of the login such as openmobile_android, optional
}

// QQFriendsVIPAnswer answers /relation/qqfriends_vip (mobile-qq.md 2.3.4.3).
type QQFriendsVIPAnswer struct {
	Answer
	Lists  []FriendVIP `json:"lists"`   // in the order asked; unknown people are left out
	IsLost string      `json:"is_lost"` // NotLost or Lost
}

// FriendVIP is one person's memberships. A field is nil, and not sent, unless its
// flag was asked for (mobile-qq.md 2.3.4.3, protocol.md 4).
type FriendVIP struct {
	OpenID      string `json:"openid"`                  // the person
	IsQQVIP     *int   `json:"is_qq_vip,omitzero"`      // QQ member: 1 yes, 0 no
	QQVIPLevel  *int   `json:"qq_vip_level,omitzero"`   // their level; only for members
	IsQQYearVIP *int   `json:"is_qq_year_vip,omitzero"` // paid by the year: 1 yes, 0 no
	IsQQSVIP    *int   `json:"is_qq_svip,omitzero"`     // QQ super member: 1 yes, 0 no
}

// QQFriendsVIP returns the memberships of up to 50 people (mobile-qq.md 2.3.4).
func (c *Client) QQFriendsVIP(ctx context.Context, req QQFriendsVIPRequest) (*QQFriendsVIPAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	req.UserIP = cmp.Or(req.UserIP, c.userIP)
	return call[QQFriendsVIPAnswer](ctx, c, PathQQFriendsVIP, req.OpenID, req)
}

// VIPRichInfoRequest is the body of /relation/get_vip_rich_info (mobile-qq.md
// 2.3.10.2).
type VIPRichInfoRequest struct {
	AppID       string `json:"appid,omitzero"` // empty means the client's app
	OpenID      string `json:"openid"`         // the player
	AccessToken string `json:"accessToken"`    // the player's token
}

// VIPRichInfoAnswer answers /relation/get_vip_rich_info (mobile-qq.md 2.3.10.3).
// Every value is a string: "1" or "0" for yes or no, and Unix seconds in decimal
// for times, "0" for never. The times of a lapsed membership are still shown.
type VIPRichInfoAnswer struct {
	Answer
	IsLost         string `json:"is_lost"`           // NotLost or Lost
	IsQQVIP        string `json:"is_qq_vip"`         // QQ member
	QQVIPStart     string `json:"qq_vip_start"`      // last payment
	QQVIPEnd       string `json:"qq_vip_end"`        // paid until
	IsQQYearVIP    string `json:"is_qq_year_vip"`    // QQ member paid by the year
	QQYearVIPStart string `json:"qq_year_vip_start"` // last payment by the year
	QQYearVIPEnd   string `json:"qq_year_vip_end"`   // paid by the year until
	IsSVIP         string `json:"is_svip"`           // QQ super member; the key lacks the qq_ of its times
	QQSVIPStart    string `json:"qq_svip_start"`     // last payment
	QQSVIPEnd      string `json:"qq_svip_end"`       // paid until
}

// VIPRichInfo returns when the player's memberships were paid and end (mobile-qq.md
// 2.3.10).
func (c *Client) VIPRichInfo(ctx context.Context, req VIPRichInfoRequest) (*VIPRichInfoAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[VIPRichInfoAnswer](ctx, c, PathGetVIPRichInfo, req.OpenID, req)
}
