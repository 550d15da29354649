package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tongwan/internal/platform"
)

const (
	messageColumns = `t.uin, t.appid, t.sent, t.id, t.sender, t.title, t.summary, t.image_url, t.target_url,
	t.preview, t.game_tag, t.act, t.src, t.read`

	// Whoever sends to a player holds the player's row, so that the next one
	// counts what was sent.
	lockReceiver = `SELECT 1 FROM player WHERE uin = $1 AND appid = $2 FOR NO KEY UPDATE`

	sendMessage = `
INSERT INTO message (uin, appid, sent, id, sender, title, summary, image_url, target_url, preview, game_tag, act, src, read)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
WHERE $17 > (
	SELECT count(*) FROM (
		SELECT 1 FROM message WHERE uin = $1 AND appid = $2 AND sent >= $15 AND sent < $16 LIMIT $17) today)`
)

// SendMessage implements [platform.MessageStore].
func (s *Store) SendMessage(ctx context.Context, m platform.Message, dayStart, dayEnd time.Time, quota int) error {
	var sent bool
	err := s.writeOf(ctx, "send message", m.To, m.AppID, &statements{m.To, func(b *pgx.Batch) {
		b.Queue(lockReceiver, m.To, m.AppID)
		b.Queue(sendMessage, append(messageArgs(m), millis(dayStart), millis(dayEnd), int64(max(quota, 0)))...).Exec(changedTo(&sent))
	}})
	if err != nil || sent {
		return err
	}
	if _, err := s.PlayerOf(ctx, m.To, m.AppID); err != nil {
		return err
	}
	return platform.Refuse(platform.QuotaUsed, "the receiver already got %d messages from app %d today", quota, m.AppID)
}

// changedTo returns a callback that keeps whether a statement found or
// changed anything.
func changedTo(changed *bool) func(pgconn.CommandTag) error {
	return func(tag pgconn.CommandTag) error {
		*changed = tag.RowsAffected() > 0
		return nil
	}
}

func messageArgs(m platform.Message) []any {
	return []any{m.To, m.AppID, millis(m.Sent), escape(m.ID), m.From, escape(m.Title), escape(m.Summary), escape(m.ImageURL),
		escape(m.TargetURL), escape(m.Preview), escape(m.GameTag), m.Act, m.Src, millis(m.Read)}
}

func scanMessage(r pgx.CollectableRow) (m platform.Message, err error) {
	err = r.Scan(&m.To, &m.AppID, (*at)(&m.Sent), (*text)(&m.ID), &m.From, (*text)(&m.Title), (*text)(&m.Summary), (*text)(&m.ImageURL),
		(*text)(&m.TargetURL), (*text)(&m.Preview), (*text)(&m.GameTag), &m.Act, &m.Src, (*at)(&m.Read))
	return m, err
}
