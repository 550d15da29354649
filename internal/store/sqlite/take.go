package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const selectChest = `
SELECT ` + chestColumnsOf + ` FROM chest t CROSS JOIN account a ON a.uin = t.uin
WHERE t.id = ? AND a.world = ?`

// Chest implements [platform.OpenStore].
func (s *Store) Chest(ctx context.Context, world, id string) (platform.Chest, error) {
	var chest platform.Chest
	err := s.read(ctx, "read chest", func(c *conn) error {
		q := c.sql(selectChest).text(id).text(world)
		if !q.next() {
			return q.orNotFound("there is no chest %s", id)
		}
		chest = scanChest(q)
		if err := q.done(); err != nil {
			return err
		}
		return c.takes(&chest)
	})
	return chest, err
}

const selectTakes = `SELECT taker, at FROM chest_take WHERE uin = ? AND appid = ? AND id = ? ORDER BY number`

// takes reads who opened a chest.
func (c *conn) takes(chest *platform.Chest) error {
	q := c.sql(selectTakes).ofChest(*chest)
	for q.next() {
		chest.Takes = append(chest.Takes, platform.Take{UIN: q.getInt(), At: q.getTime()})
	}
	return q.done()
}

const (
	selectTaken       = `SELECT number FROM chest_take WHERE uin = ? AND appid = ? AND id = ? AND taker = ?`
	countTakes        = `SELECT count(*) FROM chest_take WHERE uin = ? AND appid = ? AND id = ?`
	selectChestPeople = `SELECT people FROM chest WHERE uin = ? AND appid = ? AND id = ?`
	putTake           = `INSERT INTO chest_take (uin, appid, id, number, taker, at) VALUES (?, ?, ?, ?, ?, ?)`
	deleteTakes       = `DELETE FROM chest_take WHERE uin = ? AND appid = ? AND id = ?`
)

// TakeFromChest implements [platform.OpenStore].
func (s *Store) TakeFromChest(ctx context.Context, chest platform.Chest, t platform.Take) (number int, err error) {
	err = s.write(ctx, "take from chest", func(c *conn) error {
		n, taken, err := c.taken(chest, t.UIN)
		number = n
		if err != nil || taken {
			return err
		}
		return c.putTake(chest, n, t)
	})
	if err != nil {
		return 0, err
	}
	return number, nil
}

// taken returns the number of an account's take, or the one it would get.
func (c *conn) taken(chest platform.Chest, uin int64) (number int, taken bool, err error) {
	q := c.sql(selectChestPeople).ofChest(chest)
	if !q.next() {
		return 0, false, q.orNotFound("there is no chest %s", chest.ID)
	}
	people := int(q.getInt())
	if err := q.done(); err != nil {
		return 0, false, err
	}
	q = c.sql(selectTaken).ofChest(chest).int(uin)
	if q.next() {
		number = int(q.getInt())
		return number, true, q.done()
	}
	if err := q.done(); err != nil {
		return 0, false, err
	}
	n, err := c.sql(countTakes).ofChest(chest).number()
	if err == nil && int(n) >= people {
		err = platform.Refuse(platform.ChestEmpty, "all %d shares of chest %s are taken", people, chest.ID)
	}
	return int(n), false, err
}

func (c *conn) putTake(chest platform.Chest, number int, t platform.Take) error {
	return c.sql(putTake).ofChest(chest).int(int64(number)).int(t.UIN).time(t.At).exec()
}

// ofChest binds a chest's key.
func (q *stmt) ofChest(c platform.Chest) *stmt { return q.int(c.UIN).int(c.AppID).text(c.ID) }

// scanChestRow reads a chest, and then who opened it.
func scanChestRow(c *conn, q *stmt) (platform.Row, error) {
	chest := scanChest(q)
	err := c.takes(&chest)
	return chest, err
}
