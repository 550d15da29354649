package postgres

import (
	"context"
	"errors"
	"iter"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// Load implements [platform.WorldStore]. It has a transaction of its own, in
// the caller's goroutine, and holds the world, so loads of one world follow
// each other, whichever server they come to. Rows belong to w whatever world
// they name.
//
// Rows are gathered, copied to temporary tables, and merged from there set by
// set, in the order in which they rest on each other. So a refusal comes
// when a set is merged: for the first row of the set that it concerns.
func (s *Store) Load(ctx context.Context, w platform.World, reset bool, rows iter.Seq2[platform.Row, error]) error {
	const what = "load world"
	if w.Name == "" {
		return platform.Refuse(platform.Invalid, "a world must have a name")
	}
	c, err := acquire(ctx, s.loads)
	if err != nil {
		return describe(what, err)
	}
	defer c.Release()
	var ofRows error // to be returned as it is
	l := newLoader(ctx, w.Name)
	err = pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		l.tx = tx
		if err := l.begin(w, reset); err != nil {
			return err
		}
		if ofRows, err = l.takeAll(rows); ofRows != nil || err != nil {
			return errors.Join(ofRows, err)
		}
		return l.end()
	})
	if ofRows != nil {
		return ofRows
	}
	if err == nil {
		l.analyze(c.Conn())
	}
	return describe(what, because(ctx, err))
}

// takeAll takes rows to their end. An error of theirs is the first one it
// returns.
func (l *loader) takeAll(rows iter.Seq2[platform.Row, error]) (ofRows, err error) {
	for row, err := range rows {
		if err != nil {
			return err, nil
		}
		if err := l.ctx.Err(); err != nil {
			return nil, err
		}
		if err := l.put(row); err != nil {
			return nil, err
		}
	}
	return nil, nil
}
