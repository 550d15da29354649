package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tongwan/internal/platform"
)

const selectLogin = `
SELECT p.uin, p.appid, p.openid, p.wifi, s.token, s.expires, s.revoked
FROM player p LEFT JOIN session s ON s.uin = p.uin AND s.appid = p.appid AND s.hash = $4
WHERE p.uin = $1 AND p.appid = $2 AND p.openid = $3`

// Login implements [platform.SessionStore].
func (s *Store) Login(ctx context.Context, appid int64, openid string, token platform.TokenHash) (platform.Login, error) {
	var l platform.Login
	found, err := s.byOpenID(ctx, appid, openid, func(uin int64) (found bool, err error) {
		l, found, err = one(ctx, s, "read login", selectLogin, func(r pgx.CollectableRow) (platform.Login, error) {
			return scanLogin(r, token)
		}, uin, appid, escape(openid), token[:])
		return found, err
	})
	if err == nil && !found {
		err = noOpenID(appid)
	}
	if err != nil {
		return platform.Login{}, err
	}
	return l, nil
}

func scanLogin(r pgx.CollectableRow, token platform.TokenHash) (l platform.Login, err error) {
	var (
		readable *text
		expires  at
		revoked  *int
	)
	if err := r.Scan(append(playerColumns(&l.Player), &readable, &expires, &revoked)...); err != nil || revoked == nil {
		return l, err
	}
	l.Found = true
	l.Session = platform.Session{UIN: l.Player.UIN, AppID: l.Player.AppID, Hash: token, Token: string(*readable),
		Revoked: platform.Revocation(*revoked)}
	*(*at)(&l.Session.Expires) = expires
	return l, nil
}

const selectTokenInUse = `
SELECT 1 FROM token_owner t JOIN app a ON a.appid = t.appid
WHERE t.hash = $1 AND a.world = $2 LIMIT 1`

// TokenInUse implements [platform.SessionStore].
func (s *Store) TokenInUse(ctx context.Context, world string, token platform.TokenHash) (bool, error) {
	return s.exists(ctx, "look for token", selectTokenInUse, token[:], escape(world))
}

const (
	putSession = `
INSERT INTO session (uin, appid, hash, token, expires, revoked) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (uin, appid, hash) DO UPDATE
SET token = excluded.token, expires = excluded.expires, revoked = excluded.revoked`

	putTokenOwner = `INSERT INTO token_owner (hash, appid, uin) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
)

// AddSession implements [platform.SessionStore].
func (s *Store) AddSession(ctx context.Context, session platform.Session) error {
	return s.writeOf(ctx, "add session", session.UIN, session.AppID, &statements{session.UIN, func(b *pgx.Batch) {
		b.Queue(putSession, session.UIN, session.AppID, session.Hash[:], escape(session.Token), millis(session.Expires), int(session.Revoked))
		b.Queue(putTokenOwner, session.Hash[:], session.AppID, session.UIN)
	}})
}

const revokeSessions = `UPDATE session SET revoked = $3 WHERE uin = $1 AND appid = $2 AND revoked = 0`

// RevokeSessions implements [platform.SessionStore].
func (s *Store) RevokeSessions(ctx context.Context, uin, appid int64, r platform.Revocation) (int, error) {
	var n int
	err := s.write(ctx, "revoke sessions", &statements{uin, func(b *pgx.Batch) {
		b.Queue(revokeSessions, uin, appid, int(r)).Exec(func(tag pgconn.CommandTag) error {
			n = int(tag.RowsAffected())
			return nil
		})
	}})
	if err != nil {
		return 0, err
	}
	return n, nil
}
