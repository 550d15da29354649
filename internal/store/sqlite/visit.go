package sqlite

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

const (
	dropVisits = `DELETE FROM visit WHERE uin = ? AND expires <= ?`
	putVisit   = `REPLACE INTO visit (uin, hash, expires) SELECT uin, ?2, ?3 FROM account WHERE uin = ?1 AND (?4 = '' OR password = ?4)`
)

// AddVisit implements [platform.VisitStore].
func (s *Store) AddVisit(ctx context.Context, v platform.Visit, proved string, now time.Time) error {
	return s.write(ctx, "add visit", func(c *conn) error {
		err := c.sql(putVisit).int(v.UIN).blob(v.Hash[:]).time(v.Expires).text(proved).exec()
		if err != nil {
			return err
		}
		if c.Changes() == 0 {
			return c.notProved(v.UIN)
		}
		return c.sql(dropVisits).int(v.UIN).time(now).exec()
	})
}

const selectVisit = `SELECT expires FROM visit WHERE uin = ? AND hash = ?`

// Visit implements [platform.VisitStore].
func (s *Store) Visit(ctx context.Context, uin int64, hash platform.TokenHash) (platform.Visit, error) {
	v := platform.Visit{UIN: uin, Hash: hash}
	err := s.read(ctx, "read visit", func(c *conn) error {
		q := c.sql(selectVisit).int(uin).blob(hash[:])
		if !q.next() {
			return q.orNotFound("account %d has no such visit", uin)
		}
		v.Expires = q.getTime()
		return q.done()
	})
	return v, err
}

const endVisit = `DELETE FROM visit WHERE uin = ? AND hash = ?`

// EndVisit implements [platform.VisitStore].
func (s *Store) EndVisit(ctx context.Context, uin int64, hash platform.TokenHash) error {
	return s.write(ctx, "end visit", func(c *conn) error {
		return c.sql(endVisit).int(uin).blob(hash[:]).exec()
	})
}
