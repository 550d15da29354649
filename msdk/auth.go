package msdk

import (
	"cmp"
	"context"
)

// VerifyLoginRequest is the body of /auth/verify_login (mobile-qq.md 2.1.1.2).
type VerifyLoginRequest struct {
	AppID   int64  `json:"appid,omitzero"`  // a number here; 0 means the client's app
	OpenID  string `json:"openid"`          // the player
	OpenKey string `json:"openkey"`         // the access token under its other name
	UserIP  string `json:"userip,omitzero"` // address of the player's device, optional
}

// VerifyLoginAnswer answers /auth/verify_login (mobile-qq.md 2.1.1.3).
type VerifyLoginAnswer struct {
	Answer
}

// VerifyLogin checks that openkey is the player's and still good, and if so moves
// its expiry to two hours from now unless it is later already (mobile-qq.md 2.1.1,
// protocol.md 4). An expired key stays expired: the [*Error] then says Reauthorise.
func (c *Client) VerifyLogin(ctx context.Context, req VerifyLoginRequest) (*VerifyLoginAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.app.ID)
	req.UserIP = cmp.Or(req.UserIP, c.userIP)
	return call[VerifyLoginAnswer](ctx, c, PathVerifyLogin, req.OpenID, req)
}
