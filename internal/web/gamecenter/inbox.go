package gamecenter

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// Inbox is what was shared with a player in a game, the newest first.
type Inbox struct {
	Unread  int      `json:"unread"` // of all, not only of letters
	Letters []Letter `json:"letters"`
	Next    string   `json:"next,omitempty"` // before of the next page; none: this is the last
}

// Letter is a message that somebody shared.
type Letter struct {
	ID      string    `json:"id"`
	Sent    time.Time `json:"sent"`
	Read    time.Time `json:"read,omitzero"`
	Unread  bool      `json:"unread"`
	From    Person    `json:"from"`
	Title   string    `json:"title"`
	Summary string    `json:"summary"`
	Preview string    `json:"preview,omitempty"`
	Picture string    `json:"picture,omitempty"` // URL that the sender's game gave, http or https
	GameTag string    `json:"game_tag,omitempty"`
	Link    *Link     `json:"link,omitempty"` // none: there is nothing to open

	When moment `json:"-"` // it was sent
}

// Link is what a letter opens.
type Link struct {
	URL  string `json:"url"`
	Kind string `json:"kind"`           // web, or app: the game itself
	Host string `json:"host,omitempty"` // of a web link
}

// Kinds of links.
const (
	linkWeb = "web"
	linkApp = "app"
)

// Pages of an inbox.
const (
	pageOfLetters = 20
	mostLetters   = 100
)

// inbox reads a page of a player's inbox: at most limit letters that are
// older than the one whose id is before.
func (c *center) inbox(ctx context.Context, v viewer, before string, limit int) (Inbox, error) {
	unread, err := c.platform.Unread(ctx, v.player.UIN)
	if err != nil {
		return Inbox{}, err
	}
	list, err := c.platform.Inbox(ctx, v.app, v.player.UIN, before, limit+1)
	if err != nil {
		return Inbox{}, err
	}
	box := Inbox{Unread: unread[v.app.ID]}
	if len(list) > limit {
		list = list[:limit]
		box.Next = list[limit-1].ID
	}
	now := c.platform.Now(v.app.World)
	for _, l := range list {
		box.Letters = append(box.Letters, c.letter(v, l, now))
	}
	return box, nil
}

func (c *center) letter(v viewer, l platform.Letter, now time.Time) Letter {
	view := Letter{
		ID: l.ID, Sent: c.in(l.Sent), Read: c.in(l.Read), Unread: l.Read.IsZero(), From: v.person(l.Sender),
		Title: l.Title, Summary: l.Summary, Preview: l.Preview, GameTag: l.GameTag, Link: linkOf(v.app, l.Message), When: c.moment(l.Sent, now),
	}
	if u := webURL(l.ImageURL); u != nil {
		view.Picture = u.String()
	}
	return view
}

// linkOf returns what a message opens: with act 0 its target_url, if that is
// a web page; with act 1 the app (mobile-qq.md 2.2.1).
func linkOf(app *platform.App, m platform.Message) *Link {
	if m.Act == 1 {
		return &Link{URL: "tencent" + strconv.FormatInt(app.ID, 10) + "://", Kind: linkApp}
	}
	if u := webURL(m.TargetURL); u != nil {
		return &Link{URL: u.String(), Kind: linkWeb, Host: u.Host}
	}
	return nil
}

// webURL reads the URL of a web page, or returns nil. Whoever shares writes
// it: what runs code or opens programs must not get through, nor a user name
// that looks like the host.
func webURL(text string) *url.URL {
	u, err := url.Parse(web.SafeLink(text))
	if err != nil || u.Host == "" || u.User != nil {
		return nil
	}
	return u
}
