package msdk

import (
	"cmp"
	"context"
)

// GroupPlatCodeOK is the platCode of a group interface that served the call
// (mobile-qq.md 2.3.5.5).
const GroupPlatCodeOK = "0"

// Values of opt, by which get_groupopenid and get_group_detail find a group
// (mobile-qq.md 2.3.5.2).
const (
	OptByGuild     = "0" // by unionid and zoneid; the same as leaving opt out
	OptByGroupCode = "1" // by groupCode, the group's number
)

// GroupOpenIDRequest is the body of /relation/get_groupopenid (mobile-qq.md 2.3.5.2).
type GroupOpenIDRequest struct {
	AppID       string `json:"appid,omitzero"`     // empty means the client's app
	OpenID      string `json:"openid"`             // a member of the group
	AccessToken string `json:"accessToken"`        // that player's token
	Opt         string `json:"opt,omitzero"`       // OptByGuild or OptByGroupCode
	UnionID     string `json:"unionid,omitzero"`   // the guild; required with OptByGuild
	ZoneID      string `json:"zoneid,omitzero"`    // the guild's zone; empty means "0"
	GroupCode   string `json:"groupCode,omitzero"` // the group's number; required with OptByGroupCode
}

// GroupOpenIDAnswer answers /relation/get_groupopenid (mobile-qq.md 2.3.5.3).
type GroupOpenIDAnswer struct {
	Answer
	IsLost      string `json:"is_lost"`     // NotLost or Lost
	PlatCode    string `json:"platCode"`    // GroupPlatCodeOK
	GroupOpenID string `json:"groupOpenid"` // the group, as this app knows it
}

// GroupOpenID returns the groupOpenid of a guild's group, which the other group
// interfaces ask for (mobile-qq.md 2.3.5).
func (c *Client) GroupOpenID(ctx context.Context, req GroupOpenIDRequest) (*GroupOpenIDAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	req.ZoneID = zoneFor(req.Opt, req.ZoneID)
	return call[GroupOpenIDAnswer](ctx, c, PathGetGroupOpenID, req.OpenID, req)
}

// zoneFor is the zone to send: a guild without zones is in zone 0.
func zoneFor(opt, zone string) string {
	if opt == OptByGroupCode {
		return zone // not asked for
	}
	return cmp.Or(zone, "0")
}

// GroupInfoRequest is the body of /relation/get_groupinfo (mobile-qq.md 2.3.6.2).
type GroupInfoRequest struct {
	AppID       string `json:"appid,omitzero"` // empty means the client's app
	OpenID      string `json:"openid"`         // a member of the group
	AccessToken string `json:"accessToken"`    // that player's token
	GroupOpenID string `json:"groupOpenid"`    // the group, from get_groupopenid
}

// GroupInfoAnswer answers /relation/get_groupinfo (mobile-qq.md 2.3.6.3). Numbers
// are decimal strings.
type GroupInfoAnswer struct {
	Answer
	IsLost       string `json:"is_lost"`      // NotLost or Lost
	PlatCode     string `json:"platCode"`     // GroupPlatCodeOK
	GroupName    string `json:"groupName"`    // the group's name
	FingerMemo   string `json:"fingerMemo"`   // what the group says about itself
	MemberNum    string `json:"memberNum"`    // members now
	MaxNum       string `json:"maxNum"`       // members it can hold
	OwnerOpenID  string `json:"ownerOpenid"`  // the owner
	UnionID      string `json:"unionid"`      // the guild it is bound to
	ZoneID       string `json:"zoneid"`       // that guild's zone
	AdminOpenIDs string `json:"adminOpenids"` // the admins, comma-separated, perhaps none
}

// GroupInfo describes the group bound to a guild (mobile-qq.md 2.3.6).
func (c *Client) GroupInfo(ctx context.Context, req GroupInfoRequest) (*GroupInfoAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[GroupInfoAnswer](ctx, c, PathGetGroupInfo, req.OpenID, req)
}

