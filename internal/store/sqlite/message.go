package sqlite

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

const messageColumns = `uin, appid, sent, id, sender, title, summary, image_url, target_url, preview, game_tag, act, src, read`

// The receiver's row makes the message's, so a player who is gone gets none.
const sendMessage = `
INSERT INTO message (` + messageColumns + `)
SELECT uin, appid, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14
FROM player WHERE uin = ?1 AND appid = ?2 AND ?17 > (
	SELECT count(*) FROM (
		SELECT 1 FROM message WHERE uin = ?1 AND appid = ?2 AND sent >= ?15 AND sent < ?16 LIMIT ?17))`

// SendMessage implements [platform.MessageStore].
func (s *Store) SendMessage(ctx context.Context, m platform.Message, dayStart, dayEnd time.Time, quota int) error {
	return s.write(ctx, "send message", func(c *conn) error {
		err := c.sql(sendMessage).message(m).time(dayStart).time(dayEnd).int(int64(quota)).exec()
		if err != nil || c.Changes() > 0 {
			return err
		}
		if _, err := c.playerOf(m.To, m.AppID); err != nil {
			return err
		}
		return platform.Refuse(platform.QuotaUsed, "the receiver already got %d messages from app %d today", quota, m.AppID)
	})
}

// message binds the message columns.
func (q *stmt) message(m platform.Message) *stmt {
	return q.int(m.To).int(m.AppID).time(m.Sent).text(m.ID).int(m.From).
		text(m.Title).text(m.Summary).text(m.ImageURL).text(m.TargetURL).text(m.Preview).text(m.GameTag).
		int(int64(m.Act)).int(int64(m.Src)).time(m.Read)
}

func scanMessage(q *stmt) platform.Message {
	return platform.Message{
		To: q.getInt(), AppID: q.getInt(), Sent: q.getTime(), ID: q.getText(), From: q.getInt(),
		Title: q.getText(), Summary: q.getText(), ImageURL: q.getText(), TargetURL: q.getText(),
		Preview: q.getText(), GameTag: q.getText(),
		Act: int(q.getInt()), Src: int(q.getInt()), Read: q.getTime(),
	}
}

const putMessage = `
REPLACE INTO message (` + messageColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func (c *conn) putMessage(m platform.Message) error {
	return c.sql(putMessage).message(m).exec()
}
