package sqlite

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

const (
	selectInbox = `SELECT ` + messageColumns + ` FROM message WHERE uin = ?1 AND appid = ?2 `
	newestFirst = ` ORDER BY sent DESC, id DESC LIMIT `

	selectNewest = selectInbox + newestFirst + `?3`
	selectOlder  = selectInbox + `AND (sent, id) < (
	SELECT sent, id FROM message WHERE uin = ?1 AND appid = ?2 AND id = ?4 LIMIT 1)` + newestFirst + `?3`
)

// Inbox implements [platform.InboxStore]. Where an id stands costs a walk
// through the player's messages: an index would cost more with each message
// than it saves those who turn pages.
func (s *Store) Inbox(ctx context.Context, uin, appid int64, before string, limit int) ([]platform.Message, error) {
	var list []platform.Message
	err := s.read(ctx, "read inbox", func(c *conn) error {
		q := c.sql(selectNewest)
		if before != "" {
			q = c.sql(selectOlder)
		}
		q.int(uin).int(appid).int(int64(limit))
		if before != "" {
			q.text(before)
		}
		for q.next() {
			list = append(list, scanMessage(q))
		}
		return q.done()
	})
	return list, err
}

const selectUnread = `SELECT appid, count(*) FROM message WHERE uin = ? AND read = 0 GROUP BY appid`

// Unread implements [platform.InboxStore].
func (s *Store) Unread(ctx context.Context, uin int64) (map[int64]int, error) {
	counts := make(map[int64]int)
	err := s.read(ctx, "count unread", func(c *conn) error {
		q := c.sql(selectUnread).int(uin)
		for q.next() {
			appid := q.getInt()
			counts[appid] = int(q.getInt())
		}
		return q.done()
	})
	return counts, err
}

const (
	markAllRead = `UPDATE message SET read = ? WHERE uin = ? AND appid = ? AND read = 0`
	markRead    = markAllRead + ` AND id IN (SELECT value FROM json_each(?) wanted)`
)

// MarkRead implements [platform.InboxStore].
func (s *Store) MarkRead(ctx context.Context, uin, appid int64, ids []string, at time.Time) (int, error) {
	var n int
	err := s.write(ctx, "mark messages read", func(c *conn) error {
		q := c.sql(markAllRead)
		if len(ids) > 0 {
			q = c.sql(markRead)
		}
		q.time(at).int(uin).int(appid)
		if len(ids) > 0 {
			q.json(ids)
		}
		err := q.exec()
		n = c.Changes()
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}
