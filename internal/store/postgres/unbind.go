package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	lockGuild = `SELECT code FROM guild WHERE unionid = $1 AND zoneid = $2 AND appid = $3 FOR UPDATE`

	selectStillBound = `
SELECT join_key FROM group_binding
WHERE code = $1 AND appid = $2 AND unionid = $3 AND zoneid = $4 AND group_openid = $5 FOR UPDATE`

	selectUnboundAfter = `SELECT 1 FROM group_unbind WHERE unionid = $1 AND zoneid = $2 AND appid = $3 AND at > $4`

	deleteBinding     = `DELETE FROM group_binding WHERE code = $1 AND appid = $2`
	deleteGuild       = `DELETE FROM guild WHERE unionid = $1 AND zoneid = $2 AND appid = $3`
	deleteGroupOpenID = `DELETE FROM group_openid WHERE group_openid = $1`
	deleteJoinKey     = `DELETE FROM join_key WHERE join_key = $1 AND code = $2 AND appid = $3`

	putUnbound = `
INSERT INTO group_unbind (unionid, zoneid, appid, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (unionid, zoneid, appid) DO UPDATE SET at = excluded.at`
)

// Unbind implements [platform.GroupStore]. Callers for one guild follow each
// other: the later one finds the binding gone, as it would a minute later.
func (s *Store) Unbind(ctx context.Context, b platform.Binding, now, since time.Time) error {
	return s.transact(ctx, "unbind group", func(t *transaction) error {
		key, err := mayUnbind(t, b, since)
		if err != nil {
			return err
		}
		return t.send(func(batch *pgx.Batch) {
			unionid, zoneid := escape(b.UnionID), escape(b.ZoneID)
			batch.Queue(deleteBinding, b.Code, b.AppID)
			batch.Queue(deleteGuild, unionid, zoneid, b.AppID)
			batch.Queue(deleteGroupOpenID, escape(b.OpenID))
			batch.Queue(deleteJoinKey, key, b.Code, b.AppID)
			batch.Queue(putUnbound, unionid, zoneid, b.AppID, millis(now))
		})
	})
}

// mayUnbind locks a binding and returns its join key as it is kept, or says
// why it cannot be removed.
func mayUnbind(t *transaction, b platform.Binding, since time.Time) (key string, err error) {
	var bound, soon bool
	err = t.send(func(batch *pgx.Batch) {
		unionid, zoneid := escape(b.UnionID), escape(b.ZoneID)
		batch.Queue(lockGuild, unionid, zoneid, b.AppID)
		batch.Queue(selectStillBound, b.Code, b.AppID, unionid, zoneid, escape(b.OpenID)).Query(firstTo(&key, &bound))
		batch.Queue(selectUnboundAfter, unionid, zoneid, b.AppID, millis(since)).Exec(changedTo(&soon))
	})
	switch {
	case err != nil:
		return "", err
	case !bound:
		return "", platform.Refuse(platform.NoBinding, "group %d is no longer bound to this guild of app %d", b.Code, b.AppID)
	case soon:
		return "", platform.Refuse(platform.UnbindTooSoon, "unionid %s, zoneid %s was unbound a moment ago: wait a minute", b.UnionID, b.ZoneID)
	}
	return key, nil
}
