package gamecenter

import (
	"html/template"
	"net/http"
	"net/url"

	"tongwan/internal/web"
)

// inboxPage shows a part of an inbox.
type inboxPage struct {
	Game game
	Inbox
	Before string // what this part is older than; empty: it is the newest
}

// Href returns the link for a page. Only two schemes come out of [linkOf]:
// html/template does not know the app's one to be harmless.
func (l Link) Href() template.URL { return template.URL(l.URL) }

func (c *center) showInbox(w http.ResponseWriter, r *web.Request, v viewer) error {
	page := inboxPage{Before: r.URL.Query().Get("before")}
	var err error
	if page.Inbox, err = c.inbox(r.Context(), v, page.Before, pageOfLetters); err != nil {
		return err
	}
	if page.Game, err = c.game(r, v, "inbox"); err != nil {
		return err
	}
	r.AllowImages()
	return c.pages.Render(w, r, http.StatusOK, "inbox", page)
}

// markRead marks one message as read, or all.
func (c *center) markRead(w http.ResponseWriter, r *web.Request) error {
	v, err := c.player(r)
	if err != nil {
		return err
	}
	back := gamePath(v.app.ID, "inbox")
	if before := r.PostForm.Get("before"); before != "" {
		back += "?before=" + url.QueryEscape(before)
	}
	var ids []string // none: all
	if id := r.PostForm.Get("id"); id != "" {
		ids = []string{id}
	}
	n, err := c.platform.MarkRead(r.Context(), v.app, v.player.UIN, ids)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		r.Flash(w, "inbox.allread", n)
	}
	return r.See(w, back)
}
