package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const addAccount = `
INSERT INTO account (uin, world, nickname, gender, avatar, follows_games, password, qq_level, vip)
SELECT ?1, name, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM world WHERE name = ?2`

// AddAccount implements [platform.AccountStore].
func (s *Store) AddAccount(ctx context.Context, a platform.Account) error {
	return s.write(ctx, "add account", func(c *conn) error {
		err := c.sql(addAccount).account(a.World, a).exec()
		switch {
		case isConstraint(err):
			return platform.Refuse(platform.Conflict, "uin %d is taken", a.UIN)
		case err == nil && c.Changes() == 0:
			return noWorld(a.World)
		}
		return err
	})
}

const (
	setPassword    = `UPDATE account SET password = ? WHERE uin = ? AND password = ?`
	revokeAll      = `UPDATE session SET revoked = ? WHERE uin = ? AND revoked = 0`
	deleteCodes    = `DELETE FROM code WHERE uin = ?`
	deleteVisits   = `DELETE FROM visit WHERE uin = ?`
	selectAccounts = `SELECT ` + accountColumns + ` FROM account a WHERE a.world = ? AND a.uin > ? ORDER BY a.uin LIMIT ?`
	setFollowing   = `UPDATE account SET follows_games = ? WHERE uin = ?`
)

// ChangePassword implements [platform.AccountStore].
func (s *Store) ChangePassword(ctx context.Context, uin int64, old, hash string) error {
	err := s.write(ctx, "change password", func(c *conn) error {
		if err := c.sql(setPassword).text(hash).int(uin).text(old).exec(); err != nil {
			return err
		}
		if c.Changes() == 0 {
			return c.notProved(uin)
		}
		if err := c.sql(revokeAll).int(int64(platform.PasswordChanged)).int(uin).exec(); err != nil {
			return err
		}
		if err := c.sql(deleteCodes).int(uin).exec(); err != nil {
			return err
		}
		return c.sql(deleteVisits).int(uin).exec()
	})
	s.memory.accounts.Forget(uin)
	s.memory.sessions.ForgetAll() // rare, and nobody knows their hashes
	return err
}

// SetFollowing implements [platform.AccountStore].
func (s *Store) SetFollowing(ctx context.Context, uin int64, follows bool) error {
	err := s.write(ctx, "set following", func(c *conn) error {
		err := c.sql(setFollowing).bool(follows).int(uin).exec()
		if err == nil && c.Changes() == 0 {
			return noAccount(uin)
		}
		return err
	})
	s.memory.accounts.Forget(uin)
	return err
}

// Accounts implements [platform.AccountStore].
func (s *Store) Accounts(ctx context.Context, world string, after int64, limit int) ([]platform.Account, error) {
	var list []platform.Account
	err := s.read(ctx, "list accounts", func(c *conn) error {
		q := c.sql(selectAccounts).text(world).int(after).int(int64(limit))
		for q.next() {
			list = append(list, scanAccount(q))
		}
		return q.done()
	})
	return list, err
}

// notProved says why no account has a uin and a password.
func (c *conn) notProved(uin int64) error {
	found, err := c.sql(selectWorldOfAccount).int(uin).exists()
	switch {
	case err != nil:
		return err
	case !found:
		return noAccount(uin)
	}
	return platform.NotProved()
}

func noAccount(uin int64) error {
	return platform.Refuse(platform.NotFound, "no account has uin %d", uin)
}
