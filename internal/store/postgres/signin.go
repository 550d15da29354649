package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const addAccount = `
INSERT INTO account (uin, world, nickname, gender, avatar, follows_games, password, qq_level, vip)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`

// AddAccount implements [platform.AccountStore].
func (s *Store) AddAccount(ctx context.Context, a platform.Account) error {
	const what = "add account"
	args, err := accountArgs(a, escape(a.World))
	if err != nil {
		return describe(what, err)
	}
	var added bool
	err = s.write(ctx, what, &statements{a.UIN, func(b *pgx.Batch) { b.Queue(addAccount, args...).Exec(changedTo(&added)) }})
	switch {
	case isState(err, foreignKeyViolation):
		return noWorld(a.World)
	case err == nil && !added:
		return platform.Refuse(platform.Conflict, "uin %d is taken", a.UIN)
	}
	return err
}

// accountArgs are the account columns; world is escaped.
func accountArgs(a platform.Account, world string) ([]any, error) {
	vip, err := encodeVIP(a.VIP)
	return []any{a.UIN, world, escape(a.Nickname), escape(string(a.Gender)), escape(a.Avatar), a.FollowsGames,
		escape(a.Password), a.QQLevel, vip}, err
}

const (
	setPassword   = `UPDATE account SET password = $2 WHERE uin = $1 AND password = $3`
	deleteCodesOf = `DELETE FROM code WHERE uin = $1 RETURNING hash`
	revokeAll     = `UPDATE session SET revoked = $2 WHERE uin = $1 AND revoked = 0`
	deleteVisits  = `DELETE FROM visit WHERE uin = $1`
)

// ChangePassword implements [platform.AccountStore]. Codes go before sessions
// are revoked: what is just being issued for one then comes first and is
// revoked too, or finds its code gone.
func (s *Store) ChangePassword(ctx context.Context, uin int64, old, hash string) error {
	const what = "change password"
	return upon(func() error { return s.needAccount(ctx, uin) }, func() error {
		err := s.transact(ctx, what, func(t *transaction) error {
			var (
				found bool
				codes [][]byte
			)
			err := t.send(func(b *pgx.Batch) {
				b.Queue(setPassword, uin, escape(hash), escape(old)).Exec(changedTo(&found))
				b.Queue(deleteCodesOf, uin).Query(hashesTo(&codes))
				b.Queue(revokeAll, uin, int(platform.PasswordChanged))
				b.Queue(deleteVisits, uin)
			})
			if err == nil && !found {
				err = errGone
			}
			if err != nil {
				return err
			}
			return t.dropCodeOwners(codes)
		})
		if errors.Is(err, errGone) {
			err = s.notProved(ctx, uin, old)
		}
		return err
	})
}

const selectPassword = `SELECT password FROM account WHERE uin = $1`

// notProved says why no account was seen with a uin and a password: another
// password is refused, else the account is gone or being loaded anew.
func (s *Store) notProved(ctx context.Context, uin int64, proved string) error {
	password, found, err := one(ctx, s, "read password", selectPassword, pgx.RowTo[string], uin)
	switch {
	case err != nil:
		return err
	case found && proved != "" && password != escape(proved):
		return platform.NotProved()
	}
	return errGone
}

const setFollowing = `UPDATE account SET follows_games = $2 WHERE uin = $1`

// SetFollowing implements [platform.AccountStore].
func (s *Store) SetFollowing(ctx context.Context, uin int64, follows bool) error {
	return upon(func() error { return s.needAccount(ctx, uin) }, func() error {
		var found bool
		err := s.write(ctx, "set following", &statements{uin, func(b *pgx.Batch) {
			b.Queue(setFollowing, uin, follows).Exec(changedTo(&found))
		}})
		if err == nil && !found {
			err = errGone
		}
		return err
	})
}

const selectAccounts = `SELECT ` + accountColumns + ` FROM account a WHERE a.world = $1 AND a.uin > $2 ORDER BY a.uin LIMIT $3`

// Accounts implements [platform.AccountStore].
func (s *Store) Accounts(ctx context.Context, world string, after int64, limit int) ([]platform.Account, error) {
	return list(ctx, s, "list accounts", selectAccounts, scanAccount, escape(world), after, limit)
}
