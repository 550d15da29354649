package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// emptying removes all that world $1 holds, children first, by its accounts,
// groups and apps. The world, its accounts, players and groups are held first:
// whoever adds a row to one of them then waits, and finds it gone.
func emptying() []string {
	const (
		ofAccounts = ` USING account a WHERE a.world = $1 AND t.uin = a.uin`
		ofGroups   = ` USING chatgroup g WHERE g.world = $1 AND t.code = g.code`
	)
	return []string{
		lockWorld,
		`SELECT count(*) FROM (SELECT FROM account WHERE world = $1 ORDER BY uin FOR UPDATE) held`,
		`SELECT count(*) FROM (
			SELECT FROM account a JOIN player t ON t.uin = a.uin WHERE a.world = $1 ORDER BY t.uin, t.appid FOR UPDATE OF t) held`,
		`SELECT count(*) FROM (SELECT FROM chatgroup WHERE world = $1 ORDER BY code FOR UPDATE) held`,
		`DELETE FROM code_owner t USING account a JOIN code c ON c.uin = a.uin WHERE a.world = $1 AND t.hash = c.hash`,
		`DELETE FROM code t` + ofAccounts,
		`DELETE FROM consent t` + ofAccounts,
		`DELETE FROM visit t` + ofAccounts,
		`DELETE FROM token_owner t USING account a JOIN session s ON s.uin = a.uin
			WHERE a.world = $1 AND t.hash = s.hash AND t.appid = s.appid AND t.uin = s.uin`,
		`DELETE FROM session t` + ofAccounts,
		`DELETE FROM friend t` + ofAccounts,
		`DELETE FROM account_group t` + ofAccounts,
		`DELETE FROM message t` + ofAccounts,
		`DELETE FROM gift t` + ofAccounts,
		`DELETE FROM boxid t USING account a JOIN chest c ON c.uin = a.uin WHERE a.world = $1 AND t.id = c.id AND t.world = a.world`,
		`DELETE FROM chest_take t` + ofAccounts,
		`DELETE FROM chest t` + ofAccounts,
		`DELETE FROM score t` + ofAccounts,
		`DELETE FROM score_period t` + ofAccounts,
		`DELETE FROM openid t USING account a JOIN player p ON p.uin = a.uin
			WHERE a.world = $1 AND t.openid = p.openid AND t.appid = p.appid`,
		`DELETE FROM player t` + ofAccounts,
		`DELETE FROM guild t USING chatgroup g JOIN group_binding b ON b.code = g.code
			WHERE g.world = $1 AND t.unionid = b.unionid AND t.zoneid = b.zoneid AND t.appid = b.appid`,
		`DELETE FROM group_openid t USING chatgroup g JOIN group_binding b ON b.code = g.code
			WHERE g.world = $1 AND t.group_openid = b.group_openid`,
		`DELETE FROM join_key t USING chatgroup g JOIN group_binding b ON b.code = g.code
			WHERE g.world = $1 AND t.join_key = b.join_key AND t.world = g.world`,
		`DELETE FROM group_member t` + ofGroups,
		`DELETE FROM group_binding t` + ofGroups,
		`DELETE FROM group_unbind t USING app a WHERE a.world = $1 AND t.appid = a.appid`,
		`DELETE FROM chatgroup WHERE world = $1`,
		`DELETE FROM account WHERE world = $1`,
		`DELETE FROM app WHERE world = $1`,
	}
}

func queueEmptying(b *pgx.Batch, world string) {
	for _, sql := range emptying() {
		b.Queue(sql, escape(world))
	}
}

const (
	lockWorld   = `SELECT 1 FROM world WHERE name = $1 FOR UPDATE`
	deleteWorld = `DELETE FROM world WHERE name = $1`
)

// DropWorld implements [platform.WorldStore].
func (s *Store) DropWorld(ctx context.Context, name string) error {
	c, err := acquire(ctx, s.loads)
	if err != nil {
		return describe("drop world", err)
	}
	defer c.Release()
	err = pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, lockWorld, escape(name))
		if err == nil && tag.RowsAffected() == 0 {
			err = noWorld(name)
		}
		if err != nil {
			return err
		}
		var b pgx.Batch
		queueEmptying(&b, name)
		b.Queue(deleteWorld, escape(name))
		return tx.SendBatch(ctx, &b).Close()
	})
	return describe("drop world", because(ctx, err))
}
