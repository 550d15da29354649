package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const (
	ofAccounts = `WHERE uin IN (SELECT uin FROM account WHERE world = ?)`
	ofGroups   = `WHERE code IN (SELECT code FROM chatgroup WHERE world = ?)`

	deleteWorld = `DELETE FROM world WHERE name = ?`
)

// emptyWorld removes all that a world holds, children first, by its accounts,
// groups and apps: of each table it touches no more than the world's own rows.
func (c *conn) emptyWorld(world string) error {
	for _, text := range []string{
		`DELETE FROM visit ` + ofAccounts,
		`DELETE FROM consent ` + ofAccounts,
		`DELETE FROM code ` + ofAccounts,
		`DELETE FROM session ` + ofAccounts,
		`DELETE FROM friend ` + ofAccounts,
		`DELETE FROM message ` + ofAccounts,
		`DELETE FROM gift ` + ofAccounts,
		`DELETE FROM chest_take ` + ofAccounts,
		`DELETE FROM chest ` + ofAccounts,
		`DELETE FROM score ` + ofAccounts,
		`DELETE FROM score_period ` + ofAccounts,
		`DELETE FROM player ` + ofAccounts,
		`DELETE FROM group_member ` + ofGroups,
		`DELETE FROM group_binding ` + ofGroups,
		`DELETE FROM group_unbind WHERE appid IN (SELECT appid FROM app WHERE world = ?)`,
		`DELETE FROM chatgroup WHERE world = ?`,
		`DELETE FROM account WHERE world = ?`,
		`DELETE FROM app WHERE world = ?`,
	} {
		if err := c.sql(text).text(world).exec(); err != nil {
			return err
		}
	}
	return nil
}

// DropWorld implements [platform.WorldStore].
func (s *Store) DropWorld(ctx context.Context, name string) error {
	const what = "drop world"
	return s.alone(ctx, what, func(c *conn) error {
		err := c.sql(deleteWorld).text(name).exec()
		if err == nil && c.Changes() == 0 {
			return noWorld(name)
		}
		if err == nil {
			err = c.emptyWorld(name)
		}
		return describe(what, err)
	})
}

func noWorld(name string) error {
	return platform.Refuse(platform.NotFound, "no world is called %q", name)
}
