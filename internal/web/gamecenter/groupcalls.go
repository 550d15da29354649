package gamecenter

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"tongwan/internal/platform"
)

type groupsAnswer struct {
	Groups []Group `json:"groups"`
}

func (c *center) getGroups(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	groups, err := c.groups(r.Context(), v)
	return groupsAnswer{ofGame(groups)}, err
}

// guildRequest is the guild of a link from the game; its openid is that of
// the token.
type guildRequest struct {
	UnionID string `json:"unionid"`
	ZoneID  string `json:"zoneid"`
	Sig     string `json:"sig"` // lower-case hex md5 of openid_appid_appkey_unionid_zoneid
}

func (c *center) putGuild(w http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	code, err := groupCode(r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	var body guildRequest
	if err := decode(w, r, &body); err != nil {
		return nil, err
	}
	link := platform.GuildLink{OpenID: v.player.OpenID, UnionID: body.UnionID, ZoneID: body.ZoneID, Sig: body.Sig}
	if _, err := c.platform.BindGuild(r.Context(), v.app, v.player.UIN, link, code); err != nil {
		return nil, err
	}
	return c.oneGroup(r.Context(), v, code)
}

func (c *center) deleteGuild(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	code, err := groupCode(r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	if err := c.platform.UnbindOwn(r.Context(), v.app, v.player.UIN, code); err != nil {
		return nil, err
	}
	return c.oneGroup(r.Context(), v, code)
}

func groupCode(text string) (int64, error) {
	code, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, platform.Refuse(platform.Invalid, "a group's code is a decimal number, got %q", text)
	}
	return code, nil
}

// oneGroup returns one of the player's groups. An owner need not be among
// the members, so it can be missing.
func (c *center) oneGroup(ctx context.Context, v viewer, code int64) (Group, error) {
	groups, err := c.groups(ctx, v)
	if err != nil {
		return Group{}, err
	}
	i := slices.IndexFunc(groups, func(g Group) bool { return g.Code == code })
	if i < 0 {
		return Group{}, platform.Refuse(platform.NotFound, "you are no longer in group %d", code)
	}
	return groups[i], nil
}

func (c *center) getJoin(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	return c.cardOfGame(r, v)
}

func (c *center) postJoin(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	if _, err := c.cardOfGame(r, v); err != nil {
		return nil, err
	}
	g, err := c.platform.JoinGroup(r.Context(), v.app.World, v.player.UIN, r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	return c.viewCard(r.Context(), v.player.UIN, g)
}

// cardOfGame returns the card of a group of the token's game.
func (c *center) cardOfGame(r *http.Request, v viewer) (Card, error) {
	card, err := c.card(r.Context(), v.app.World, v.player.UIN, r.PathValue("key"))
	if err == nil && card.AppID != v.app.ID {
		err = platform.Refuse(platform.NoBinding, "no group of app %d can be joined with this key", v.app.ID)
	}
	return card, err
}

func (c *center) getChest(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	return c.chestOfGame(r, v)
}

func (c *center) postChest(_ http.ResponseWriter, r *http.Request, v viewer) (any, error) {
	if _, err := c.chestOfGame(r, v); err != nil {
		return nil, err
	}
	account, err := c.platform.Account(r.Context(), v.player.UIN)
	if err != nil {
		return nil, err
	}
	if _, err := c.platform.TakeFromChest(r.Context(), account, r.PathValue("boxid")); err != nil {
		return nil, err
	}
	return c.chest(r.Context(), account, v.base, r.PathValue("boxid"))
}

// chestOfGame returns a chest of the token's game.
func (c *center) chestOfGame(r *http.Request, v viewer) (Chest, error) {
	account, err := c.platform.Account(r.Context(), v.player.UIN)
	if err != nil {
		return Chest{}, err
	}
	chest, err := c.chest(r.Context(), account, v.base, r.PathValue("boxid"))
	if err == nil && chest.AppID != v.app.ID {
		err = platform.Refuse(platform.NotFound, "app %d has no chest %s", v.app.ID, chest.BoxID)
	}
	return chest, err
}
