package sqlite

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

// Login implements [platform.SessionStore].
func (s *Store) Login(ctx context.Context, appid int64, openid string, token platform.TokenHash) (platform.Login, error) {
	var l platform.Login
	quick := func() (err error) {
		if l.Player, err = s.Player(ctx, appid, openid); err == nil {
			l.Session, l.Found, err = s.session(ctx, sessionKey{l.Player.UIN, appid, token})
		}
		return err
	}
	err := s.whole(ctx, "read login", quick, func(c *conn) (err error) {
		if l.Player, err = c.player(appid, openid); err == nil {
			l.Session, l.Found, err = c.session(sessionKey{l.Player.UIN, appid, token})
		}
		return err
	})
	if err != nil {
		return platform.Login{}, err
	}
	return l, nil
}

// session returns the session of a token and whether there is one.
func (s *Store) session(ctx context.Context, key sessionKey) (platform.Session, bool, error) {
	session, t, found := s.memory.sessions.Get(key)
	if found {
		return session, true, nil
	}
	err := s.read(ctx, "read session", func(c *conn) (err error) {
		session, found, err = c.session(key)
		return err
	})
	if err == nil && found {
		s.memory.sessions.Add(key, session, t)
	}
	return session, found && err == nil, err
}

const selectSession = `SELECT token, expires, revoked FROM session WHERE uin = ? AND appid = ? AND hash = ?`

func (c *conn) session(key sessionKey) (platform.Session, bool, error) {
	q := c.sql(selectSession).int(key.uin).int(key.appid).blob(key.hash[:])
	if !q.next() {
		return platform.Session{}, false, q.done()
	}
	session := platform.Session{UIN: key.uin, AppID: key.appid, Hash: key.hash,
		Token: q.getText(), Expires: q.getTime(), Revoked: platform.Revocation(q.getInt())}
	return session, true, q.done()
}

const renewSession = `
UPDATE session SET expires = max(expires, ?)
WHERE uin = ? AND appid = ? AND hash = ? AND revoked = 0 AND expires > ?`

// RenewSession implements [platform.SessionStore].
func (s *Store) RenewSession(ctx context.Context, appid int64, openid string, token platform.TokenHash, now, until time.Time) (bool, error) {
	p, err := s.Player(ctx, appid, openid)
	if platform.ReasonOf(err) == platform.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var renewed bool
	err = s.write(ctx, "renew session", func(c *conn) error {
		err := c.sql(renewSession).time(until).int(p.UIN).int(appid).blob(token[:]).time(now).exec()
		renewed = c.Changes() > 0
		return err
	})
	s.memory.sessions.Forget(sessionKey{p.UIN, appid, token})
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
	err := s.write(ctx, "add session", func(c *conn) error { return c.putSession(session) })
	s.memory.sessions.Forget(sessionKey{session.UIN, session.AppID, session.Hash})
	return err
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
	s.memory.sessions.ForgetAll() // rare, and nobody knows their hashes
	if err != nil {
		return 0, err
	}
	return n, nil
}
