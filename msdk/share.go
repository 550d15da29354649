package msdk

import (
	"cmp"
	"context"
)

// Limits of a message, all in bytes of UTF-8 (mobile-qq.md 2.2.1.1, 2.2.1.2).
const (
	ShareMaxTitle     = 45  // title
	ShareMaxSummary   = 45  // summary
	ShareMaxTargetURL = 512 // target_url
	ShareMaxBody      = 700 // title, summary, image_url, target_url, previewText and game_tag together
)

// Values of parameters of /share/qq (mobile-qq.md 2.2.1.2).
const (
	ShareDst    = 1001 // dst: mobile QQ, the only one there is
	ShareFlag   = 1    // flag: no roaming, the only one allowed
	ShareActURL = 0    // act: a tap opens target_url
	ShareActApp = 1    // act: a tap opens the game
)

// Values of game_tag in use; a game may agree on others (mobile-qq.md 2.2.1.2).
const (
	GameTagInvite       = "MSG_INVITE"           // an invitation
	GameTagFriendExceed = "MSG_FRIEND_EXCEED"    // the sender has overtaken the receiver
	GameTagHeartSend    = "MSG_HEART_SEND"       // the sender gives a heart
	GameTagFriendPVP    = "MSG_SHARE_FRIEND_PVP" // a duel
)

// ShareQQRequest is the body of /share/qq (mobile-qq.md 2.2.1.2). Required are
// OpenID, AccessToken, Title and FOpenIDs; the rest is left out when zero,
// except for Dst and Flag.
type ShareQQRequest struct {
	AppID       int64           `json:"oauth_consumer_key,omitzero"` // the appid, a number; 0 means the client's app
	OpenID      string          `json:"openid"`                      // the sender
	AccessToken string          `json:"access_token"`                // the sender's token; this key has an underscore
	FOpenIDs    []ShareReceiver `json:"fopenids"`                    // exactly one friend
	Title       string          `json:"title"`                       // up to 45 bytes
	Summary     string          `json:"summary,omitzero"`            // up to 45 bytes
	ImageURL    string          `json:"image_url,omitzero"`          // 128×128 pixels, up to 2 MB
	TargetURL   string          `json:"target_url,omitzero"`         // what a tap opens, up to 512 bytes
	PreviewText string          `json:"previewText,omitzero"`        // not needed
	GameTag     string          `json:"game_tag,omitzero"`           // kind of message, for statistics: GameTag…
	Act         int             `json:"act,omitzero"`                // ShareActURL or ShareActApp
	Dst         int             `json:"dst,omitzero"`                // ShareDst; 0 means that
	Flag        int             `json:"flag,omitzero"`               // ShareFlag; 0 means that
	Src         int             `json:"src,omitzero"`                // source of the message, 0
	UserIP      string          `json:"userip,omitzero"`             // address of the player's device
}

// ShareReceiver is an entry of fopenids (mobile-qq.md 2.2.1.2).
type ShareReceiver struct {
	OpenID string `json:"openid"` // the receiver
	Type   int    `json:"type"`   // always 0
}

// ShareQQAnswer answers /share/qq (mobile-qq.md 2.2.1.3).
type ShareQQAnswer struct {
	Answer
}

// ShareQQ sends one friend a message in the games account of mobile QQ
// (mobile-qq.md 2.2.1). The friend has to follow that account and takes about 20
// messages of one game a day. Refusals carry the CodeShare constants.
func (c *Client) ShareQQ(ctx context.Context, req ShareQQRequest) (*ShareQQAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.app.ID)
	req.Dst, req.Flag = cmp.Or(req.Dst, ShareDst), cmp.Or(req.Flag, ShareFlag)
	req.UserIP = cmp.Or(req.UserIP, c.userIP)
	return call[ShareQQAnswer](ctx, c, PathShareQQ, req.OpenID, req)
}
