package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	// Of those who bring one refresh token at the same time the later ones
	// find another in its place.
	spend = `
UPDATE code SET refresh = $5, expires = $6
WHERE uin = $1 AND appid = $2 AND hash = $3 AND state = 1 AND refresh = $4`

	issueSession = `
INSERT INTO session (uin, appid, hash, token, expires, revoked, code) VALUES ($1, $2, $3, $4, $5, $6, $7)`

	dropIssued = `DELETE FROM session WHERE uin = $1 AND appid = $2 AND code <> '' AND expires < $3 RETURNING hash`

	deleteTokenOwners = `DELETE FROM token_owner WHERE hash = ANY($1) AND appid = $2 AND uin = $3`
)

// Issue implements [platform.GrantStore].
func (s *Store) Issue(ctx context.Context, i platform.Issued, before time.Time) error {
	const what = "issue token"
	return upon(func() error { return s.needPlayer(ctx, what, i.UIN, i.AppID) }, func() error {
		return s.transact(ctx, what, func(t *transaction) error {
			over, err := t.issue(i, before)
			if err != nil || len(over) == 0 {
				return err
			}
			_, err = t.tx.Exec(t.ctx, deleteTokenOwners, over, i.AppID, i.UIN)
			return err
		})
	})
}

// issue adds a session in the place of what was spent for it, and returns the
// hashes of those that it dropped.
func (t *transaction) issue(i platform.Issued, before time.Time) (over [][]byte, err error) {
	spent := i.Code == platform.TokenHash{}
	err = t.send(func(b *pgx.Batch) {
		if !spent {
			b.Queue(spend, i.UIN, i.AppID, i.Code[:], i.Spent[:], i.Refresh[:], millis(i.RefreshExpires)).Exec(changedTo(&spent))
		}
		b.Queue(issueSession, i.UIN, i.AppID, i.Hash[:], escape(i.Token), millis(i.Expires), int(i.Revoked), i.Code[:])
		b.Queue(putTokenOwner, i.Hash[:], i.AppID, i.UIN)
		b.Queue(dropIssued, i.UIN, i.AppID, millis(before)).Query(hashesTo(&over))
	})
	if err == nil && !spent {
		err = platform.Refuse(platform.TokenRevoked, "what account %d let app %d have was spent or revoked meanwhile", i.UIN, i.AppID)
	}
	return over, err
}

const (
	revokeCode   = `UPDATE code SET state = 2, refresh = $4 WHERE uin = $1 AND appid = $2 AND hash = $3`
	revokeIssued = `UPDATE session SET revoked = 1 WHERE uin = $1 AND appid = $2 AND code = $3 AND revoked = 0`
)

// RevokeIssued implements [platform.GrantStore]. What is just being issued
// comes before, and is revoked too, or finds the code revoked.
func (s *Store) RevokeIssued(ctx context.Context, c platform.Code) error {
	return s.write(ctx, "revoke issued", &statements{c.UIN, func(b *pgx.Batch) {
		var none platform.TokenHash
		b.Queue(revokeCode, c.UIN, c.AppID, c.Hash[:], none[:])
		b.Queue(revokeIssued, c.UIN, c.AppID, c.Hash[:])
	}})
}
