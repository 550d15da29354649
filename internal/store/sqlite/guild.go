package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const selectGroupsOf = `
SELECT ` + groupColumns + ` FROM group_member t CROSS JOIN chatgroup g ON g.code = t.code
WHERE t.uin = ? ORDER BY t.code`

// GroupsOf implements [platform.GuildStore].
func (s *Store) GroupsOf(ctx context.Context, uin int64) ([]platform.GroupRow, error) {
	var list []platform.GroupRow
	err := s.read(ctx, "list groups", func(c *conn) error {
		q := c.sql(selectGroupsOf).int(uin)
		defer q.done() // should a group fail
		for q.next() {
			g, err := c.groupRow(scanGroup(q))
			if err != nil {
				return err
			}
			list = append(list, g)
		}
		return q.done()
	})
	return list, err
}

// Bind implements [platform.GuildStore].
func (s *Store) Bind(ctx context.Context, b platform.Binding) error {
	return s.write(ctx, "bind group", func(c *conn) error {
		g, err := c.group(b.Code)
		if err != nil {
			return err
		}
		if err := c.free(b); err != nil {
			return err
		}
		return c.putBinding(g.World, b)
	})
}

const (
	selectGuildBound = `SELECT 1 FROM group_binding WHERE appid = ? AND unionid = ? AND zoneid = ?`
	selectGroupBound = `SELECT 1 FROM group_binding WHERE code = ? AND appid = ?`
	selectHasApp     = `SELECT 1 FROM app WHERE appid = ?`
)

// free refuses a binding to what is bound already, or not there.
func (c *conn) free(b platform.Binding) error {
	there, err := c.sql(selectHasApp).int(b.AppID).exists()
	if err != nil {
		return err
	}
	if !there {
		return platform.Refuse(platform.NotFound, "no app has appid %d", b.AppID)
	}
	bound, err := c.sql(selectGuildBound).int(b.AppID).text(b.UnionID).text(b.ZoneID).exists()
	if err != nil {
		return err
	}
	if bound {
		return platform.Refuse(platform.GuildBound, "unionid %s, zoneid %s has a group already: unbind that one first", b.UnionID, b.ZoneID)
	}
	if bound, err = c.sql(selectGroupBound).int(b.Code).int(b.AppID).exists(); err != nil {
		return err
	}
	if bound {
		return platform.Refuse(platform.GroupBound, "group %d is bound to a guild of app %d already: unbind it first", b.Code, b.AppID)
	}
	return nil
}

const selectBoundByJoinKey = selectBound + `WHERE b.join_key = ? AND g.world = ?`

// BindingByJoinKey implements [platform.GuildStore].
func (s *Store) BindingByJoinKey(ctx context.Context, world, key string) (platform.Bound, error) {
	return s.bound(ctx, "no group can be joined with this key", func(c *conn) *stmt {
		return c.sql(selectBoundByJoinKey).text(key).text(world)
	})
}

const (
	selectHasAccount = `SELECT 1 FROM account WHERE uin = ?`
	countMembers     = `SELECT count(*) FROM group_member WHERE code = ?`
)

// AddMember implements [platform.GuildStore].
func (s *Store) AddMember(ctx context.Context, code, uin int64) error {
	return s.write(ctx, "add member", func(c *conn) error {
		g, err := c.group(code)
		if err != nil {
			return err
		}
		known, err := c.sql(selectHasAccount).int(uin).exists()
		if err != nil {
			return err
		}
		if !known {
			return noAccount(uin)
		}
		member, err := c.sql(selectIsMember).int(code).int(uin).exists()
		if err != nil || member {
			return err
		}
		members, err := c.sql(countMembers).int(code).number()
		if err != nil {
			return err
		}
		if members >= int64(g.Max) {
			return platform.Refuse(platform.GroupFull, "group %d has %d members and can hold no more", code, members)
		}
		return c.putMember(code, uin)
	})
}