// UnbindGroupRequest is the body of /relation/unbind_group (mobile-qq.md 2.3.7.2).
type UnbindGroupRequest struct {
	AppID       string `json:"appid,omitzero"` // empty means the client's app
	OpenID      string `json:"openid"`         // any player of the app
	AccessToken string `json:"accessToken"`    // that player's token
	GroupOpenID string `json:"groupOpenid"`    // the group
	UnionID     string `json:"unionid"`        // the guild it is bound to
}

// UnbindGroupAnswer answers /relation/unbind_group (mobile-qq.md 2.3.7.3).
type UnbindGroupAnswer struct {
	Answer
	IsLost   string `json:"is_lost"`  // NotLost or Lost
	PlatCode string `json:"platCode"` // GroupPlatCodeOK
}

// UnbindGroup takes a guild and its group apart (mobile-qq.md 2.3.7). Refusals
// carry the CodeUnbind constants, which are not those of the other group
// interfaces.
func (c *Client) UnbindGroup(ctx context.Context, req UnbindGroupRequest) (*UnbindGroupAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[UnbindGroupAnswer](ctx, c, PathUnbindGroup, req.OpenID, req)
}

// GroupDetailRequest is the body of /relation/get_group_detail (mobile-qq.md
// 2.3.8.2). It finds the group like [GroupOpenIDRequest].
type GroupDetailRequest struct {
	AppID       string `json:"appid,omitzero"`     // empty means the client's app
	OpenID      string `json:"openid"`             // a member of the group
	AccessToken string `json:"accessToken"`        // that player's token
	Opt         string `json:"opt,omitzero"`       // OptByGuild or OptByGroupCode
	UnionID     string `json:"unionid,omitzero"`   // the guild; required with OptByGuild
	ZoneID      string `json:"zoneid,omitzero"`    // the guild's zone; empty means "0"
	GroupCode   string `json:"groupCode,omitzero"` // the group's number; required with OptByGroupCode
}

// GroupDetailAnswer answers /relation/get_group_detail (mobile-qq.md 2.3.8.3): what
// [GroupInfoAnswer] has, and the two keys of the group.
type GroupDetailAnswer struct {
	GroupInfoAnswer
	GroupOpenID  string `json:"groupOpenid"`  // the group, as this app knows it
	JoinGroupKey string `json:"joinGroupKey"` // what lets a player join, perhaps empty
}

// GroupDetail finds a guild's group and describes it in one call (mobile-qq.md
// 2.3.8).
func (c *Client) GroupDetail(ctx context.Context, req GroupDetailRequest) (*GroupDetailAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	req.ZoneID = zoneFor(req.Opt, req.ZoneID)
	return call[GroupDetailAnswer](ctx, c, PathGetGroupDetail, req.OpenID, req)
}

// GroupKeyRequest is the body of /relation/get_group_key (mobile-qq.md 2.3.9.2).
type GroupKeyRequest struct {
	AppID       string `json:"appid,omitzero"` // empty means the client's app
	OpenID      string `json:"openid"`         // the player who wants to join; no member yet
	AccessToken string `json:"accessToken"`    // that player's token
	GroupOpenID string `json:"groupOpenid"`    // the group, from the guild leader's binding
}

// GroupKeyAnswer answers /relation/get_group_key (mobile-qq.md 2.3.9.3).
type GroupKeyAnswer struct {
	Answer
	IsLost       string `json:"is_lost"`      // NotLost or Lost
	PlatCode     string `json:"platCode"`     // GroupPlatCodeOK
	JoinGroupKey string `json:"joinGroupKey"` // what lets a player join
}

// GroupKey returns the key with which a phone asks to join the guild's group
// (mobile-qq.md 2.3.9).
func (c *Client) GroupKey(ctx context.Context, req GroupKeyRequest) (*GroupKeyAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[GroupKeyAnswer](ctx, c, PathGetGroupKey, req.OpenID, req)
}
