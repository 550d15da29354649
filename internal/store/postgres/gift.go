package postgres

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	selectHasGifts = `SELECT 1 FROM gift WHERE uin = $1 AND appid = $2 LIMIT 1`
	takeGifts      = `DELETE FROM gift WHERE uin = $1 AND appid = $2 RETURNING ord, id, count`
)

// TakeGifts implements [platform.GiftStore]. Games ask at every login and
// mostly there is nothing: that costs a read, and no commit.
func (s *Store) TakeGifts(ctx context.Context, uin, appid int64) ([]platform.Gift, error) {
	some, err := s.exists(ctx, "look for gifts", selectHasGifts, uin, appid)
	if err != nil || !some {
		return nil, err
	}
	var taken []ordered
	err = s.write(ctx, "take gifts", &statements{uin, func(b *pgx.Batch) {
		b.Queue(takeGifts, uin, appid).Query(func(rows pgx.Rows) (err error) {
			taken, err = pgx.CollectRows(rows, scanOrdered)
			return err
		})
	}})
	if err != nil {
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

// ordered is a gift and its place in the list.
type ordered struct {
	ord int
	platform.Gift
}

func scanOrdered(r pgx.CollectableRow) (g ordered, err error) {
	err = r.Scan(&g.ord, (*text)(&g.ID), &g.Count)
	return g, err
}
