package gamecenter

import (
	"embed"
	"io/fs"
	"net/http"
	"strconv"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

//go:embed *.html assets
var files embed.FS

// Home is where the pages begin.
const Home = "/gamecenter"

// addPages adds the pages to the site.
func (c *center) addPages(s *web.Site) error {
	assets, err := fs.Sub(files, "assets")
	if err != nil {
		return err
	}
	if err := s.Assets(assets); err != nil {
		return err
	}
	if c.pages, err = s.Pages(files, texts); err != nil {
		return err
	}
	s.Nav(Home, "games.nav")
	s.Handle("GET /gamecenter", web.SignedIn, c.showGames)
	s.Handle("POST /gamecenter/follow", web.SignedIn, c.follow)
	s.Handle("GET /gamecenter/{appid}", web.SignedIn, c.showGame)
	s.Handle("GET /gamecenter/{appid}/{page}", web.SignedIn, c.showPage)
	s.Handle("GET /gamecenter/{appid}/data/events", web.SignedIn|web.Streaming, c.sendEvents)
	s.Handle("POST /gamecenter/{appid}/inbox/read", web.SignedIn, c.markRead)
	s.Handle("POST /gamecenter/{appid}/guild/unbind", web.SignedIn, c.unbind)
	s.Handle("GET /gamecenter/guild/bind", web.SignedIn, c.showBind)
	s.Handle("POST /gamecenter/guild/bind", web.SignedIn, c.bind)
	s.Handle("GET /gamecenter/guild/join", web.SignedIn, c.showJoin)
	s.Handle("POST /gamecenter/guild/join", web.SignedIn, c.join)
	s.Handle("GET /gamecenter/chest/{boxid}", web.SignedIn, c.showChest)
	s.Handle("POST /gamecenter/chest/{boxid}/take", web.SignedIn, c.take)
	return nil
}

// game is what all pages of a game show at their top.
type game struct {
	AppID  int64
	Name   string
	Unread int
	Tab    string // which of the game's pages this is
	Me     Person
}

// tabs are a game's pages, in the order of the navigation.
var tabs = []string{"ranking", "inbox", "data", "guild"}

// Tabs returns them all.
func (game) Tabs() []string { return tabs }

// Path returns the path of one of the game's pages.
func (g game) Path(tab string) string { return gamePath(g.AppID, tab) }

// Colour chooses one of the tile's colours.
func (g game) Colour() int64 { return g.AppID % 6 }

func gamePath(appid int64, page string) string {
	return Home + "/" + strconv.FormatInt(appid, 10) + "/" + page
}

// player returns the player that the visitor is in the game that the path
// names.
func (c *center) player(r *web.Request) (viewer, error) {
	appid, err := strconv.ParseInt(r.PathValue("appid"), 10, 64)
	if err != nil {
		return viewer{}, notFound
	}
	player, err := c.playerOf(r.Context(), r.Visitor.UIN, appid)
	if err != nil {
		return viewer{}, err
	}
	if player.OpenID == "" {
		return viewer{}, &web.Problem{Status: http.StatusNotFound, Text: "game.notplayed"}
	}
	app, err := c.platform.App(r.Context(), appid)
	return viewer{app: app, player: player}, err
}

var notFound = &web.Problem{Status: http.StatusNotFound, Text: "error.notfound"}

// game words the top of a page.
func (c *center) game(r *web.Request, v viewer, tab string) (game, error) {
	unread, err := c.platform.Unread(r.Context(), v.player.UIN)
	me := v.person(platform.Friend{UIN: v.player.UIN, Nickname: r.Visitor.Nickname, Avatar: r.Visitor.Avatar})
	return game{v.app.ID, appName(v.app), unread[v.app.ID], tab, me}, err
}

// showGame sends people to what they most likely came for.
func (c *center) showGame(w http.ResponseWriter, r *web.Request) error {
	v, err := c.player(r)
	if err != nil {
		return err
	}
	return r.See(w, gamePath(v.app.ID, tabs[0]))
}

// showPage shows one of a game's pages. They share a pattern, since patterns
// of their own would clash with those of chests.
func (c *center) showPage(w http.ResponseWriter, r *web.Request) error {
	show := map[string]func(http.ResponseWriter, *web.Request, viewer) error{
		"ranking": c.showRanking, "inbox": c.showInbox, "data": c.showData, "guild": c.showGuild,
	}[r.PathValue("page")]
	if show == nil {
		return notFound
	}
	v, err := c.player(r)
	if err != nil {
		return err
	}
	return show(w, r, v)
}
