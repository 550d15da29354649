package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	chestColumns = `t.uin, t.appid, t.id, t.actid, t.items, t.people, t.pf, t.created`

	putChest = `
INSERT INTO chest (uin, appid, id, actid, items, people, pf, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (uin, appid, id) DO UPDATE SET actid = excluded.actid, items = excluded.items,
	people = excluded.people, pf = excluded.pf, created = excluded.created`
)

// AddChest implements [platform.ChestStore].
func (s *Store) AddChest(ctx context.Context, c platform.Chest) error {
	return s.writeOf(ctx, "add chest", c.UIN, c.AppID, &statements{c.UIN, func(b *pgx.Batch) {
		b.Queue(putChest, c.UIN, c.AppID, escape(c.ID), c.ActID, c.Items, c.People, escape(c.PF), millis(c.Created))
	}})
}

func scanChest(r pgx.CollectableRow) (platform.Row, error) {
	var c platform.Chest
	err := r.Scan(&c.UIN, &c.AppID, (*text)(&c.ID), &c.ActID, &c.Items, &c.People, (*text)(&c.PF), (*at)(&c.Created))
	return c, err
}
