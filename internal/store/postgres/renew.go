package postgres

import (
	"bytes"
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// renewal is one session to be renewed.
type renewal struct {
	sessionKey
	openid     string
	now, until int64

	renewed bool // the answer
}

type sessionKey struct {
	uin, appid int64
	hash       platform.TokenHash
}

func (k sessionKey) compare(other sessionKey) int {
	return cmp.Or(cmp.Compare(k.uin, other.uin), cmp.Compare(k.appid, other.appid), bytes.Compare(k.hash[:], other.hash[:]))
}

func (r *renewal) owner() int64     { return r.uin }
func (r *renewal) join(p *pipeline) { p.renewals = append(p.renewals, r) }

// RenewSession implements [platform.SessionStore]: one conditional statement,
// which renewals that come together share.
func (s *Store) RenewSession(ctx context.Context, appid int64, openid string, token platform.TokenHash, now, until time.Time) (bool, error) {
	return s.byOpenID(ctx, appid, openid, func(uin int64) (bool, error) {
		r := &renewal{sessionKey: sessionKey{uin, appid, token}, openid: escape(openid), now: millis(now), until: millis(until)}
		err := s.write(ctx, "renew session", r)
		return r.renewed && err == nil, err
	})
}

// The player is asked for in a subquery, which holds the planner to looking
// for the session by its whole key.
const renewSessions = `
UPDATE session s SET expires = greatest(s.expires, v.until)
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[], $5::bigint[], $6::bigint[])
	WITH ORDINALITY v (uin, appid, openid, hash, now, until, i)
WHERE s.uin = v.uin AND s.appid = v.appid AND s.hash = v.hash AND s.revoked = 0 AND s.expires > v.now
	AND v.openid = (SELECT p.openid FROM player p WHERE p.uin = s.uin AND p.appid = s.appid)
RETURNING v.i`

// queueRenewals queues renewals.
func queueRenewals(b *pgx.Batch, list []*renewal) {
	for _, wave := range waves(list, func(r *renewal) sessionKey { return r.sessionKey }, sessionKey.compare) {
		n := len(wave)
		uins, appids, openids := make([]int64, n), make([]int64, n), make([]string, n)
		hashes, nows, untils := make([][]byte, n), make([]int64, n), make([]int64, n)
		for i, r := range wave {
			r.renewed = false
			uins[i], appids[i], openids[i] = r.uin, r.appid, r.openid
			hashes[i], nows[i], untils[i] = r.hash[:], r.now, r.until
		}
		b.Queue(renewSessions, uins, appids, openids, hashes, nows, untils).Query(func(rows pgx.Rows) error {
			var i int64
			_, err := pgx.ForEachRow(rows, []any{&i}, func() error {
				wave[i-1].renewed = true
				return nil
			})
			return err
		})
	}
}
