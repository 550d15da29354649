package gamecenter

import (
	"net/http"
	"net/url"
	"slices"

	"tongwan/internal/platform"
	"tongwan/internal/web"
)

// chestPage shows a chest to whoever opens its link.
type chestPage struct {
	Chest
	Plays bool // the visitor plays the game, so may take
}

func (c *center) showChest(w http.ResponseWriter, r *web.Request) error {
	chest, err := c.chest(r.Context(), *r.Visitor, "", r.PathValue("boxid"))
	if err != nil {
		return err
	}
	page := chestPage{Chest: chest, Plays: chest.plays}
	if chest.Maker.elsewhere || slices.ContainsFunc(chest.Takes, func(t Take) bool { return t.elsewhere }) {
		r.AllowImages()
	}
	return c.pages.Render(w, r, http.StatusOK, "chest", page)
}

func (c *center) take(w http.ResponseWriter, r *web.Request) error {
	boxid := r.PathValue("boxid")
	n, err := c.platform.TakeFromChest(r.Context(), *r.Visitor, boxid)
	switch {
	case platform.ReasonOf(err) == platform.ChestEmpty: // the page says so too, and who was faster
		r.Flash(w, "chest.late")
	case err != nil:
		return err
	default:
		r.Flash(w, "chest.took", n)
	}
	return r.See(w, "/gamecenter/chest/"+url.PathEscape(boxid))
}
