package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const (
	chestColumns = `uin, appid, id, actid, items, people, pf, created`

	putChest = `
REPLACE INTO chest (` + chestColumns + `)
SELECT uin, appid, ?3, ?4, ?5, ?6, ?7, ?8 FROM player WHERE uin = ?1 AND appid = ?2`
)

// AddChest implements [platform.ChestStore].
func (s *Store) AddChest(ctx context.Context, chest platform.Chest) error {
	return s.write(ctx, "add chest", func(c *conn) error { return c.putChest(chest) })
}

func (c *conn) putChest(b platform.Chest) error {
	return c.sql(putChest).int(b.UIN).int(b.AppID).text(b.ID).int(b.ActID).
		int(int64(b.Items)).int(int64(b.People)).text(b.PF).time(b.Created).execOf(c, b.UIN, b.AppID)
}

func scanChest(q *stmt) platform.Chest {
	return platform.Chest{
		UIN: q.getInt(), AppID: q.getInt(), ID: q.getText(), ActID: q.getInt(),
		Items: int(q.getInt()), People: int(q.getInt()), PF: q.getText(), Created: q.getTime(),
	}
}
