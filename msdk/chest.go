package msdk

import (
	"cmp"
	"context"
)

// Limits of a chest (protocol.md 4).
const (
	ChestMaxItems  = 10000 // num
	ChestMaxPeople = 100   // peoplenum
)

// GainChestRequest is the body of /relation/qq_gain_chest (mobile-qq.md 2.3.11.2).
type GainChestRequest struct {
	AppID       string `json:"appid,omitzero"` // empty means the client's app
	OpenID      string `json:"openid"`         // the sender
	AccessToken string `json:"accessToken"`    // the sender's token
	PF          string `json:"pf,omitzero"`    // platform of the sender's login, optional
	ActID       int    `json:"actid"`          // the activity, agreed on beforehand
	Num         int    `json:"num"`            // items in all, 1 to ChestMaxItems; fewer than PeopleNum become PeopleNum
	PeopleNum   int    `json:"peoplenum"`      // people who may open it, 1 to ChestMaxPeople
	Type        int    `json:"type"`           // always 0
}

// GainChestAnswer answers /relation/qq_gain_chest (mobile-qq.md 2.3.11.3).
type GainChestAnswer struct {
	Answer
	PlatCode string `json:"platCode"` // empty on success, unlike that of groups
	BoxID    string `json:"boxid"`    // the chest
}

// GainChest makes a chest of items for friends to open (mobile-qq.md 2.3.11).
func (c *Client) GainChest(ctx context.Context, req GainChestRequest) (*GainChestAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[GainChestAnswer](ctx, c, PathQQGainChest, req.OpenID, req)
}
