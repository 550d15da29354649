package msdk

import (
	"cmp"
	"context"
)

// Values of bcover (mobile-qq.md 2.4.5.2).
const (
	KeepHigher = 0 // only a number higher than the last is kept; for whatever is ranked
	Replace    = 1 // the value replaces the last one
)

// ScoreBatchRequest is the body of /profile/qqscore_batch (mobile-qq.md 2.4.5.2).
type ScoreBatchRequest struct {
	AppID       string       `json:"appid,omitzero"` // empty means the client's app
	OpenID      string       `json:"openid"`         // the player
	AccessToken string       `json:"accessToken"`    // the player's token
	Param       []ScoreEntry `json:"param"`          // at least one; all are taken or none
}

// ScoreEntry is one value reported (mobile-qq.md 2.4.5.2, table in 2.4.5.6).
type ScoreEntry struct {
	Type    int    `json:"type"`             // what the value is: Score…, or a number the game has agreed on
	Data    string `json:"data"`             // the value; a decimal number unless the type is a text
	Expires string `json:"expires,omitzero"` // Unix seconds in decimal; "0" or none never expires
	BCover  int    `json:"bcover,omitzero"`  // KeepHigher or Replace
}

// ScoreBatchAnswer answers /profile/qqscore_batch (mobile-qq.md 2.4.5.5).
type ScoreBatchAnswer struct {
	Answer
	Type int `json:"type"` // 0; the type of the entry at fault when a batch is refused
}

// ScoreBatch reports the player's achievements to the Game Center (mobile-qq.md
// 2.4.5). One bad entry refuses the whole batch; Type of the [*Error] then names
// that entry's type.
func (c *Client) ScoreBatch(ctx context.Context, req ScoreBatchRequest) (*ScoreBatchAnswer, error) {
	req.AppID = cmp.Or(req.AppID, c.appID())
	return call[ScoreBatchAnswer](ctx, c, PathQQScoreBatch, req.OpenID, req)
}
