package sqlite

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

const (
	groupColumns   = `g.code, g.world, g.name, g.memo, g.max, g.owner, g.dissolved`
	bindingColumns = `b.code, b.appid, b.unionid, b.zoneid, b.group_openid, b.join_key`

	selectBound = `SELECT ` + bindingColumns + `, ` + groupColumns + `
FROM group_binding b JOIN chatgroup g ON g.code = b.code `

	selectBoundByGuild  = selectBound + `WHERE b.appid = ? AND b.unionid = ? AND b.zoneid = ?`
	selectBoundByGroup  = selectBound + `WHERE b.code = ? AND b.appid = ?`
	selectBoundByOpenID = selectBound + `WHERE b.group_openid = ? AND g.world = ?`
)

// BindingOfGuild implements [platform.GroupStore].
func (s *Store) BindingOfGuild(ctx context.Context, appid int64, unionid, zoneid string) (platform.Bound, error) {
	return s.bound(ctx, "no group is bound to this guild", func(c *conn) *stmt {
		return c.sql(selectBoundByGuild).int(appid).text(unionid).text(zoneid)
	})
}

// BindingOfGroup implements [platform.GroupStore].
func (s *Store) BindingOfGroup(ctx context.Context, appid, code int64) (platform.Bound, error) {
	return s.bound(ctx, "this group is not bound in this app", func(c *conn) *stmt {
		return c.sql(selectBoundByGroup).int(code).int(appid)
	})
}

// BindingByOpenID implements [platform.GroupStore].
func (s *Store) BindingByOpenID(ctx context.Context, world, openid string) (platform.Bound, error) {
	return s.bound(ctx, "no group is bound with this groupOpenid", func(c *conn) *stmt {
		return c.sql(selectBoundByOpenID).text(openid).text(world)
	})
}

// bound reads the binding that a started statement finds; none is the text of
// the refusal if it finds none.
func (s *Store) bound(ctx context.Context, none string, start func(c *conn) *stmt) (platform.Bound, error) {
	var b platform.Bound
	err := s.read(ctx, "read group binding", func(c *conn) error {
		q := start(c)
		if !q.next() {
			return q.orNotFound("%s", none)
		}
		b = platform.Bound{Binding: scanBinding(q), Group: scanGroup(q)}
		return q.done()
	})
	return b, err
}

func scanBinding(q *stmt) platform.Binding {
	return platform.Binding{Code: q.getInt(), AppID: q.getInt(),
		UnionID: q.getText(), ZoneID: q.getText(), OpenID: q.getText(), JoinKey: q.getText()}
}

func scanGroup(q *stmt) platform.Group {
	return platform.Group{Code: q.getInt(), World: q.getText(), Name: q.getText(), Memo: q.getText(),
		Max: int(q.getInt()), Owner: q.getInt(), Dissolved: q.getBool()}
}

const selectIsMember = `SELECT 1 FROM group_member WHERE code = ? AND uin = ?`

// IsMember implements [platform.GroupStore].
func (s *Store) IsMember(ctx context.Context, code, uin int64) (bool, error) {
	var is bool
	err := s.read(ctx, "look for member", func(c *conn) (err error) {
		is, err = c.sql(selectIsMember).int(code).int(uin).exists()
		return err
	})
	return is, err
}

const (
	selectGroupCard = `
SELECT (SELECT count(*) FROM group_member WHERE code = ?1),
	coalesce((SELECT openid FROM player WHERE uin = ?2 AND appid = ?3), '')`

	selectGroupAdmins = `
SELECT p.openid FROM group_member m CROSS JOIN player p ON p.uin = m.uin AND p.appid = ?2
WHERE m.code = ?1 AND m.admin ORDER BY m.uin`
)

// GroupCard implements [platform.GroupStore].
func (s *Store) GroupCard(ctx context.Context, b platform.Bound) (platform.GroupCard, error) {
	card := platform.GroupCard{Bound: b}
	err := s.read(ctx, "read group card", func(c *conn) error {
		q := c.sql(selectGroupCard).int(b.Code).int(b.Group.Owner).int(b.AppID)
		if q.next() {
			card.Members, card.Owner = int(q.getInt()), q.getText()
		}
		if err := q.done(); err != nil {
			return err
		}
		q = c.sql(selectGroupAdmins).int(b.Code).int(b.AppID)
		for q.next() {
			card.Admins = append(card.Admins, q.getText())
		}
		return q.done()
	})
	return card, err
}

const (
	selectStillBound = `
SELECT 1 FROM group_binding
WHERE code = ? AND appid = ? AND unionid = ? AND zoneid = ? AND group_openid = ?`

	selectUnboundAfter = `SELECT 1 FROM group_unbind WHERE appid = ? AND unionid = ? AND zoneid = ? AND at > ?`
	deleteBinding      = `DELETE FROM group_binding WHERE code = ? AND appid = ?`
)

// Unbind implements [platform.GroupStore]. Of two callers the later one finds
// the binding gone, as it would a minute later.
func (s *Store) Unbind(ctx context.Context, b platform.Binding, now, since time.Time) error {
	return s.write(ctx, "unbind group", func(c *conn) error {
		bound, err := c.sql(selectStillBound).int(b.Code).int(b.AppID).text(b.UnionID).text(b.ZoneID).text(b.OpenID).exists()
		if err != nil {
			return err
		}
		if !bound {
			return platform.Refuse(platform.NoBinding, "group %d is no longer bound to this guild of app %d", b.Code, b.AppID)
		}
		soon, err := c.sql(selectUnboundAfter).int(b.AppID).text(b.UnionID).text(b.ZoneID).time(since).exists()
		if err != nil {
			return err
		}
		if soon {
			return platform.Refuse(platform.UnbindTooSoon, "unionid %s, zoneid %s was unbound a moment ago: wait a minute", b.UnionID, b.ZoneID)
		}
		if err := c.sql(deleteBinding).int(b.Code).int(b.AppID).exec(); err != nil {
			return err
		}
		return c.putUnbound(platform.Unbound{AppID: b.AppID, UnionID: b.UnionID, ZoneID: b.ZoneID, At: now})
	})
}

const putUnbound = `REPLACE INTO group_unbind (appid, unionid, zoneid, at) VALUES (?, ?, ?, ?)`

func (c *conn) putUnbound(u platform.Unbound) error {
	return c.sql(putUnbound).int(u.AppID).text(u.UnionID).text(u.ZoneID).time(u.At).exec()
}

func scanUnbound(q *stmt) platform.Unbound {
	return platform.Unbound{AppID: q.getInt(), UnionID: q.getText(), ZoneID: q.getText(), At: q.getTime()}
}
