package world

import (
	"context"
	"errors"

	"tongwan/internal/platform"
)

// culprit finds what of a refused document somebody else has. A store may
// take rows in batches and refuse them later, so the row that it was given
// last, if that is known, need not be it: but it is looked at first. It
// returns nil if it finds nothing, also when the store does not answer.
func (a *applier) culprit(ctx context.Context, last *planned) *path {
	if last != nil {
		if at := a.taken(ctx, *last); at != nil {
			return at
		}
	}
	m := a.merger(ctx)
	m.looking = true
	for r := range m.rows() {
		if at := a.taken(ctx, r); at != nil {
			return at
		}
	}
	if at := a.takenBinding(ctx); at != nil || last == nil {
		return at
	}
	return last.at
}

// taken returns the place of a row that somebody else has.
func (a *applier) taken(ctx context.Context, r planned) *path {
	store := a.platform.Store()
	switch row := r.row.(type) {
	case platform.App:
		if found, err := store.App(ctx, row.ID); err == nil && found.World != a.world.Name {
			return r.at.key("appid")
		}
	case platform.Account:
		if found, err := store.Account(ctx, row.UIN); err == nil && found.World != a.world.Name {
			return r.at.key("uin")
		}
	case platform.Player:
		if found, err := store.Player(ctx, row.AppID, row.OpenID); err == nil && found.UIN != row.UIN {
			return r.at.key("openid")
		}
	case platform.GroupRow:
		if found, err := store.GroupRow(ctx, row.Code); err == nil && found.World != a.world.Name {
			return r.at.key("code")
		}
	}
	return nil
}

// takenBinding looks through the bindings of all worlds: guilds are unique in
// an app, groupOpenids in the server, join keys in a world.
func (a *applier) takenBinding(ctx context.Context) *path {
	own := a.bindings(ctx)
	worlds, err := a.platform.Store().Worlds(ctx)
	if err != nil || len(own.guilds) == 0 {
		return nil
	}
	var found *path
	errFound := errors.New("found")
	for _, w := range worlds {
		err := a.platform.Store().Dump(ctx, w, func(row platform.Row) error {
			if g, ok := row.(platform.GroupRow); ok {
				found = own.taken(g)
				if found == nil && w == a.world.Name {
					found = own.takenKey(g)
				}
			}
			if found != nil {
				return errFound
			}
			return nil
		})
		if err != nil {
			break
		}
	}
	return found
}

// boundAs is what a document binds a group as.
type boundAs struct {
	code, appid int64
	at          *path
}

// bindings are those of a document.
type bindings struct {
	guilds  map[guild]boundAs
	openids map[string]boundAs
	keys    map[string]boundAs
}

func (a *applier) bindings(ctx context.Context) bindings {
	own := bindings{make(map[guild]boundAs), make(map[string]boundAs), make(map[string]boundAs)}
	_ = a.text.each(ctx, "groups", func(it *item) error { // it was read before
		g := it.value.(*Group)
		for i, b := range g.Bindings {
			as := boundAs{g.Code, b.AppID, it.at.key("bindings").at(i)}
			own.guilds[guild{b.AppID, b.UnionID, b.zone()}] = as
			if b.GroupOpenID != nil {
				own.openids[*b.GroupOpenID] = as
			}
			if b.JoinKey != nil {
				own.keys[*b.JoinKey] = as
			}
		}
		return nil
	})
	return own
}

// taken returns the place of a binding that a group of the store stands in
// the way of.
func (own bindings) taken(g platform.GroupRow) *path {
	for _, b := range g.Bindings {
		if as, ok := own.guilds[guild{b.AppID, b.UnionID, b.ZoneID}]; ok && as.code != g.Code {
			return as.at
		}
		if as, ok := own.openids[b.OpenID]; ok && (as.code != g.Code || as.appid != b.AppID) {
			return as.at.key("group_openid")
		}
	}
	return nil
}

// takenKey is taken for the join keys of the document's own world.
func (own bindings) takenKey(g platform.GroupRow) *path {
	for _, b := range g.Bindings {
		if as, ok := own.keys[b.JoinKey]; ok && (as.code != g.Code || as.appid != b.AppID) {
			return as.at.key("join_key")
		}
	}
	return nil
}
