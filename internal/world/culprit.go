package world

import (
	"context"
	"errors"

	"tongwan/internal/platform"
)

// culprit finds what of a refused document somebody else has. A store may
// take rows in batches and refuse them later, so the row that it was given
// last need not be it. It returns nil if it finds nothing, also when the store
// does not answer.
func culprit(ctx context.Context, store platform.WorldReader, doc *Document, rows []planned) *path {
	for _, r := range rows {
		switch row := r.row.(type) {
		case platform.App:
			if a, err := store.App(ctx, row.ID); err == nil && a.World != doc.World {
				return r.at.key("appid")
			}
		case platform.Account:
			if a, err := store.Account(ctx, row.UIN); err == nil && a.World != doc.World {
				return r.at.key("uin")
			}
		case platform.Player:
			if p, err := store.Player(ctx, row.AppID, row.OpenID); err == nil && p.UIN != row.UIN {
				return r.at.key("openid")
			}
		case platform.GroupRow:
			if g, err := store.GroupRow(ctx, row.Code); err == nil && g.World != doc.World {
				return r.at.key("code")
			}
		}
	}
	return culpritBinding(ctx, store, doc)
}

// boundAs is what a document binds a group as.
type boundAs struct {
	code, appid int64
	at          *path
}

// culpritBinding looks through the bindings of all worlds: guilds are unique
// in an app, groupOpenids in the server.
func culpritBinding(ctx context.Context, store platform.WorldReader, doc *Document) *path {
	guilds, openids := bindingsOf(doc)
	if len(guilds) == 0 {
		return nil
	}
	worlds, err := store.Worlds(ctx)
	if err != nil {
		return nil
	}
	var found *path
	errFound := errors.New("found")
	for _, w := range worlds {
		err := store.Dump(ctx, w, func(row platform.Row) error {
			g, _ := row.(platform.GroupRow)
			for _, b := range g.Bindings {
				if as, ok := guilds[guild{b.AppID, b.UnionID, b.ZoneID}]; ok && as.code != g.Code {
					found = as.at
				}
				if as, ok := openids[b.OpenID]; ok && (as.code != g.Code || as.appid != b.AppID) {
					found = as.at.key("group_openid")
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

func bindingsOf(doc *Document) (guilds map[guild]boundAs, openids map[string]boundAs) {
	guilds, openids = make(map[guild]boundAs), make(map[string]boundAs)
	for i, g := range doc.Groups {
		for j, b := range g.Bindings {
			as := boundAs{g.Code, b.AppID, root("groups").at(i).key("bindings").at(j)}
			guilds[guild{b.AppID, b.UnionID, b.zone()}] = as
			if b.GroupOpenID != nil {
				openids[*b.GroupOpenID] = as
			}
		}
	}
	return guilds, openids
}
