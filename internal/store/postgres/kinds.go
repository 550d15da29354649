package postgres

import (
	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// The SQL of dumps. Each list is in an order that Load takes; within a kind
// rows come by key.

// kind is how one kind of rows is read: its SQL, and what makes a row of it.
type kind struct {
	sql  string
	scan func(r pgx.CollectableRow) (platform.Row, error)
}

// kindsOfWorld are all kinds, by the name of their world.
func kindsOfWorld() []kind {
	const (
		ofAccount = ` FROM account a JOIN `
		ofWorld   = ` t ON t.uin = a.uin WHERE a.world = $1 ORDER BY t.uin`
	)
	return []kind{
		{`SELECT ` + appColumns + ` FROM app a WHERE a.world = $1 ORDER BY a.appid`, scanAppRow},
		{`SELECT ` + accountColumns + ` FROM account a WHERE a.world = $1 ORDER BY a.uin`, rowOf(scanAccount)},
		{`SELECT t.uin, t.appid, t.openid, t.wifi` + ofAccount + `player` + ofWorld + `, t.appid`, rowOf(scanPlayer)},
		{`SELECT ` + sessionColumns + ofAccount + `session` + ofWorld + `, t.appid, t.hash`, rowOf(scanSession)},
		{`SELECT ` + giftColumns + ofAccount + `gift t ON t.uin = a.uin WHERE a.world = $1
			GROUP BY t.uin, t.appid ORDER BY t.uin, t.appid`, scanGifts},
		{`SELECT t.uin, t.friend, t.remark, r.remark` + ofAccount + `friend t ON t.uin = a.uin AND t.friend > t.uin
			JOIN friend r ON r.uin = t.friend AND r.friend = t.uin WHERE a.world = $1 ORDER BY t.uin, t.friend`, scanFriendship},
		{selectGroups + `WHERE g.world = $1 ORDER BY g.code`, rowOf(scanGroupRow)},
		{`SELECT ` + messageColumns + ofAccount + `message` + ofWorld + `, t.appid, t.sent, t.id`, rowOf(scanMessage)},
		{`SELECT t.appid, t.unionid, t.zoneid, t.at FROM app a JOIN group_unbind t ON t.appid = a.appid
			WHERE a.world = $1 ORDER BY t.appid, t.unionid, t.zoneid`, scanUnbound},
		{`SELECT ` + chestColumns + ofAccount + `chest t ON t.uin = a.uin` + withTakes + ` WHERE a.world = $1
			ORDER BY t.uin, t.appid, t.id`, rowOf(scanChest)},
		{`SELECT ` + scoreColumns + ofAccount + `score` + ofWorld +
			`, t.appid, t.mode, t.zone, t.server, t.role, t.guild, t.type`, rowOf(scanScore)},
		{`SELECT ` + periodColumns + ofAccount + `score_period` + ofWorld +
			`, t.appid, t.kind, t.start, t.mode, t.zone, t.server, t.role`, rowOf(scanPeriod)},
	}
}

// kindsOfPlayer are the kinds that a player has, by uin and appid. What
// friends call the player lies with them, so these are read by a list.
func kindsOfPlayer() []kind {
	const ofPlayer = ` t WHERE t.uin = $1 AND t.appid = $2 ORDER BY `
	return []kind{
		{`SELECT ` + accountColumns + ` FROM account a WHERE a.uin = $1 AND $2::bigint <> 0`, rowOf(scanAccount)},
		{`SELECT t.uin, t.appid, t.openid, t.wifi FROM player` + ofPlayer + `t.uin`, rowOf(scanPlayer)},
		{`SELECT ` + sessionColumns + ` FROM session` + ofPlayer + `t.hash`, rowOf(scanSession)},
		{`SELECT ` + giftColumns + ` FROM gift t WHERE t.uin = $1 AND t.appid = $2 GROUP BY t.uin, t.appid`, scanGifts},
		{`SELECT t.uin, t.friend, t.remark, r.remark FROM friend t
			JOIN friend r ON r.uin = t.friend AND r.friend = t.uin WHERE t.uin = $1 AND $2::bigint <> 0 ORDER BY t.friend`, scanFriendship},
		{selectGroups + `JOIN account_group t ON t.code = g.code WHERE t.uin = $1 AND $2::bigint <> 0 ORDER BY g.code`, rowOf(scanGroupRow)},
		{`SELECT ` + messageColumns + ` FROM message` + ofPlayer + `t.sent, t.id`, rowOf(scanMessage)},
		{`SELECT ` + chestColumns + ` FROM chest t` + withTakes + ` WHERE t.uin = $1 AND t.appid = $2 ORDER BY t.id`, rowOf(scanChest)},
		{selectScoresOf, rowOf(scanScore)},
		{selectPeriodsOf, rowOf(scanPeriod)},
	}
}

const (
	sessionColumns = `t.uin, t.appid, t.hash, t.token, t.expires, t.revoked`
	giftColumns    = `t.uin, t.appid, array_agg(t.id ORDER BY t.ord), array_agg(t.count ORDER BY t.ord)`
)

// rowOf makes a kind's scan of a function that reads one type.
func rowOf[R platform.Row](scan row[R]) func(pgx.CollectableRow) (platform.Row, error) {
	return func(r pgx.CollectableRow) (platform.Row, error) { return scan(r) }
}

func scanAppRow(r pgx.CollectableRow) (platform.Row, error) { return scanApp(r) }

func scanSession(r pgx.CollectableRow) (s platform.Session, err error) {
	err = r.Scan(&s.UIN, &s.AppID, (*hash)(&s.Hash), (*text)(&s.Token), (*at)(&s.Expires), &s.Revoked)
	return s, err
}

func scanGifts(r pgx.CollectableRow) (platform.Row, error) {
	var (
		g      platform.Gifts
		ids    []string
		counts []int
	)
	err := r.Scan(&g.UIN, &g.AppID, &ids, &counts)
	for i := range ids {
		g.Gifts = append(g.Gifts, platform.Gift{ID: unescape(ids[i]), Count: counts[i]})
	}
	return g, err
}

func scanFriendship(r pgx.CollectableRow) (platform.Row, error) {
	var f platform.Friendship
	err := r.Scan(&f.UIN, &f.Friend, (*text)(&f.Remark), (*text)(&f.FriendRemark))
	return f, err
}

func scanUnbound(r pgx.CollectableRow) (platform.Row, error) {
	var u platform.Unbound
	err := r.Scan(&u.AppID, (*text)(&u.UnionID), (*text)(&u.ZoneID), (*at)(&u.At))
	return u, err
}
