package sqlite

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

const (
	spend = `
UPDATE code SET refresh = ?, expires = ?
WHERE uin = ? AND appid = ? AND hash = ? AND state = 1 AND refresh = ?`

	issueSession = `
INSERT INTO session (uin, appid, hash, token, expires, revoked, code)
SELECT uin, appid, ?3, ?4, ?5, ?6, ?7 FROM player WHERE uin = ?1 AND appid = ?2`

	dropIssued = `DELETE FROM session WHERE uin = ? AND appid = ? AND code <> x'' AND expires < ? RETURNING hash`
)

// Issue implements [platform.GrantStore].
func (s *Store) Issue(ctx context.Context, i platform.Issued, before time.Time) error {
	var over []platform.TokenHash
	err := s.write(ctx, "issue token", func(c *conn) (err error) {
		if err = c.spend(i); err != nil {
			return err
		}
		if err = c.issue(i); err != nil {
			return err
		}
		over, err = c.sql(dropIssued).int(i.UIN).int(i.AppID).time(before).hashes()
		return err
	})
	s.forgetSessions(i.UIN, i.AppID, append(over, i.Hash))
	return err
}

// spend puts a new refresh token in the place of the one that was spent.
func (c *conn) spend(i platform.Issued) error {
	if i.Code == (platform.TokenHash{}) {
		return nil
	}
	err := c.sql(spend).blob(i.Refresh[:]).time(i.RefreshExpires).
		int(i.UIN).int(i.AppID).blob(i.Code[:]).blob(i.Spent[:]).exec()
	if err == nil && c.Changes() == 0 {
		return platform.Refuse(platform.TokenRevoked, "what account %d let app %d have was spent or revoked meanwhile", i.UIN, i.AppID)
	}
	return err
}

// issue adds the session, with the code that it came of.
func (c *conn) issue(i platform.Issued) error {
	return c.sql(issueSession).int(i.UIN).int(i.AppID).blob(i.Hash[:]).text(i.Token).time(i.Expires).
		int(int64(i.Revoked)).blob(i.Code[:]).execOf(c, i.UIN, i.AppID)
}

const (
	revokeCode   = `UPDATE code SET state = 2, refresh = ? WHERE uin = ? AND appid = ? AND hash = ?`
	revokeIssued = `
UPDATE session SET revoked = 1 WHERE uin = ? AND appid = ? AND code = ? AND revoked = 0 RETURNING hash`
)

// RevokeIssued implements [platform.GrantStore].
func (s *Store) RevokeIssued(ctx context.Context, code platform.Code) error {
	var revoked []platform.TokenHash
	err := s.write(ctx, "revoke issued", func(c *conn) (err error) {
		var none platform.TokenHash
		if err = c.sql(revokeCode).blob(none[:]).ofCode(code).exec(); err != nil {
			return err
		}
		revoked, err = c.sql(revokeIssued).ofCode(code).hashes()
		return err
	})
	s.forgetSessions(code.UIN, code.AppID, revoked)
	return err
}

func (s *Store) forgetSessions(uin, appid int64, hashes []platform.TokenHash) {
	for _, h := range hashes {
		s.memory.sessions.Forget(sessionKey{uin, appid, h})
	}
}

// hashes runs a statement that returns hashes.
func (q *stmt) hashes() ([]platform.TokenHash, error) {
	var list []platform.TokenHash
	for q.next() {
		list = append(list, q.getHash())
	}
	return list, q.done()
}
