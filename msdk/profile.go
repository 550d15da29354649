package msdk

import (
	"cmp"
	"context"
)

// Kinds of membership that query_vip knows. In the request they are bits of vip,
// in the answer each is the flag of its entry (mobile-qq.md 2.4.2.2, 2.4.2.3).
const (
	VIPNormal  = 0x001 // QQ member
	VIPQQLevel = 0x002 // QQ level; only level counts
	VIPBlue    = 0x004 // blue diamond
	VIPRed     = 0x008 // red diamond; never paid by the year
	VIPSuper   = 0x010 // super member; only isvip counts
	VIPXinyue  = 0x040 // Xinyue club; only isvip and level count
	VIPYellow  = 0x080 // yellow diamond; level does not count
	VIPAnimic  = 0x100 // anime member; only isvip counts

	// VIPAll asks for every kind.
	VIPAll = VIPNormal | VIPQQLevel | VIPBlue | VIPRed | VIPSuper | VIPXinyue | VIPYellow | VIPAnimic
)

// QueryVIPRequest is the body of /profile/query_vip (mobile-qq.md 2.4.2.2).
type QueryVIPRequest struct {
	AppID       string `json:"appid,omitzero"` // empty means the client's app
	OpenID      string `json:"openid"`         // the player
	AccessToken string `json:"accessToken"`    // the player's token
	VIP         int    `json:"vip"`            // VIP… bits, at least one
}

// QueryVIPAnswer answers /profile/query_vip (mobile-qq.md 2.4.2.3).
type QueryVIPAnswer struct {
	Answer
	Lists []VIP `json:"lists"` // one entry for each bit asked, ascending
}

// VIP is one membership. All five numbers are always there, whatever the kind
// makes of them; of a lapsed one all but flag are 0 (mobile-qq.md 2.4.2.3).
type VIP struct {
	Flag   int `json:"flag"`   // the kind, one of the VIP… bits
	IsVIP  int `json:"isvip"`  // 1 yes, 0 no; nothing else decides it
	Year   int `json:"year"`   // paid by the year: 1 yes, 0 no
	Level  int `json:"level"`  // its level
	Luxury int `json:"luxury"` // the better edition: 1 yes, 0 no
}

// QueryVIP returns the player's memberships (mobile-qq.md 2.4.2). A dead token and
// an unknown player are both [RetVIPToken].
func (c *Client) QueryVIP(ctx context.Context, req QueryVIPRequest) (*QueryVIPAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[QueryVIPAnswer](ctx, c, PathQueryVIP, req.OpenID, req)
}

// GiftRequest is the body of /profile/get_gift (mobile-qq.md 2.4.3.2).
type GiftRequest struct {
	AppID  string `json:"appid,omitzero"` // empty means the client's app
	OpenID string `json:"openid"`         // the player; no token is asked for
}

// GiftAnswer answers /profile/get_gift (mobile-qq.md 2.4.3.3).
type GiftAnswer struct {
	Answer
	GiftPackList []GiftPack `json:"GiftPackList"` // empty if nothing is left
}

// GiftPack is a number of packs of one kind (mobile-qq.md 2.4.3.3).
type GiftPack struct {
	GiftID    string `json:"giftId"`    // the kind
	GiftCount string `json:"giftCount"` // how many, a decimal string
}

// Gift takes the player's blue-diamond packs (mobile-qq.md 2.4.3). What it returns
// is gone from the platform: hand it to the player before anything else. After a
// [*TransportError] nobody but the platform knows whether it was taken.
func (c *Client) Gift(ctx context.Context, req GiftRequest) (*GiftAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[GiftAnswer](ctx, c, PathGetGift, req.OpenID, req)
}

// WifiRequest is the body of /profile/get_wifi (mobile-qq.md 2.4.4.2).
type WifiRequest struct {
	AppID  string `json:"appid,omitzero"` // empty means the client's app
	OpenID string `json:"openid"`         // the player; no token is asked for
}

// WifiAnswer answers /profile/get_wifi (mobile-qq.md 2.4.4.3).
type WifiAnswer struct {
	Answer
	WifiVIP int `json:"wifiVip"` // entitled: 1 yes, 0 no
}

// Wifi tells whether the player is entitled to the pocket Wi-Fi privilege
// (mobile-qq.md 2.4.4).
func (c *Client) Wifi(ctx context.Context, req WifiRequest) (*WifiAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[WifiAnswer](ctx, c, PathGetWifi, req.OpenID, req)
}
