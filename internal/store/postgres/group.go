package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	groupColumns   = `g.code, g.world, g.name, g.memo, g.max, g.owner, g.dissolved`
	bindingColumns = `b.code, b.appid, b.unionid, b.zoneid, b.group_openid, b.join_key`

	selectGuild       = `SELECT appid, code FROM guild WHERE unionid = $1 AND zoneid = $2 AND appid = $3`
	selectGroupOpenID = `SELECT appid, code FROM group_openid WHERE group_openid = $1`

	selectBound = `
SELECT ` + bindingColumns + `, ` + groupColumns + `
FROM group_binding b JOIN chatgroup g ON g.code = b.code
WHERE b.code = $1 AND b.appid = $2`
)

// bindingKey is what a guild or a groupOpenid leads to.
type bindingKey struct{ AppID, Code int64 }

// BindingOfGuild implements [platform.GroupStore].
func (s *Store) BindingOfGuild(ctx context.Context, appid int64, unionid, zoneid string) (platform.Bound, error) {
	b, found, err := s.boundBy(ctx, func(b platform.Bound) bool { return b.UnionID == unionid && b.ZoneID == zoneid },
		selectGuild, escape(unionid), escape(zoneid), appid)
	if err == nil && !found {
		err = platform.Refuse(platform.NotFound, "no group is bound to this guild")
	}
	return b, err
}

// BindingOfGroup implements [platform.GroupStore].
func (s *Store) BindingOfGroup(ctx context.Context, appid, code int64) (platform.Bound, error) {
	b, found, err := s.bound(ctx, bindingKey{appid, code})
	if err == nil && !found {
		err = platform.Refuse(platform.NotFound, "this group is not bound in this app")
	}
	return b, err
}

// BindingByOpenID implements [platform.GroupStore].
func (s *Store) BindingByOpenID(ctx context.Context, world, openid string) (platform.Bound, error) {
	b, found, err := s.boundBy(ctx, func(b platform.Bound) bool { return b.OpenID == openid }, selectGroupOpenID, escape(openid))
	if err == nil && (!found || b.Group.World != world) {
		b, err = platform.Bound{}, platform.Refuse(platform.NotFound, "no group is bound with this groupOpenid")
	}
	return b, err
}

// boundBy reads a binding by a name, in two steps: the statement finds what
// the name leads to, and right reports whether that still has this name. If
// it has moved on in between, it is looked for again.
func (s *Store) boundBy(ctx context.Context, right func(platform.Bound) bool, sql string, args ...any) (platform.Bound, bool, error) {
	for range 2 {
		key, found, err := one(ctx, s, "look up group binding", sql, pgx.RowToStructByPos[bindingKey], args...)
		if err != nil || !found {
			return platform.Bound{}, false, err
		}
		b, found, err := s.bound(ctx, key)
		if err != nil || found && right(b) {
			return b, found, err
		}
	}
	return platform.Bound{}, false, nil
}

func (s *Store) bound(ctx context.Context, key bindingKey) (platform.Bound, bool, error) {
	return one(ctx, s, "read group binding", selectBound, scanBound, key.Code, key.AppID)
}

func scanBound(r pgx.CollectableRow) (b platform.Bound, err error) {
	err = r.Scan(append(bindingInto(&b.Binding), groupInto(&b.Group)...)...)
	return b, err
}

func bindingInto(b *platform.Binding) []any {
	return []any{&b.Code, &b.AppID, (*text)(&b.UnionID), (*text)(&b.ZoneID), (*text)(&b.OpenID), (*text)(&b.JoinKey)}
}

func groupInto(g *platform.Group) []any {
	return []any{&g.Code, (*text)(&g.World), (*text)(&g.Name), (*text)(&g.Memo), &g.Max, &g.Owner, &g.Dissolved}
}

const selectIsMember = `SELECT 1 FROM group_member WHERE code = $1 AND uin = $2`

// IsMember implements [platform.GroupStore].
func (s *Store) IsMember(ctx context.Context, code, uin int64) (bool, error) {
	return s.exists(ctx, "look for member", selectIsMember, code, uin)
}

const (
	selectMemberCount = `
SELECT count(*), coalesce(array_agg(uin ORDER BY uin) FILTER (WHERE admin), '{}') FROM group_member WHERE code = $1`

	selectOpenIDs = `SELECT uin, openid FROM player WHERE uin = ANY($1) AND appid = $2`
)

// GroupCard implements [platform.GroupStore]: one statement about the group
// and one about the people.
func (s *Store) GroupCard(ctx context.Context, b platform.Bound) (platform.GroupCard, error) {
	card := platform.GroupCard{Bound: b}
	admins, _, err := one(ctx, s, "read group card", selectMemberCount, func(r pgx.CollectableRow) (uins []int64, err error) {
		err = r.Scan(&card.Members, &uins)
		return uins, err
	}, b.Code)
	if err != nil {
		return card, err
	}
	type named struct {
		UIN    int64
		OpenID text
	}
	people, err := list(ctx, s, "read group card", selectOpenIDs, pgx.RowToStructByPos[named], append(admins, b.Group.Owner), b.AppID)
	openids := make(map[int64]string, len(people))
	for _, p := range people {
		openids[p.UIN] = string(p.OpenID)
	}
	card.Owner = openids[b.Group.Owner]
	for _, uin := range admins {
		if openid, plays := openids[uin]; plays {
			card.Admins = append(card.Admins, openid)
		}
	}
	return card, err
}
