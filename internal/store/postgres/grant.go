package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const putGrant = `
INSERT INTO consent (uin, appid, scope, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (uin, appid) DO UPDATE SET scope = excluded.scope, at = excluded.at`

// PutGrant implements [platform.GrantStore].
func (s *Store) PutGrant(ctx context.Context, g platform.Grant) error {
	return s.writeOf(ctx, "put grant", g.UIN, g.AppID, &statements{g.UIN, func(b *pgx.Batch) {
		b.Queue(putGrant, g.UIN, g.AppID, escape(g.Scope), millis(g.At))
	}})
}

const selectGrants = `SELECT uin, appid, scope, at FROM consent WHERE uin = $1 ORDER BY appid`

// Grants implements [platform.GrantStore].
func (s *Store) Grants(ctx context.Context, uin int64) ([]platform.Grant, error) {
	return list(ctx, s, "list grants", selectGrants, func(r pgx.CollectableRow) (g platform.Grant, err error) {
		err = r.Scan(&g.UIN, &g.AppID, (*text)(&g.Scope), (*at)(&g.At))
		return g, err
	}, uin)
}

const (
	deleteGrant       = `DELETE FROM consent WHERE uin = $1 AND appid = $2`
	deletePlayerCodes = `DELETE FROM code WHERE uin = $1 AND appid = $2 RETURNING hash`
)

// DropGrant implements [platform.GrantStore], with codes before sessions as in
// [Store.ChangePassword].
func (s *Store) DropGrant(ctx context.Context, uin, appid int64) error {
	return s.transact(ctx, "drop grant", func(t *transaction) error {
		var codes [][]byte
		err := t.send(func(b *pgx.Batch) {
			b.Queue(deleteGrant, uin, appid)
			b.Queue(deletePlayerCodes, uin, appid).Query(hashesTo(&codes))
			b.Queue(revokeSessions, uin, appid, int(platform.Revoked))
		})
		if err != nil {
			return err
		}
		return t.dropCodeOwners(codes)
	})
}

const (
	selectTokenOwners = `SELECT uin FROM token_owner WHERE hash = $1`

	selectSessionsByToken = `SELECT ` + sessionColumns + ` FROM session t WHERE t.uin = ANY($1) AND t.hash = $2 ORDER BY t.appid`
)

// SessionsByToken implements [platform.GrantStore].
func (s *Store) SessionsByToken(ctx context.Context, token platform.TokenHash) ([]platform.Session, error) {
	const what = "look for token"
	uins, err := list(ctx, s, what, selectTokenOwners, pgx.RowTo[int64], token[:])
	if err != nil || len(uins) == 0 {
		return nil, err
	}
	return list(ctx, s, what, selectSessionsByToken, scanSession, uins, token[:])
}
