package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	codeColumns = `uin, appid, hash, redirect_uri, challenge, scope, refresh, expires`

	addCode      = `INSERT INTO code (` + codeColumns + `, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`
	addCodeOwner = `INSERT INTO code_owner (hash, uin, appid) VALUES ($1, $2, $3)`
	dropCodes    = `DELETE FROM code WHERE uin = $1 AND appid = $2 AND expires < $3 RETURNING hash`
)

// AddCode implements [platform.GrantStore].
func (s *Store) AddCode(ctx context.Context, c platform.Code, before time.Time) error {
	const what = "add code"
	return upon(func() error { return s.needPlayer(ctx, what, c.UIN, c.AppID) }, func() error {
		return s.transact(ctx, what, func(t *transaction) error {
			var over [][]byte
			err := t.send(func(b *pgx.Batch) {
				b.Queue(addCode, c.UIN, c.AppID, c.Hash[:], escape(c.RedirectURI), escape(c.Challenge), escape(c.Scope), c.Refresh[:], millis(c.Expires))
				b.Queue(addCodeOwner, c.Hash[:], c.UIN, c.AppID)
				b.Queue(dropCodes, c.UIN, c.AppID, millis(before)).Query(hashesTo(&over))
			})
			if err != nil {
				return err
			}
			return t.dropCodeOwners(over)
		})
	})
}

const deleteCodeOwners = `DELETE FROM code_owner WHERE hash = ANY($1)`

// dropCodeOwners removes what led to codes that are gone.
func (t *transaction) dropCodeOwners(codes [][]byte) error {
	if len(codes) == 0 {
		return nil
	}
	_, err := t.tx.Exec(t.ctx, deleteCodeOwners, codes)
	return err
}

// hashesTo returns a callback that keeps the hashes a statement returns.
func hashesTo(hashes *[][]byte) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*hashes, err = pgx.CollectRows(rows, pgx.RowTo[[]byte])
		return err
	}
}

const (
	selectCodeOwner = `SELECT uin, appid FROM code_owner WHERE hash = $1`
	selectCode      = `SELECT ` + codeColumns + ` FROM code WHERE uin = $1 AND appid = $2 AND hash = $3`
)

// owner is the player that a code or a chest is of.
type owner struct{ UIN, AppID int64 }

// Code implements [platform.GrantStore].
func (s *Store) Code(ctx context.Context, token platform.TokenHash) (platform.Code, error) {
	o, err := s.codeOwner(ctx, token)
	if err != nil {
		return platform.Code{}, err
	}
	c, found, err := one(ctx, s, "read code", selectCode, scanCode, o.UIN, o.AppID, token[:])
	if err == nil && !found {
		err = noCode()
	}
	return c, err
}

func (s *Store) codeOwner(ctx context.Context, token platform.TokenHash) (owner, error) {
	o, found, err := one(ctx, s, "look up code", selectCodeOwner, pgx.RowToStructByPos[owner], token[:])
	if err == nil && !found {
		err = noCode()
	}
	return o, err
}

func scanCode(r pgx.CollectableRow) (c platform.Code, err error) {
	err = r.Scan(&c.UIN, &c.AppID, (*hash)(&c.Hash), (*text)(&c.RedirectURI), (*text)(&c.Challenge), (*text)(&c.Scope),
		(*hash)(&c.Refresh), (*at)(&c.Expires))
	return c, err
}

func noCode() error { return platform.Refuse(platform.NotFound, "there is no such code") }

const useCode = `UPDATE code SET state = 1 WHERE uin = $1 AND appid = $2 AND hash = $3 AND state = 0`

// UseCode implements [platform.GrantStore].
func (s *Store) UseCode(ctx context.Context, token platform.TokenHash) (c platform.Code, unused bool, err error) {
	o, err := s.codeOwner(ctx, token)
	if err != nil {
		return c, false, err
	}
	var found bool
	err = s.write(ctx, "use code", &statements{o.UIN, func(b *pgx.Batch) {
		b.Queue(useCode, o.UIN, o.AppID, token[:]).Exec(changedTo(&unused))
		b.Queue(selectCode, o.UIN, o.AppID, token[:]).Query(func(rows pgx.Rows) (err error) {
			c, found, err = first(rows, scanCode)
			return err
		})
	}})
	if err == nil && !found {
		err = noCode()
	}
	if err != nil {
		return platform.Code{}, false, err
	}
	return c, unused, nil
}
