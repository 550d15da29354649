package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const (
	selectGroup    = `SELECT ` + groupColumns + ` FROM chatgroup g WHERE g.code = ?`
	selectMembers  = `SELECT uin, admin FROM group_member WHERE code = ? ORDER BY uin`
	selectBindings = `SELECT ` + bindingColumns + ` FROM group_binding b WHERE b.code = ? ORDER BY b.appid`
)

// GroupRow implements [platform.WorldStore].
func (s *Store) GroupRow(ctx context.Context, code int64) (platform.GroupRow, error) {
	var g platform.GroupRow
	err := s.read(ctx, "read group", func(c *conn) error {
		group, err := c.group(code)
		if err != nil {
			return err
		}
		g, err = c.groupRow(group)
		return err
	})
	return g, err
}

func (c *conn) group(code int64) (platform.Group, error) {
	q := c.sql(selectGroup).int(code)
	if !q.next() {
		return platform.Group{}, q.orNotFound("no group has code %d", code)
	}
	g := scanGroup(q)
	return g, q.done()
}

// groupRow reads what hangs on a group.
func (c *conn) groupRow(group platform.Group) (platform.GroupRow, error) {
	g := platform.GroupRow{Group: group}
	q := c.sql(selectMembers).int(g.Code)
	for q.next() {
		uin, admin := q.getInt(), q.getBool()
		g.Members = append(g.Members, uin)
		if admin {
			g.Admins = append(g.Admins, uin)
		}
	}
	if err := q.done(); err != nil {
		return g, err
	}
	q = c.sql(selectBindings).int(g.Code)
	for q.next() {
		g.Bindings = append(g.Bindings, scanBinding(q))
	}
	return g, q.done()
}

const (
	// A group of another world is left alone, so nothing changes.
	putGroup = `
INSERT INTO chatgroup (code, world, name, memo, max, owner, dissolved) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, memo = excluded.memo,
	max = excluded.max, owner = excluded.owner, dissolved = excluded.dissolved
WHERE world = excluded.world`

	deleteMembers  = `DELETE FROM group_member WHERE code = ?`
	deleteBindings = `DELETE FROM group_binding WHERE code = ?`
	putMember      = `INSERT INTO group_member (code, uin, admin) VALUES (?, ?, 0) ON CONFLICT DO NOTHING`
	markAdmin      = `UPDATE group_member SET admin = 1 WHERE code = ? AND uin = ?`
	putBinding     = `
INSERT INTO group_binding (code, appid, unionid, zoneid, group_openid, join_key) VALUES (?, ?, ?, ?, ?, ?)`
)

// putGroup keeps a group without what hangs on it, which it removes.
func (c *conn) putGroup(world string, g platform.Group) error {
	err := c.sql(putGroup).int(g.Code).text(world).text(g.Name).text(g.Memo).
		int(int64(g.Max)).int(g.Owner).bool(g.Dissolved).exec()
	if err != nil {
		return err
	}
	if c.Changes() == 0 {
		return platform.Refuse(platform.Conflict, "group %d belongs to another world", g.Code)
	}
	if err := c.sql(deleteMembers).int(g.Code).exec(); err != nil {
		return err
	}
	return c.sql(deleteBindings).int(g.Code).exec()
}

func (c *conn) putMember(code, uin int64) error {
	return c.sql(putMember).int(code).int(uin).exec()
}

// markAdmin makes a member an admin; who is no member cannot be one.
func (c *conn) markAdmin(code, uin int64) error {
	err := c.sql(markAdmin).int(code).int(uin).exec()
	if err == nil && c.Changes() == 0 {
		return platform.Refuse(platform.Invalid, "admin %d is no member of group %d: add them to its members", uin, code)
	}
	return err
}

func (c *conn) putBinding(world string, b platform.Binding) error {
	other, err := c.sql(selectJoinKeyInUse).text(b.JoinKey).text(world).exists()
	if err != nil {
		return err
	}
	if other {
		return platform.Refuse(platform.Conflict, "join key %s belongs to another binding than of group %d in app %d", b.JoinKey, b.Code, b.AppID)
	}
	err = c.sql(putBinding).int(b.Code).int(b.AppID).text(b.UnionID).text(b.ZoneID).text(b.OpenID).text(b.JoinKey).exec()
	if !isConstraint(err) {
		return err
	}
	if other, _ := c.sql(selectBindingOfOpenID).text(b.OpenID).exists(); other {
		return platform.Refuse(platform.Conflict, "groupOpenid %s belongs to another binding than of group %d in app %d", b.OpenID, b.Code, b.AppID)
	}
	return platform.Refuse(platform.Conflict, "unionid %s, zoneid %s of app %d is bound to another group than %d, or the group to another guild", b.UnionID, b.ZoneID, b.AppID, b.Code)
}

const selectJoinKeyInUse = `
SELECT 1 FROM group_binding b CROSS JOIN chatgroup g ON g.code = b.code WHERE b.join_key = ? AND g.world = ?`

const selectBindingOfOpenID = `SELECT 1 FROM group_binding WHERE group_openid = ?`
