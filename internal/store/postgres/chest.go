package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	putChest = `
INSERT INTO chest (uin, appid, id, actid, items, people, pf, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (uin, appid, id) DO UPDATE SET actid = excluded.actid, items = excluded.items,
	people = excluded.people, pf = excluded.pf, created = excluded.created`

	// The app knows the world, on every node.
	putBoxID = `
INSERT INTO boxid (id, world, uin, appid) SELECT $1, a.world, $2, a.appid FROM app a WHERE a.appid = $3
ON CONFLICT DO NOTHING`
)

// AddChest implements [platform.ChestStore].
func (s *Store) AddChest(ctx context.Context, c platform.Chest) error {
	return s.writeOf(ctx, "add chest", c.UIN, c.AppID, &statements{c.UIN, func(b *pgx.Batch) {
		b.Queue(putChest, c.UIN, c.AppID, escape(c.ID), c.ActID, c.Items, c.People, escape(c.PF), millis(c.Created))
		b.Queue(putBoxID, escape(c.ID), c.UIN, c.AppID)
	}})
}

const (
	chestColumns = `t.uin, t.appid, t.id, t.actid, t.items, t.people, t.pf, t.created, k.takers, k.times`

	// withTakes joins chests, as t, with who opened them.
	withTakes = `
CROSS JOIN LATERAL (
	SELECT array_agg(k.taker ORDER BY k.number) AS takers, array_agg(k.at ORDER BY k.number) AS times
	FROM chest_take k WHERE k.uin = t.uin AND k.appid = t.appid AND k.id = t.id) k`

	selectBoxID = `SELECT uin, appid FROM boxid WHERE id = $1 AND world = $2`
	selectChest = `SELECT ` + chestColumns + ` FROM chest t` + withTakes + ` WHERE t.uin = $1 AND t.appid = $2 AND t.id = $3`
)

// Chest implements [platform.OpenStore].
func (s *Store) Chest(ctx context.Context, world, id string) (platform.Chest, error) {
	for range 2 { // it may move while its world is loaded anew
		o, found, err := one(ctx, s, "look up chest", selectBoxID, pgx.RowToStructByPos[owner], escape(id), escape(world))
		if err != nil {
			return platform.Chest{}, err
		}
		if !found {
			break
		}
		c, found, err := one(ctx, s, "read chest", selectChest, scanChest, o.UIN, o.AppID, escape(id))
		if err != nil || found {
			return c, err
		}
	}
	return platform.Chest{}, noChest(id)
}

func noChest(id string) error { return platform.Refuse(platform.NotFound, "there is no chest %s", id) }

func scanChest(r pgx.CollectableRow) (c platform.Chest, err error) {
	var (
		takers []int64
		times  []at
	)
	err = r.Scan(&c.UIN, &c.AppID, (*text)(&c.ID), &c.ActID, &c.Items, &c.People, (*text)(&c.PF), (*at)(&c.Created), &takers, &times)
	for i, uin := range takers {
		c.Takes = append(c.Takes, platform.Take{UIN: uin, At: time.Time(times[i])})
	}
	return c, err
}
