package msdk

import (
	"cmp"
	"context"
)

// Values of is_lost, everywhere a string (mobile-qq.md 2.3.1.3).
const (
	NotLost = "0" // the data are whole and may be cached
	Lost    = "1" // the data were degraded: prefer what is cached, and do not cache these
)

// Genders as qqprofile and qqfriends_detail write them. Unknown is male
// (mobile-qq.md 2.3.1.3).
const (
	GenderMale   = "男"
	GenderFemale = "女"
)

// Genders as qqstrange_profile writes them. Unknown is male (protocol.md 4).
const (
	StrangeGenderMale   = "1"
	StrangeGenderFemale = "2"
)

// QQProfileRequest is the body of /relation/qqprofile (mobile-qq.md 2.3.1.2).
type QQProfileRequest struct {
	AppID       string `json:"appid,omitzero"` // empty means the client's app
	OpenID      string `json:"openid"`         // the player
	AccessToken string `json:"accessToken"`    // the player's token
}

// QQProfileAnswer answers /relation/qqprofile (mobile-qq.md 2.3.1.3).
type QQProfileAnswer struct {
	Answer
	NickName       string `json:"nickName"`         // the player's nickname
	Gender         string `json:"gender"`           // GenderMale or GenderFemale
	Picture40      string `json:"picture40"`        // URL of the 40×40 picture
	Picture100     string `json:"picture100"`       // URL of the 100×100 picture
	YellowVIP      int    `json:"yellow_vip"`       // yellow diamond: 1 yes, 0 no
	YellowVIPLevel int    `json:"yellow_vip_level"` // its level
	YellowYearVIP  int    `json:"yellow_year_vip"`  // paid by the year: 1 yes, 0 no
	IsLost         string `json:"is_lost"`          // NotLost or Lost
}

// QQProfile returns the player's own account data (mobile-qq.md 2.3.1).
func (c *Client) QQProfile(ctx context.Context, req QQProfileRequest) (*QQProfileAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[QQProfileAnswer](ctx, c, PathQQProfile, req.OpenID, req)
}

// Values of flag of qqfriends_detail (mobile-qq.md 2.3.2.2).
const (
	FriendsWithoutSelf = 1 // friends only
	FriendsWithSelf    = 2 // the player comes first in the list
)

// QQFriendsDetailRequest is the body of /relation/qqfriends_detail (mobile-qq.md
// 2.3.2.2).
type QQFriendsDetailRequest struct {
	AppID       string `json:"appid,omitzero"` // empty means the client's app
	OpenID      string `json:"openid"`         // the player
	AccessToken string `json:"accessToken"`    // the player's token
	Flag        int    `json:"flag,omitzero"`  // FriendsWithoutSelf or FriendsWithSelf; 0 means the former
}

// QQFriendsDetailAnswer answers /relation/qqfriends_detail (mobile-qq.md 2.3.2.3).
type QQFriendsDetailAnswer struct {
	Answer
	Lists  []FriendDetail `json:"lists"`   // friends who play this game
	IsLost string         `json:"is_lost"` // NotLost or Lost
}

// FriendDetail is a friend in the same game (mobile-qq.md 2.3.2.3).
type FriendDetail struct {
	OpenID      string `json:"openid"`       // the friend
	NickName    string `json:"nickName"`     // the player's remark for the friend, else the friend's nickname
	Gender      string `json:"gender"`       // GenderMale or GenderFemale
	FigureURLQQ string `json:"figureurl_qq"` // ends in a slash: append 40 or 100 for the size in pixels
}

// QQFriendsDetail lists the player's friends who play the same game (mobile-qq.md
// 2.3.2).
func (c *Client) QQFriendsDetail(ctx context.Context, req QQFriendsDetailRequest) (*QQFriendsDetailAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	req.Flag = cmp.Or(req.Flag, FriendsWithoutSelf)
	return call[QQFriendsDetailAnswer](ctx, c, PathQQFriendsDetail, req.OpenID, req)
}

// MaxStrangeOpenIDs is how many people one qqstrange_profile may ask about
// (protocol.md 4).
const MaxStrangeOpenIDs = 100

// QQStrangeProfileRequest is the body of /relation/qqstrange_profile (mobile-qq.md
// 2.3.3.2).
type QQStrangeProfileRequest struct {
	AppID       string   `json:"appid,omitzero"` // empty means the client's app
	OpenID      string   `json:"openid"`         // the player who asks
	AccessToken string   `json:"accessToken"`    // that player's token
	VCOpenID    []string `json:"vcopenid"`       // 1 to MaxStrangeOpenIDs people, friends or not
}

// QQStrangeProfileAnswer answers /relation/qqstrange_profile (mobile-qq.md 2.3.3.3).
type QQStrangeProfileAnswer struct {
	Answer
	Lists  []StrangeProfile `json:"lists"`   // in the order asked; unknown people are left out
	IsLost string           `json:"is_lost"` // NotLost or Lost
}

// StrangeProfile is anyone in the same game, friend or not (mobile-qq.md 2.3.3.3).
type StrangeProfile struct {
	OpenID         string `json:"openid"`         // the person
	Gender         string `json:"gender"`         // StrangeGenderMale or StrangeGenderFemale
	NickName       string `json:"nickName"`       // the person's own nickname, never a remark
	QzonePicture50 string `json:"qzonepicture50"` // URL of the 50×50 Qzone picture
	QQPicture40    string `json:"qqpicture40"`    // URL of the 40×40 picture
	QQPicture100   string `json:"qqpicture100"`   // URL of the 100×100 picture
	QQPicture      string `json:"qqpicture"`      // append /40 or /100 for the size in pixels
}

// QQStrangeProfile returns profiles of people who play the same game, for features
// such as "people nearby" (mobile-qq.md 2.3.3).
func (c *Client) QQStrangeProfile(ctx context.Context, req QQStrangeProfileRequest) (*QQStrangeProfileAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[QQStrangeProfileAnswer](ctx, c, PathQQStrangeProfile, req.OpenID, req)
}
