package postgres

import (
	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// newIntakes returns all intakes in the order of their merges. Those without
// steps are merged by others, or at the end.
func newIntakes() []*intake {
	return []*intake{
		newIntake("app", "appid world name appkey msdkkey settings activities",
			replaceOwn("in_app", "app", "appid", "name", "appkey", "msdkkey", "settings", "activities"),
			belongs("in_app", "app", "appid", "appid")),
		newIntake("account", "uin world nickname gender avatar follows_games password qq_level vip",
			replaceOwn("in_account", "account", "uin", "nickname", "gender", "avatar", "follows_games", "password", "qq_level", "vip"),
			belongs("in_account", "account", "uin", "uin")).shows(),
		newIntake("player", "uin appid openid wifi", playerSteps()...).shows(),
		newIntake("session", "uin appid hash token expires revoked", sessionSteps()...).
			with("uin bigint, appid bigint, hash bytea, token text, expires bigint, revoked smallint"),
		newIntake("gift", "uin appid ord id count").part("in_gift_list"),
		newIntake("gift_list", "uin appid", needPlayer("in_gift_list"),
			step{sql: `DELETE FROM gift t USING in_gift_list s WHERE t.uin = s.uin AND t.appid = s.appid`},
			step{sql: `INSERT INTO gift (uin, appid, ord, id, count) SELECT uin, appid, ord, id, count FROM in_gift ORDER BY 1, 2, 3`}).with("uin bigint, appid bigint"),
		newIntake("friend", "uin friend remark friend_remark").with("uin bigint, friend bigint, remark text, friend_remark text").kept(),
		newIntake("group_member", "code uin admin").part("in_chatgroup"),
		newIntake("group_binding", "code appid unionid zoneid group_openid join_key").part("in_chatgroup"),
		newIntake("chatgroup", "code world name memo max owner dissolved", groupSteps()...),
		newIntake("message", "uin appid sent id sender title summary image_url target_url preview game_tag act src read",
			needAccount("in_message", "sender"), needPlayer("in_message"),
			replace("in_message", "message", "uin, appid, sent, id",
				"sender", "title", "summary", "image_url", "target_url", "preview", "game_tag", "act", "src", "read")),
		newIntake("group_unbind", "unionid zoneid appid at", needApp("in_group_unbind"),
			replace("in_group_unbind", "group_unbind", "unionid, zoneid, appid", "at")),
		newIntake("chest_take", "uin appid id number taker at").part("in_chest"),
		newIntake("chest", "uin appid id actid items people pf created", chestSteps()...),
		newIntake("score", "uin appid mode zone server role guild type data rank platform reported expires", needPlayer("in_score"),
			replace("in_score", "score", "uin, appid, mode, zone, server, role, guild, type", "data", "rank", "platform", "reported", "expires")),
		newIntake("score_period", "uin appid kind start mode zone server role rounds played best best_at ranked ranked_at ranked_expires",
			needPlayer("in_score_period"),
			replace("in_score_period", "score_period", "uin, appid, kind, start, mode, zone, server, role",
				"rounds", "played", "best", "best_at", "ranked", "ranked_at", "ranked_expires")),
	}
}

// playerSteps merge players, and openids, of which no two people have the
// same. What somebody gives up in a load others may have in it.
func playerSteps() []step {
	return []step{
		needApp("in_player"),
		needAccount("in_player", "uin"),
		hold(`SELECT uin FROM in_player`),
		{sql: `
DELETE FROM openid t USING in_player s JOIN player p ON p.uin = s.uin AND p.appid = s.appid
WHERE p.openid <> s.openid AND t.openid = p.openid AND t.appid = p.appid`},
		{sql: `
INSERT INTO openid (appid, openid, uin)
SELECT appid, openid, uin FROM (SELECT DISTINCT ON (uin, appid) appid, openid, uin FROM in_player ORDER BY uin, appid, nr DESC) s
ORDER BY openid, appid ON CONFLICT DO NOTHING`},
		{sql: `
SELECT s.uin, s.appid, s.openid FROM in_player s JOIN openid o ON o.openid = s.openid AND o.appid = s.appid
WHERE o.uin <> s.uin ORDER BY s.nr LIMIT 1`, refuse: func(r pgx.CollectableRow) error {
			var p platform.Player
			if err := r.Scan(&p.UIN, &p.AppID, (*text)(&p.OpenID)); err != nil {
				return err
			}
			return openidTaken(p)
		}},
		replace("in_player", "player", "uin, appid", "openid", "wifi"),
	}
}

// sessionSteps merge sessions. A token that two players of an app have could
// not be told whose it is.
func sessionSteps() []step {
	return []step{
		needPlayer("in_session"),
		{sql: `
INSERT INTO token_owner (hash, appid, uin)
SELECT hash, appid, uin FROM in_session ORDER BY hash, appid, nr ON CONFLICT DO NOTHING`},
		{sql: `
SELECT s.uin, s.appid FROM in_session s JOIN token_owner o ON o.hash = s.hash AND o.appid = s.appid
WHERE o.uin <> s.uin ORDER BY s.nr LIMIT 1`, refuse: func(r pgx.CollectableRow) error {
			var uin, appid int64
			if err := r.Scan(&uin, &appid); err != nil {
				return err
			}
			return platform.Refuse(platform.Conflict, "a token of account %d in app %d belongs to another player", uin, appid)
		}},
		replace("in_session", "session", "uin, appid, hash", "token", "expires", "revoked"),
	}
}

// groupSteps merge groups and what hangs on them, which replaces what hung
// there before.
func groupSteps() []step {
	return []step{
		replaceOwn("in_chatgroup", "chatgroup", "code", "name", "memo", "max", "owner", "dissolved"),
		belongs("in_chatgroup", "chatgroup", "code", "group"),
		needAccount("in_group_member", "uin"),
		needApp("in_group_binding"),
		{sql: `DELETE FROM account_group t USING in_chatgroup s JOIN group_member m ON m.code = s.code WHERE t.uin = m.uin AND t.code = m.code`},
		{sql: `DELETE FROM group_member t USING in_chatgroup s WHERE t.code = s.code`},
		{sql: `
DELETE FROM guild t USING in_chatgroup s JOIN group_binding b ON b.code = s.code
WHERE t.unionid = b.unionid AND t.zoneid = b.zoneid AND t.appid = b.appid`},
		{sql: `DELETE FROM group_openid t USING in_chatgroup s JOIN group_binding b ON b.code = s.code WHERE t.group_openid = b.group_openid`},
		{sql: `
DELETE FROM join_key t USING in_chatgroup s JOIN group_binding b ON b.code = s.code
WHERE t.join_key = b.join_key AND t.code = b.code AND t.appid = b.appid`},
		{sql: `DELETE FROM group_binding t USING in_chatgroup s WHERE t.code = s.code`},
		{sql: `INSERT INTO group_member (code, uin, admin) SELECT code, uin, bool_or(admin) FROM in_group_member GROUP BY code, uin ORDER BY 1, 2`},
		{sql: `INSERT INTO account_group (uin, code) SELECT DISTINCT uin, code FROM in_group_member ORDER BY 1, 2`},
		{sql: `INSERT INTO group_openid (group_openid, appid, code) SELECT group_openid, appid, code FROM in_group_binding ORDER BY 1 ON CONFLICT DO NOTHING`},
		{sql: `
SELECT s.group_openid, s.code, s.appid FROM in_group_binding s JOIN group_openid o ON o.group_openid = s.group_openid
WHERE (o.code, o.appid) <> (s.code, s.appid) ORDER BY s.nr LIMIT 1`, refuse: func(r pgx.CollectableRow) error {
			var b platform.Binding
			if err := r.Scan((*text)(&b.OpenID), &b.Code, &b.AppID); err != nil {
				return err
			}
			return groupOpenIDTaken(b)
		}},
		{sql: `INSERT INTO guild (unionid, zoneid, appid, code) SELECT unionid, zoneid, appid, code FROM in_group_binding ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`},
		{sql: `
SELECT s.unionid, s.zoneid, s.appid, s.code FROM in_group_binding s JOIN guild o USING (unionid, zoneid, appid)
WHERE o.code <> s.code ORDER BY s.nr LIMIT 1`, refuse: func(r pgx.CollectableRow) error {
			var b platform.Binding
			if err := r.Scan((*text)(&b.UnionID), (*text)(&b.ZoneID), &b.AppID, &b.Code); err != nil {
				return err
			}
			return guildTaken(b)
		}},
		{sql: `
INSERT INTO join_key (join_key, world, code, appid)
SELECT join_key, $1, code, appid FROM in_group_binding ORDER BY join_key, nr ON CONFLICT DO NOTHING`},
		{sql: `
SELECT s.join_key, s.code, s.appid FROM in_group_binding s JOIN join_key o ON o.join_key = s.join_key AND o.world = $1
WHERE (o.code, o.appid) <> (s.code, s.appid) ORDER BY s.nr LIMIT 1`, refuse: func(r pgx.CollectableRow) error {
			var b platform.Binding
			if err := r.Scan((*text)(&b.JoinKey), &b.Code, &b.AppID); err != nil {
				return err
			}
			return joinKeyTaken(b)
		}},
		{sql: `
INSERT INTO group_binding (code, appid, unionid, zoneid, group_openid, join_key)
SELECT code, appid, unionid, zoneid, group_openid, join_key FROM in_group_binding ORDER BY 1, 2`},
	}
}

// chestSteps merge chests, of which no two in a world have the same boxid, and
// who opened them, in the place of those who had before.
func chestSteps() []step {
	return []step{
		needPlayer("in_chest"),
		needAccount("in_chest_take", "taker"),
		{sql: `
INSERT INTO boxid (id, world, uin, appid)
SELECT id, $1, uin, appid FROM in_chest ORDER BY id, nr ON CONFLICT DO NOTHING`},
		{sql: `
SELECT s.id, s.uin, s.appid FROM in_chest s JOIN boxid o ON o.id = s.id AND o.world = $1
WHERE (o.uin, o.appid) <> (s.uin, s.appid) ORDER BY s.nr LIMIT 1`, refuse: func(r pgx.CollectableRow) error {
			var c platform.Chest
			if err := r.Scan((*text)(&c.ID), &c.UIN, &c.AppID); err != nil {
				return err
			}
			return platform.Refuse(platform.Conflict, "boxid %s belongs to another chest than of account %d in app %d", c.ID, c.UIN, c.AppID)
		}},
		replace("in_chest", "chest", "uin, appid, id", "actid", "items", "people", "pf", "created"),
		{sql: `DELETE FROM chest_take t USING in_chest s WHERE t.uin = s.uin AND t.appid = s.appid AND t.id = s.id`},
		{sql: `
INSERT INTO chest_take (uin, appid, id, number, taker, at)
SELECT uin, appid, id, number, taker, at FROM in_chest_take ORDER BY 1, 2, 3, 4`},
	}
}

func openidTaken(p platform.Player) error {
	return platform.Refuse(platform.Conflict, "openid %s belongs to another account than %d in app %d", p.OpenID, p.UIN, p.AppID)
}

func groupOpenIDTaken(b platform.Binding) error {
	return platform.Refuse(platform.Conflict, "groupOpenid %s belongs to another binding than of group %d in app %d", b.OpenID, b.Code, b.AppID)
}

func joinKeyTaken(b platform.Binding) error {
	return platform.Refuse(platform.Conflict, "join key %s belongs to another binding than of group %d in app %d", b.JoinKey, b.Code, b.AppID)
}

func guildTaken(b platform.Binding) error {
	return platform.Refuse(platform.Conflict, "unionid %s, zoneid %s of app %d is bound to another group than %d, or the group to another guild", b.UnionID, b.ZoneID, b.AppID, b.Code)
}
