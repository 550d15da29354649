package sqlite

// The SQL of dumps. Each list is in an order that Load takes; within a kind
// rows come by key, straight out of an index: CROSS JOIN holds SQLite to the
// order of the tables, so that nothing is sorted and any size is streamed.

// kindsOfWorld are all kinds, by the name of their world.
func kindsOfWorld() []kind {
	const (
		ofAccount = ` FROM account a CROSS JOIN `
		ofWorld   = ` WHERE a.world = ? ORDER BY a.uin`
	)
	return []kind{
		{`SELECT a.appid, a.world, a.name, a.appkey, a.msdkkey, a.settings, a.activities
			FROM app a WHERE a.world = ? ORDER BY a.appid`, rowOf(scanApp)},
		{`SELECT ` + accountColumns + ` FROM account a` + ofWorld, rowOf(scanAccount)},
		{`SELECT t.uin, t.appid, t.openid, t.wifi` +
			ofAccount + `player t ON t.uin = a.uin` + ofWorld + `, t.appid`, rowOf(scanPlayer)},
		{`SELECT t.uin, t.appid, t.hash, t.token, t.expires, t.revoked` +
			ofAccount + `session t ON t.uin = a.uin` + ofWorld + `, t.appid, t.hash`, rowOf(scanSession)},
		{`SELECT t.uin, t.appid` +
			ofAccount + `player t ON t.uin = a.uin
			AND EXISTS (SELECT 1 FROM gift g WHERE g.uin = t.uin AND g.appid = t.appid)` + ofWorld + `, t.appid`, scanGifts},
		{`SELECT t.uin, t.friend, t.remark, r.remark` +
			ofAccount + `friend t ON t.uin = a.uin AND t.friend > t.uin
			CROSS JOIN friend r ON r.uin = t.friend AND r.friend = t.uin` + ofWorld + `, t.friend`, rowOf(scanFriendship)},
		{`SELECT ` + groupColumns + ` FROM chatgroup g WHERE g.world = ? ORDER BY g.code`, scanGroupRow},
		{`SELECT ` + messageColumnsOf + ofAccount + `message t ON t.uin = a.uin` + ofWorld + `, t.appid, t.sent, t.id`, rowOf(scanMessage)},
		{`SELECT t.appid, t.unionid, t.zoneid, t.at FROM app a CROSS JOIN group_unbind t ON t.appid = a.appid
			WHERE a.world = ? ORDER BY a.appid, t.unionid, t.zoneid`, rowOf(scanUnbound)},
		{`SELECT ` + chestColumnsOf + ofAccount + `chest t ON t.uin = a.uin` + ofWorld + `, t.appid, t.id`, scanChestRow},
		{`SELECT ` + scoreColumnsOf + ofAccount + `score t ON t.uin = a.uin` + ofWorld +
			`, t.appid, t.mode, t.zone, t.server, t.role, t.guild, t.type`, rowOf(scanScore)},
		{`SELECT ` + periodColumnsOf + ofAccount + `score_period t ON t.uin = a.uin` + ofWorld +
			`, t.appid, t.kind, t.start, t.mode, t.zone, t.server, t.role`, rowOf(scanPeriod)},
	}
}

// kindsOfPlayer are the kinds that a player has, by uin and appid.
func kindsOfPlayer() []kind {
	const (
		ofAccount = ` FROM player p CROSS JOIN `
		ofUIN     = ` WHERE p.uin = ? AND p.appid = ? ORDER BY `
		ofPlayer  = ` t WHERE t.uin = ? AND t.appid = ? ORDER BY `
	)
	return []kind{
		{`SELECT ` + accountColumns + ofAccount + `account a ON a.uin = p.uin` + ofUIN + `a.uin`, rowOf(scanAccount)},
		{`SELECT t.uin, t.appid, t.openid, t.wifi FROM player` + ofPlayer + `t.uin`, rowOf(scanPlayer)},
		{`SELECT t.uin, t.appid, t.hash, t.token, t.expires, t.revoked FROM session` + ofPlayer + `t.hash`, rowOf(scanSession)},
		{`SELECT t.uin, t.appid FROM gift` + ofPlayer + `t.ord LIMIT 1`, scanGifts},
		{`SELECT t.uin, t.friend, t.remark, r.remark` + ofAccount + `friend t ON t.uin = p.uin
			CROSS JOIN friend r ON r.uin = t.friend AND r.friend = t.uin` + ofUIN + `t.friend`, rowOf(scanFriendship)},
		{`SELECT ` + groupColumns + ofAccount + `group_member t ON t.uin = p.uin
			CROSS JOIN chatgroup g ON g.code = t.code` + ofUIN + `t.code`, scanGroupRow},
		{`SELECT ` + messageColumnsOf + ` FROM message` + ofPlayer + `t.sent, t.id`, rowOf(scanMessage)},
		{`SELECT ` + chestColumnsOf + ` FROM chest` + ofPlayer + `t.id`, scanChestRow},
		{selectScoresOf, rowOf(scanScore)},
		{selectPeriodsOf, rowOf(scanPeriod)},
	}
}

// The columns of tables that are joined here as t.
const (
	messageColumnsOf = `t.uin, t.appid, t.sent, t.id, t.sender, t.title, t.summary, t.image_url, t.target_url,
	t.preview, t.game_tag, t.act, t.src, t.read`
	chestColumnsOf = `t.uin, t.appid, t.id, t.actid, t.items, t.people, t.pf, t.created`
	scoreColumnsOf = `t.uin, t.appid, t.mode, t.zone, t.server, t.role, t.guild, t.type,
	t.data, t.rank, t.platform, t.reported, t.expires`
	periodColumnsOf = `t.uin, t.appid, t.kind, t.start, t.mode, t.zone, t.server, t.role,
	t.rounds, t.played, t.best, t.best_at, t.ranked, t.ranked_at, t.ranked_expires`
)
