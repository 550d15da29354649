package gamecenter

import (
	"context"
	"slices"

	"tongwan/internal/platform"
)

// Group is a group that the player is a member of, and the guild of the
// game that it is bound to.
type Group struct {
	Code      int64  `json:"code"`
	Name      string `json:"name"`
	Memo      string `json:"memo,omitempty"`
	Members   int    `json:"members"`
	Max       int    `json:"max"`  // members it can hold
	Role      string `json:"role"` // owner, admin or member
	Owner     string `json:"owner"`
	Dissolved bool   `json:"dissolved"`
	Guild     *Guild `json:"guild,omitempty"` // none: not bound in this game

	Elsewhere []string `json:"-"` // names of other games that it is bound in
}

// Guild is a guild of a game that a group is bound to.
type Guild struct {
	UnionID     string `json:"unionid"`
	ZoneID      string `json:"zoneid"`
	GroupOpenID string `json:"group_openid"`
	JoinKey     string `json:"join_key"`
}

// Roles of a member.
const (
	roleOwner  = "owner"
	roleAdmin  = "admin"
	roleMember = "member"
)

// groups reads the groups that the player is a member of.
func (c *center) groups(ctx context.Context, v viewer) ([]Group, error) {
	rows, err := c.platform.GroupsOf(ctx, v.player.UIN)
	if err != nil {
		return nil, err
	}
	list := make([]Group, len(rows))
	for i, row := range rows {
		if list[i], err = c.group(ctx, v, row); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (c *center) group(ctx context.Context, v viewer, row platform.GroupRow) (Group, error) {
	g := Group{Code: row.Code, Name: row.Name, Memo: row.Memo, Members: len(row.Members), Max: row.Max,
		Role: roleIn(row, v.player.UIN), Dissolved: row.Dissolved}
	owner, err := c.platform.Account(ctx, row.Owner)
	if err != nil && platform.ReasonOf(err) != platform.NotFound {
		return g, err
	}
	g.Owner = owner.Nickname
	for _, b := range row.Bindings {
		if b.AppID == v.app.ID {
			g.Guild = &Guild{b.UnionID, b.ZoneID, b.OpenID, b.JoinKey}
			continue
		}
		app, err := c.platform.App(ctx, b.AppID)
		if err != nil {
			return g, err
		}
		g.Elsewhere = append(g.Elsewhere, appName(app))
	}
	return g, nil
}

func roleIn(g platform.GroupRow, uin int64) string {
	switch {
	case g.Owner == uin:
		return roleOwner
	case slices.Contains(g.Admins, uin):
		return roleAdmin
	}
	return roleMember
}

// ofGame keeps the groups that are a game's business: those bound in it, and
// those that the player owns and could bind.
func ofGame(groups []Group) []Group {
	return slices.DeleteFunc(groups, func(g Group) bool { return g.Guild == nil && g.Role != roleOwner })
}

// Card is what somebody who may join sees of a group.
type Card struct {
	AppID     int64  `json:"appid"` // game of the guild
	Game      string `json:"game"`
	GroupCode int64  `json:"code"`
	Name      string `json:"name"`
	Memo      string `json:"memo,omitempty"`
	Members   int    `json:"members"`
	Max       int    `json:"max"`
	UnionID   string `json:"unionid"`
	ZoneID    string `json:"zoneid"`
	Member    bool   `json:"member"` // the one who looks is one already
	Full      bool   `json:"full"`
}

// card reads the group that a join key leads to.
func (c *center) card(ctx context.Context, world string, uin int64, key string) (Card, error) {
	g, err := c.platform.GroupByKey(ctx, world, key)
	if err != nil {
		return Card{}, err
	}
	return c.viewCard(ctx, uin, g)
}

func (c *center) viewCard(ctx context.Context, uin int64, g platform.GroupCard) (Card, error) {
	app, err := c.platform.App(ctx, g.AppID)
	if err != nil {
		return Card{}, err
	}
	mine, err := c.platform.GroupsOf(ctx, uin)
	if err != nil {
		return Card{}, err
	}
	return Card{
		AppID: g.AppID, Game: appName(app), GroupCode: g.Code, Name: g.Group.Name, Memo: g.Group.Memo,
		Members: g.Members, Max: g.Group.Max, UnionID: g.UnionID, ZoneID: g.ZoneID, Full: g.Members >= g.Group.Max,
		Member: slices.ContainsFunc(mine, func(row platform.GroupRow) bool { return row.Code == g.Code }),
	}, nil
}
