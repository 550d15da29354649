package sqlite

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

const selectLogin = `
SELECT p.uin, p.wifi, s.hash IS NOT NULL, s.token, s.expires, s.revoked
FROM player p LEFT JOIN session s ON s.uin = p.uin AND s.appid = p.appid AND s.hash = ?
WHERE p.appid = ? AND p.openid = ?`

// Login implements [platform.SessionStore].
func (s *Store) Login(ctx context.Context, appid int64, openid string, token platform.TokenHash) (platform.Login, error) {
	var l platform.Login
	err := s.read(ctx, "read login", func(c *conn) error {
		q := c.sql(selectLogin).blob(token[:]).int(appid).text(openid)
		if !q.next() {
			return q.orNotFound("app %d has no player with this openid", appid)
		}
		l.Player = platform.Player{UIN: q.getInt(), AppID: appid, OpenID: openid, Wifi: q.getBool()}
		if l.Found = q.getBool(); l.Found {
			l.Session = platform.Session{UIN: l.Player.UIN, AppID: appid, Hash: token,
				Token: q.getText(), Expires: q.getTime(), Revoked: platform.Revocation(q.getInt())}
		}
		return q.done()
	})
	return l, err
}

const renewSession = `
UPDATE session SET expires = max(expires, ?)
WHERE uin = (SELECT uin FROM player WHERE appid = ?2 AND openid = ?3)
	AND appid = ?2 AND hash = ?4 AND revoked = 0 AND expires > ?5`

// RenewSession implements [platform.SessionStore].
func (s *Store) RenewSession(ctx context.Context, appid int64, openid string, token platform.TokenHash, now, until time.Time) (bool, error) {
	var renewed bool
	err := s.write(ctx, "renew session", func(c *conn) error {
		err := c.sql(renewSession).time(until).int(appid).text(openid).blob(token[:]).time(now).exec()
		renewed = c.Changes() > 0
		return err
	})
	return renewed && err == nil, err
}

const selectTokenInUse = `
SELECT 1 FROM session s CROSS JOIN account a ON a.uin = s.uin
WHERE s.hash = ? AND a.world = ? LIMIT 1`

// TokenInUse implements [platform.SessionStore].
func (s *Store) TokenInUse(ctx context.Context, world string, token platform.TokenHash) (bool, error) {
	var used bool
	err := s.read(ctx, "look for token", func(c *conn) (err error) {
		used, err = c.sql(selectTokenInUse).blob(token[:]).text(world).exists()
		return err
	})
	return used, err
}

const putSession = `
INSERT INTO session (uin, appid, hash, token, expires, revoked)
SELECT uin, appid, ?3, ?4, ?5, ?6 FROM player WHERE uin = ?1 AND appid = ?2
ON CONFLICT (uin, appid, hash) DO UPDATE
SET token = excluded.token, expires = excluded.expires, revoked = excluded.revoked`

// AddSession implements [platform.SessionStore].
func (s *Store) AddSession(ctx context.Context, session platform.Session) error {
	return s.write(ctx, "add session", func(c *conn) error { return c.putSession(session) })
}

func (c *conn) putSession(s platform.Session) error {
	return c.sql(putSession).int(s.UIN).int(s.AppID).blob(s.Hash[:]).
		text(s.Token).time(s.Expires).int(int64(s.Revoked)).execOf(c, s.UIN, s.AppID)
}

const revokeSessions = `UPDATE session SET revoked = ? WHERE uin = ? AND appid = ? AND revoked = 0`

// RevokeSessions implements [platform.SessionStore].
func (s *Store) RevokeSessions(ctx context.Context, uin, appid int64, r platform.Revocation) (int, error) {
	var n int
	err := s.write(ctx, "revoke sessions", func(c *conn) error {
		err := c.sql(revokeSessions).int(int64(r)).int(uin).int(appid).exec()
		n = c.Changes()
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}
