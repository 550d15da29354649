package gamecenter

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// guildPage shows the player's groups and what they are bound to.
type guildPage struct {
	Game   game
	Groups []Group
	Base   string // what links to this server begin with
}

// Link returns the address at which people join the guild's group.
func (p guildPage) Link(g Guild) string { return p.Base + joinPath(g.JoinKey) }

func joinPath(key string) string { return "/gamecenter/guild/join?key=" + url.QueryEscape(key) }

func (c *center) showGuild(w http.ResponseWriter, r *web.Request, v viewer) error {
	page := guildPage{Base: r.BaseURL()}
	var err error
	if page.Groups, err = c.groups(r.Context(), v); err != nil {
		return err
	}
	slices.SortStableFunc(page.Groups, func(a, b Group) int { // what is bound here comes first
		return compareBool(a.Guild == nil, b.Guild == nil)
	})
	if page.Game, err = c.game(r, v, "guild"); err != nil {
		return err
	}
	return c.pages.Render(w, r, http.StatusOK, "guild", page)
}

func (c *center) unbind(w http.ResponseWriter, r *web.Request) error {
	v, err := c.player(r)
	if err != nil {
		return err
	}
	code, err := strconv.ParseInt(r.PostForm.Get("code"), 10, 64)
	if err != nil {
		return notFound
	}
	if err := c.platform.UnbindOwn(r.Context(), v.app, v.player.UIN, code); err != nil {
		return err
	}
	r.Flash(w, "guild.unbound")
	return r.See(w, gamePath(v.app.ID, "guild"))
}

// bindPage lets a player choose one of the groups they own for the guild
// that a link from the game names.
type bindPage struct {
	AppID  int64
	Game   string
	Link   platform.GuildLink
	Groups []Group // that the player owns
	Bound  string  // name of the group that the guild has already; empty: none
	Taken  bool
}

// AnyFree reports whether one of the groups can be bound.
func (p bindPage) AnyFree() bool {
	return slices.ContainsFunc(p.Groups, func(g Group) bool { return g.Guild == nil })
}

// guildLink reads a link, or the form that was made of it, and checks it.
func (c *center) guildLink(r *web.Request) (viewer, platform.GuildLink, error) {
	link := platform.GuildLink{OpenID: r.FormValue("openid"), UnionID: r.FormValue("unionid"), ZoneID: r.FormValue("zoneid"), Sig: r.FormValue("sig")}
	appid, err := strconv.ParseInt(r.FormValue("appid"), 10, 64)
	if err != nil {
		return viewer{}, link, &web.Problem{Status: http.StatusBadRequest, Text: "bind.noapp"}
	}
	app, err := c.platform.App(r.Context(), appid)
	if platform.ReasonOf(err) == platform.NotFound {
		return viewer{}, link, &web.Problem{Status: http.StatusBadRequest, Text: "bind.noapp"}
	}
	if err != nil {
		return viewer{}, link, err
	}
	player := platform.Player{UIN: r.Visitor.UIN, AppID: appid, OpenID: link.OpenID}
	return viewer{app: app, player: player}, link, c.platform.CheckGuildLink(r.Context(), app, r.Visitor.UIN, link)
}

func (c *center) showBind(w http.ResponseWriter, r *web.Request) error {
	v, link, err := c.guildLink(r)
	if err != nil {
		return err
	}
	page := bindPage{AppID: v.app.ID, Game: appName(v.app), Link: link}
	bound, err := c.platform.GuildGroup(r.Context(), v.app, link.UnionID, link.ZoneID)
	switch {
	case err == nil:
		page.Taken, page.Bound = true, bound.Group.Name
	case platform.ReasonOf(err) != platform.NoBinding:
		return err
	}
	if page.Groups, err = c.groups(r.Context(), v); err != nil {
		return err
	}
	page.Groups = slices.DeleteFunc(page.Groups, func(g Group) bool { return g.Role != roleOwner || g.Dissolved })
	return c.pages.Render(w, r, http.StatusOK, "bind", page)
}

func (c *center) bind(w http.ResponseWriter, r *web.Request) error {
	v, link, err := c.guildLink(r)
	if err != nil {
		return err
	}
	code, err := strconv.ParseInt(r.PostForm.Get("code"), 10, 64)
	if err != nil {
		return &web.Problem{Status: http.StatusBadRequest, Text: "bind.choose"}
	}
	bound, err := c.platform.BindGuild(r.Context(), v.app, r.Visitor.UIN, link, code)
	if err != nil {
		return err
	}
	r.Flash(w, "bind.done", bound.Group.Name)
	return r.See(w, gamePath(v.app.ID, "guild"))
}
