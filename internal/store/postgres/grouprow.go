package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// selectGroups reads groups with all that hangs on them: bindings as one list
// for each column.
const selectGroups = `
SELECT ` + groupColumns + `, m.members, m.admins, b.appids, b.unionids, b.zoneids, b.openids, b.keys
FROM chatgroup g
CROSS JOIN LATERAL (
	SELECT array_agg(m.uin ORDER BY m.uin) AS members, array_agg(m.uin ORDER BY m.uin) FILTER (WHERE m.admin) AS admins
	FROM group_member m WHERE m.code = g.code) m
CROSS JOIN LATERAL (
	SELECT array_agg(b.appid ORDER BY b.appid) AS appids, array_agg(b.unionid ORDER BY b.appid) AS unionids,
		array_agg(b.zoneid ORDER BY b.appid) AS zoneids, array_agg(b.group_openid ORDER BY b.appid) AS openids,
		array_agg(b.join_key ORDER BY b.appid) AS keys
	FROM group_binding b WHERE b.code = g.code) b
`

const selectGroupRow = selectGroups + `WHERE g.code = $1`

// GroupRow implements [platform.WorldStore].
func (s *Store) GroupRow(ctx context.Context, code int64) (platform.GroupRow, error) {
	g, found, err := one(ctx, s, "read group", selectGroupRow, scanGroupRow, code)
	if err == nil && !found {
		err = noGroup(code)
	}
	return g, err
}

func noGroup(code int64) error {
	return platform.Refuse(platform.NotFound, "no group has code %d", code)
}

func scanGroupRow(r pgx.CollectableRow) (g platform.GroupRow, err error) {
	var (
		appids                           []int64
		unionids, zoneids, openids, keys []string
	)
	into := append(groupInto(&g.Group), &g.Members, &g.Admins, &appids, &unionids, &zoneids, &openids, &keys)
	if err := r.Scan(into...); err != nil {
		return g, err
	}
	for i, appid := range appids {
		g.Bindings = append(g.Bindings, platform.Binding{AppID: appid, Code: g.Code, UnionID: unescape(unionids[i]),
			ZoneID: unescape(zoneids[i]), OpenID: unescape(openids[i]), JoinKey: unescape(keys[i])})
	}
	return g, nil
}
