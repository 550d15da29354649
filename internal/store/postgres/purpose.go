package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

const (
	putPurpose    = `INSERT INTO purpose (one, purpose) VALUES (1, $1) ON CONFLICT DO NOTHING`
	selectPurpose = `SELECT purpose FROM purpose WHERE one = 1`
)

// Dedicate implements [platform.WorldStore]. Of several servers the first one
// decides.
func (s *Store) Dedicate(ctx context.Context, purpose string) (string, error) {
	err := s.write(ctx, "dedicate", &statements{0, func(b *pgx.Batch) { b.Queue(putPurpose, escape(purpose)) }})
	if err != nil {
		return "", err
	}
	is, _, err := one(ctx, s, "read purpose", selectPurpose, pgx.RowTo[text])
	return string(is), err
}
