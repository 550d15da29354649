package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

const (
	selectSecret = `SELECT value FROM secret WHERE name = $1`
	putSecret    = `INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`
)

// Secret implements [platform.GrantStore]. Of several servers the first one
// that asks for a secret makes it.
func (s *Store) Secret(ctx context.Context, name string, fresh []byte) ([]byte, error) {
	const what = "read secret"
	value, found, err := one(ctx, s, what, selectSecret, pgx.RowTo[[]byte], escape(name))
	if err != nil || found {
		return value, err
	}
	err = s.write(ctx, what, &statements{0, func(b *pgx.Batch) { b.Queue(putSecret, escape(name), fresh) }})
	if err != nil {
		return nil, err
	}
	value, _, err = one(ctx, s, what, selectSecret, pgx.RowTo[[]byte], escape(name))
	return value, err
}
