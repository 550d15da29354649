package sqlite

import (
	"cmp"
	"context"
	"slices"

	"tongwan/internal/platform"
)

const (
	selectHasGifts = `SELECT 1 FROM gift WHERE uin = ? AND appid = ? LIMIT 1`
	takeGifts      = `DELETE FROM gift WHERE uin = ? AND appid = ? RETURNING ord, id, count`
)

// TakeGifts implements [platform.GiftStore]. Games ask at every login and
// mostly there is nothing: that costs a read, and no commit.
func (s *Store) TakeGifts(ctx context.Context, uin, appid int64) ([]platform.Gift, error) {
	var some bool
	err := s.read(ctx, "look for gifts", func(c *conn) (err error) {
		some, err = c.sql(selectHasGifts).int(uin).int(appid).exists()
		return err
	})
	if err != nil || !some {
		return nil, err
	}
	var gifts []platform.Gift
	err = s.write(ctx, "take gifts", func(c *conn) (err error) {
		gifts, err = c.takeGifts(uin, appid)
		return err
	})
	if err != nil {
		return nil, err
	}
	return gifts, nil
}

func (c *conn) takeGifts(uin, appid int64) ([]platform.Gift, error) {
	type ordered struct {
		ord int64
		platform.Gift
	}
	var taken []ordered
	q := c.sql(takeGifts).int(uin).int(appid)
	for q.next() {
		taken = append(taken, ordered{q.getInt(), scanGift(q)})
	}
	if err := q.done(); err != nil {
		return nil, err
	}
	// RETURNING promises no order.
	slices.SortFunc(taken, func(a, b ordered) int { return cmp.Compare(a.ord, b.ord) })
	gifts := make([]platform.Gift, len(taken))
	for i, t := range taken {
		gifts[i] = t.Gift
	}
	return gifts, nil
}

func scanGift(q *stmt) platform.Gift {
	return platform.Gift{ID: q.getText(), Count: int(q.getInt())}
}

const (
	deleteGifts = `DELETE FROM gift WHERE uin = ? AND appid = ?`
	putGift     = `INSERT INTO gift (uin, appid, ord, id, count) VALUES (?, ?, ?, ?, ?)`
)

// putGifts replaces the whole list.
func (c *conn) putGifts(g platform.Gifts) error {
	if err := c.sql(deleteGifts).int(g.UIN).int(g.AppID).exec(); err != nil {
		return err
	}
	for i, gift := range g.Gifts {
		if err := c.sql(putGift).int(g.UIN).int(g.AppID).int(int64(i)).text(gift.ID).int(int64(gift.Count)).exec(); err != nil {
			return err
		}
	}
	return nil
}
