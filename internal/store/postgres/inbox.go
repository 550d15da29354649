package postgres

import (
	"context"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tongwan/internal/platform"
)

const (
	selectSent = `SELECT sent FROM message WHERE uin = $1 AND appid = $2 AND id = $3 ORDER BY sent LIMIT 1`

	selectInbox = `
SELECT ` + messageColumns + ` FROM message t
WHERE t.uin = $1 AND t.appid = $2 AND (t.sent, t.id) < ($3, $4)
ORDER BY t.sent DESC, t.id DESC LIMIT $5`
)

// Inbox implements [platform.InboxStore]. Where an id stands costs a walk
// through the player's messages: an index would cost more with each message
// than it saves those who turn pages.
func (s *Store) Inbox(ctx context.Context, uin, appid int64, before string, limit int) ([]platform.Message, error) {
	const what = "read inbox"
	sent := int64(math.MaxInt64)
	if before != "" {
		var (
			found bool
			err   error
		)
		sent, found, err = one(ctx, s, what, selectSent, pgx.RowTo[int64], uin, appid, escape(before))
		if err != nil || !found {
			return nil, err
		}
	}
	return list(ctx, s, what, selectInbox, scanMessage, uin, appid, sent, escape(before), limit)
}

const selectUnread = `SELECT appid, count(*) FROM message WHERE uin = $1 AND read = 0 GROUP BY appid`

// Unread implements [platform.InboxStore].
func (s *Store) Unread(ctx context.Context, uin int64) (map[int64]int, error) {
	type unread struct {
		AppID int64
		Count int
	}
	all, err := list(ctx, s, "count unread", selectUnread, pgx.RowToStructByPos[unread], uin)
	if err != nil {
		return nil, err
	}
	counts := make(map[int64]int, len(all))
	for _, u := range all {
		counts[u.AppID] = u.Count
	}
	return counts, nil
}

const (
	markAllRead = `UPDATE message SET read = $3 WHERE uin = $1 AND appid = $2 AND read = 0`
	markRead    = markAllRead + ` AND id = ANY($4)`
)

// MarkRead implements [platform.InboxStore].
func (s *Store) MarkRead(ctx context.Context, uin, appid int64, ids []string, at time.Time) (int, error) {
	sql, args := markAllRead, []any{uin, appid, millis(at)}
	if len(ids) > 0 {
		sql, args = markRead, append(args, escapeAll(ids))
	}
	var n int
	err := s.write(ctx, "mark messages read", &statements{uin, func(b *pgx.Batch) {
		b.Queue(sql, args...).Exec(func(tag pgconn.CommandTag) error {
			n = int(tag.RowsAffected())
			return nil
		})
	}})
	if err != nil {
		return 0, err
	}
	return n, nil
}
