package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	// holdPassword waits for a change of password, or makes it wait.
	holdPassword = `SELECT 1 FROM account WHERE uin = $1 FOR SHARE`

	putVisit = `
INSERT INTO visit (uin, hash, expires) SELECT uin, $2, $3 FROM account WHERE uin = $1 AND ($4 = '' OR password = $4)
ON CONFLICT (uin, hash) DO UPDATE SET expires = excluded.expires`

	dropVisits = `DELETE FROM visit WHERE uin = $1 AND expires <= $2`
)

// AddVisit implements [platform.VisitStore]. The password is looked at in a
// statement after the one that holds it: that sees what was waited for.
func (s *Store) AddVisit(ctx context.Context, v platform.Visit, proved string, now time.Time) error {
	return upon(func() error { return s.needAccount(ctx, v.UIN) }, func() error {
		var added bool
		err := s.write(ctx, "add visit", &statements{v.UIN, func(b *pgx.Batch) {
			b.Queue(holdPassword, v.UIN)
			b.Queue(putVisit, v.UIN, v.Hash[:], millis(v.Expires), escape(proved)).Exec(changedTo(&added))
			b.Queue(dropVisits, v.UIN, millis(now))
		}})
		if err == nil && !added {
			err = s.notProved(ctx, v.UIN, proved)
		}
		return err
	})
}

const selectVisit = `SELECT uin, hash, expires FROM visit WHERE uin = $1 AND hash = $2`

// Visit implements [platform.VisitStore].
func (s *Store) Visit(ctx context.Context, uin int64, token platform.TokenHash) (platform.Visit, error) {
	v, found, err := one(ctx, s, "read visit", selectVisit, func(r pgx.CollectableRow) (v platform.Visit, err error) {
		err = r.Scan(&v.UIN, (*hash)(&v.Hash), (*at)(&v.Expires))
		return v, err
	}, uin, token[:])
	if err == nil && !found {
		err = platform.Refuse(platform.NotFound, "account %d has no such visit", uin)
	}
	return v, err
}

const endVisit = `DELETE FROM visit WHERE uin = $1 AND hash = $2`

// EndVisit implements [platform.VisitStore].
func (s *Store) EndVisit(ctx context.Context, uin int64, token platform.TokenHash) error {
	return s.write(ctx, "end visit", &statements{uin, func(b *pgx.Batch) { b.Queue(endVisit, uin, token[:]) }})
}
