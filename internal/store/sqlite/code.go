package sqlite

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

// codeFresh is the state of a code that was not used: see the schema.
const codeFresh = 0

const (
	dropCodes = `DELETE FROM code WHERE uin = ? AND appid = ? AND expires < ?`
	addCode   = `
INSERT INTO code (uin, appid, hash, redirect_uri, challenge, scope, state, refresh, expires)
SELECT uin, appid, ?3, ?4, ?5, ?6, 0, ?7, ?8 FROM player WHERE uin = ?1 AND appid = ?2`
)

// AddCode implements [platform.GrantStore].
func (s *Store) AddCode(ctx context.Context, code platform.Code, before time.Time) error {
	return s.write(ctx, "add code", func(c *conn) error {
		err := c.sql(addCode).int(code.UIN).int(code.AppID).blob(code.Hash[:]).text(code.RedirectURI).text(code.Challenge).
			text(code.Scope).blob(code.Refresh[:]).time(code.Expires).execOf(c, code.UIN, code.AppID)
		if err != nil {
			return err
		}
		return c.sql(dropCodes).int(code.UIN).int(code.AppID).time(before).exec()
	})
}

// Code implements [platform.GrantStore].
func (s *Store) Code(ctx context.Context, hash platform.TokenHash) (platform.Code, error) {
	var code platform.Code
	err := s.read(ctx, "read code", func(c *conn) (err error) {
		code, _, err = c.code(hash)
		return err
	})
	return code, err
}

const selectCode = `
SELECT uin, appid, hash, redirect_uri, challenge, scope, refresh, expires, state FROM code WHERE hash = ?`

// code returns a code and its state.
func (c *conn) code(hash platform.TokenHash) (platform.Code, int64, error) {
	q := c.sql(selectCode).blob(hash[:])
	if !q.next() {
		return platform.Code{}, 0, q.orNotFound("there is no such code")
	}
	code := platform.Code{UIN: q.getInt(), AppID: q.getInt(), Hash: q.getHash(),
		RedirectURI: q.getText(), Challenge: q.getText(), Scope: q.getText(), Refresh: q.getHash(), Expires: q.getTime()}
	state := q.getInt()
	return code, state, q.done()
}

const useCode = `UPDATE code SET state = 1 WHERE uin = ? AND appid = ? AND hash = ?`

// UseCode implements [platform.GrantStore].
func (s *Store) UseCode(ctx context.Context, hash platform.TokenHash) (code platform.Code, first bool, err error) {
	err = s.write(ctx, "use code", func(c *conn) error {
		var state int64
		var err error
		if code, state, err = c.code(hash); err != nil {
			return err
		}
		if first = state == codeFresh; !first {
			return nil
		}
		return c.sql(useCode).ofCode(code).exec()
	})
	if err != nil {
		return platform.Code{}, false, err
	}
	return code, first, nil
}

// ofCode binds a code's key.
func (q *stmt) ofCode(c platform.Code) *stmt { return q.int(c.UIN).int(c.AppID).blob(c.Hash[:]) }
