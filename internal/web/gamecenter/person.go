package gamecenter

import (
	"context"
	"net/url"
	"strconv"

	"tongwan/internal/platform"
)

// Person is somebody as the one who looks sees them.
type Person struct {
	OpenID   string `json:"openid,omitempty"` // none: does not play this game
	Name     string `json:"name"`             // the remark that the one who looks gave, else the nickname
	Nickname string `json:"nickname"`
	Picture  string `json:"picture,omitempty"` // URL, 100 pixels wide
	Me       bool   `json:"me"`

	elsewhere bool // Picture leads to another server
}

// viewer is who looks, and at what.
type viewer struct {
	app    *platform.App
	player platform.Player
	base   string // what URLs of this server begin with; pages leave it out
}

// person words what a player sees of somebody. All pictures come from this
// server, which sends those who ask on to an account's own picture.
func (v viewer) person(f platform.Friend) Person {
	p := Person{OpenID: f.OpenID, Name: f.Shown(), Nickname: f.Nickname, Me: f.UIN == v.player.UIN, elsewhere: f.Avatar != ""}
	if p.Me {
		p.OpenID = v.player.OpenID
	}
	if p.OpenID != "" {
		p.Picture = v.base + "/qqapp/" + strconv.FormatInt(v.app.ID, 10) + "/" + url.PathEscape(p.OpenID) + "/100"
	}
	return p
}

// appName returns what people call an app.
func appName(app *platform.App) string {
	if app.Name == "" {
		return strconv.FormatInt(app.ID, 10)
	}
	return app.Name
}

// playerOf returns the player that an account is in an app. One that is none
// has no openid.
func (c *center) playerOf(ctx context.Context, uin, appid int64) (platform.Player, error) {
	players, err := c.platform.PlayersOf(ctx, uin)
	for _, p := range players {
		if p.AppID == appid {
			return p, err
		}
	}
	return platform.Player{UIN: uin, AppID: appid}, err
}
