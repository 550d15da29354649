package gamecenter

import (
	"net/http"

	"tongwan/internal/web"
)

// joinPage shows a group to somebody who may join it.
type joinPage struct {
	Card
	Key string
}

func (c *center) showJoin(w http.ResponseWriter, r *web.Request) error {
	key := r.URL.Query().Get("key")
	card, err := c.card(r.Context(), r.Visitor.World, r.Visitor.UIN, key)
	if err != nil {
		return err
	}
	return c.pages.Render(w, r, http.StatusOK, "join", joinPage{card, key})
}

func (c *center) join(w http.ResponseWriter, r *web.Request) error {
	key := r.PostForm.Get("key")
	card, err := c.platform.JoinGroup(r.Context(), r.Visitor.World, r.Visitor.UIN, key)
	if err != nil {
		return err
	}
	r.Flash(w, "join.done", card.Group.Name)
	return r.See(w, joinPath(key))
}
