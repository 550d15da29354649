package sqlite

import (
	"context"
	"iter"

	"tongwan/internal/platform"
)

const putWorld = `INSERT INTO world (name, words) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET words = excluded.words`

// Load implements [platform.WorldStore]. It has a transaction of its own, in
// the caller's goroutine: rows may take their time and may read the store,
// which shows the old state, but must not write to it. Rows belong to w
// whatever world they name.
func (s *Store) Load(ctx context.Context, w platform.World, reset bool, rows iter.Seq2[platform.Row, error]) error {
	if s.inMemory() {
		var err error
		if rows, err = gather(ctx, rows); err != nil {
			return err
		}
	}
	const what = "load world"
	return s.alone(ctx, what, func(c *conn) error {
		l := loader{c: c, world: w.Name}
		if err := l.begin(w, reset); err != nil {
			return describe(what, err)
		}
		for row, err := range rows {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			if err := l.put(row); err != nil {
				return describe(what, err)
			}
		}
		return nil
	})
}

// gather reads rows to their end. In memory there is one connection, so rows
// that read the store themselves must come before it is taken; the world
// lies in memory anyway.
func gather(ctx context.Context, rows iter.Seq2[platform.Row, error]) (iter.Seq2[platform.Row, error], error) {
	var all []platform.Row
	for row, err := range rows {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return func(yield func(platform.Row, error) bool) {
		for _, row := range all {
			if !yield(row, nil) {
				return
			}
		}
	}, nil
}
