package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	// Whoever opens a chest holds it, so that the next one counts them, and a
	// load does too.
	lockChest = `
SELECT c.people FROM player p JOIN chest c ON c.uin = p.uin AND c.appid = p.appid
WHERE p.uin = $1 AND p.appid = $2 AND c.id = $3 FOR KEY SHARE OF p FOR NO KEY UPDATE OF c`

	selectTake     = `SELECT number FROM chest_take WHERE uin = $1 AND appid = $2 AND id = $3 AND taker = $4`
	countTakes     = `SELECT count(*) FROM chest_take WHERE uin = $1 AND appid = $2 AND id = $3`
	addTake        = `INSERT INTO chest_take (uin, appid, id, number, taker, at) VALUES ($1, $2, $3, $4, $5, $6)`
	selectHasChest = `SELECT 1 FROM chest WHERE uin = $1 AND appid = $2 AND id = $3`
)

// TakeFromChest implements [platform.OpenStore].
func (s *Store) TakeFromChest(ctx context.Context, c platform.Chest, take platform.Take) (number int, err error) {
	err = upon(func() error { return s.needChest(ctx, c) }, func() error {
		return s.transact(ctx, "take from chest", func(t *transaction) (err error) {
			number, err = t.takeFromChest(c, take)
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	return number, nil
}

func (t *transaction) takeFromChest(c platform.Chest, take platform.Take) (number int, err error) {
	var (
		held, taken   bool
		people, takes int
	)
	id := escape(c.ID)
	err = t.send(func(b *pgx.Batch) {
		b.Queue(lockChest, c.UIN, c.AppID, id).Query(firstTo(&people, &held))
		b.Queue(selectTake, c.UIN, c.AppID, id, take.UIN).Query(firstTo(&number, &taken))
		b.Queue(countTakes, c.UIN, c.AppID, id).QueryRow(func(r pgx.Row) error { return r.Scan(&takes) })
	})
	switch {
	case err != nil:
		return 0, err
	case !held:
		return 0, errGone
	case taken:
		return number, nil
	case takes >= people:
		return 0, platform.Refuse(platform.ChestEmpty, "all %d shares of chest %s are taken", people, c.ID)
	}
	_, err = t.tx.Exec(t.ctx, addTake, c.UIN, c.AppID, id, takes, take.UIN, millis(take.At))
	return takes, err
}

// needChest refuses if there is no such chest.
func (s *Store) needChest(ctx context.Context, c platform.Chest) error {
	found, err := s.exists(ctx, "look for chest", selectHasChest, c.UIN, c.AppID, escape(c.ID))
	if err == nil && !found {
		err = noChest(c.ID)
	}
	return err
}
