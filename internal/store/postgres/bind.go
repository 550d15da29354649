package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	// Whoever binds or joins a group holds it, and so does a load of it.
	lockGroup = `SELECT ` + groupColumns + ` FROM chatgroup g WHERE g.code = $1 FOR NO KEY UPDATE`

	addGuild   = `INSERT INTO guild (unionid, zoneid, appid, code) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
	addBinding = `
INSERT INTO group_binding (code, appid, unionid, zoneid, group_openid, join_key) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING`
	addGroupOpenID = `INSERT INTO group_openid (group_openid, appid, code) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	addJoinKey     = `INSERT INTO join_key (join_key, world, code, appid) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
)

// Bind implements [platform.GuildStore]. Each of a binding's names is unique
// in a table of its own.
func (s *Store) Bind(ctx context.Context, b platform.Binding) error {
	return upon(func() error { return s.needGroup(ctx, b.Code) }, func() error {
		return s.transact(ctx, "bind group", func(t *transaction) error {
			var (
				g          platform.Group
				found, app bool
			)
			err := t.send(func(batch *pgx.Batch) {
				batch.Queue(lockGroup, b.Code).Query(groupTo(&g, &found))
				batch.Queue(selectHasApp, b.AppID).Exec(changedTo(&app))
			})
			switch {
			case err != nil:
				return err
			case !found:
				return errGone
			case !app:
				return noApp(b.AppID)
			}
			return t.bind(g, b)
		})
	})
}

// groupTo returns a callback that keeps a group, and whether there is one.
func groupTo(g *platform.Group, found *bool) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*g, *found, err = first(rows, func(r pgx.CollectableRow) (g platform.Group, err error) {
			err = r.Scan(groupInto(&g)...)
			return g, err
		})
		return err
	}
}

// bind takes a binding's names, or says which one somebody else has.
func (t *transaction) bind(g platform.Group, b platform.Binding) error {
	var guild, group, openid, key bool
	err := t.send(func(batch *pgx.Batch) {
		unionid, zoneid := escape(b.UnionID), escape(b.ZoneID)
		batch.Queue(addGuild, unionid, zoneid, b.AppID, b.Code).Exec(changedTo(&guild))
		batch.Queue(addBinding, b.Code, b.AppID, unionid, zoneid, escape(b.OpenID), escape(b.JoinKey)).Exec(changedTo(&group))
		batch.Queue(addGroupOpenID, escape(b.OpenID), b.AppID, b.Code).Exec(changedTo(&openid))
		batch.Queue(addJoinKey, escape(b.JoinKey), escape(g.World), b.Code, b.AppID).Exec(changedTo(&key))
	})
	switch {
	case err != nil:
		return err
	case !guild:
		return platform.Refuse(platform.GuildBound, "unionid %s, zoneid %s has a group already: unbind that one first", b.UnionID, b.ZoneID)
	case !group:
		return platform.Refuse(platform.GroupBound, "group %d is bound to a guild of app %d already: unbind it first", b.Code, b.AppID)
	case !openid:
		return groupOpenIDTaken(b)
	case !key:
		return joinKeyTaken(b)
	}
	return nil
}

const selectJoinKey = `SELECT appid, code FROM join_key WHERE join_key = $1 AND world = $2`

// BindingByJoinKey implements [platform.GuildStore].
func (s *Store) BindingByJoinKey(ctx context.Context, world, key string) (platform.Bound, error) {
	right := func(b platform.Bound) bool { return b.JoinKey == key && b.Group.World == world }
	b, found, err := s.boundBy(ctx, right, selectJoinKey, escape(key), escape(world))
	if err == nil && !found {
		err = platform.Refuse(platform.NotFound, "no group can be joined with this key")
	}
	return b, err
}
