package sqlite

import (
	"cmp"
	"context"
	"slices"

	"tongwan/internal/platform"
)

const putGrant = `
REPLACE INTO consent (uin, appid, scope, at)
SELECT uin, appid, ?3, ?4 FROM player WHERE uin = ?1 AND appid = ?2`

// PutGrant implements [platform.GrantStore].
func (s *Store) PutGrant(ctx context.Context, g platform.Grant) error {
	return s.write(ctx, "put grant", func(c *conn) error {
		return c.sql(putGrant).int(g.UIN).int(g.AppID).text(g.Scope).time(g.At).execOf(c, g.UIN, g.AppID)
	})
}

const selectGrants = `SELECT uin, appid, scope, at FROM consent WHERE uin = ? ORDER BY appid`

// Grants implements [platform.GrantStore].
func (s *Store) Grants(ctx context.Context, uin int64) ([]platform.Grant, error) {
	var list []platform.Grant
	err := s.read(ctx, "list grants", func(c *conn) error {
		q := c.sql(selectGrants).int(uin)
		for q.next() {
			list = append(list, platform.Grant{UIN: q.getInt(), AppID: q.getInt(), Scope: q.getText(), At: q.getTime()})
		}
		return q.done()
	})
	return list, err
}

const (
	deleteGrant       = `DELETE FROM consent WHERE uin = ? AND appid = ?`
	deletePlayerCodes = `DELETE FROM code WHERE uin = ? AND appid = ?`
)

// DropGrant implements [platform.GrantStore].
func (s *Store) DropGrant(ctx context.Context, uin, appid int64) error {
	err := s.write(ctx, "drop grant", func(c *conn) error {
		for _, text := range []string{deleteGrant, deletePlayerCodes} {
			if err := c.sql(text).int(uin).int(appid).exec(); err != nil {
				return err
			}
		}
		return c.sql(revokeSessions).int(int64(platform.Revoked)).int(uin).int(appid).exec()
	})
	s.memory.sessions.ForgetAll() // rare, and nobody knows their hashes
	return err
}

const selectSessionsByToken = `
SELECT uin, appid, hash, token, expires, revoked FROM session WHERE hash = ?`

// SessionsByToken implements [platform.GrantStore].
func (s *Store) SessionsByToken(ctx context.Context, token platform.TokenHash) ([]platform.Session, error) {
	var list []platform.Session
	err := s.read(ctx, "look for token", func(c *conn) error {
		q := c.sql(selectSessionsByToken).blob(token[:])
		for q.next() {
			list = append(list, scanSession(q))
		}
		return q.done()
	})
	slices.SortFunc(list, func(a, b platform.Session) int { return cmp.Compare(a.AppID, b.AppID) })
	return list, err
}
