package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// transaction is one that a caller has alone.
type transaction struct {
	ctx context.Context
	tx  pgx.Tx
}

// send executes a pipeline within the transaction.
func (t *transaction) send(queue func(b *pgx.Batch)) error {
	var b pgx.Batch
	queue(&b)
	return t.tx.SendBatch(t.ctx, &b).Close()
}

// firstTo returns a callback that keeps the value of the first row, and
// whether there is one.
func firstTo[T any](value *T, found *bool) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*value, *found, err = first(rows, pgx.RowTo[T])
		return err
	}
}

// transactTries bounds how often somebody else may be in the way.
const transactTries = 5

// transact runs fn in a transaction of its own: for what is rare, and has to
// look before it writes. As in lanes, it is tried again if somebody else was
// in the way, so fn may be run several times.
func (s *Store) transact(ctx context.Context, what string, fn func(t *transaction) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := s.transactOnce(ctx, fn)
	for try := 1; try < transactTries && inTheWay(err) && ctx.Err() == nil; try++ {
		if isState(err, lockNotAvailable) {
			err = s.transactPatiently(ctx, fn, err)
		} else {
			err = s.transactOnce(ctx, fn)
		}
	}
	s.noticed(err)
	return describe(what, because(ctx, err))
}

// inTheWay reports the error of a transaction that somebody else was in the
// way of.
func inTheWay(err error) bool {
	return isState(err, lockNotAvailable) || isState(err, deadlockDetected) || isState(err, serializationFailure)
}

func (s *Store) transactOnce(ctx context.Context, fn func(t *transaction) error) error {
	if err := s.own.take(ctx); err != nil {
		return err
	}
	defer s.own.give()
	c, err := acquire(ctx, s.pool)
	if err != nil {
		return err
	}
	defer c.Release()
	return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error { return fn(&transaction{ctx, tx}) })
}

// transactPatiently waits longer for rows, which a load holds. The lock's
// error is the answer when too little time is left.
func (s *Store) transactPatiently(ctx context.Context, fn func(t *transaction) error, held error) error {
	if err := s.ownWaiting.take(ctx); err != nil {
		return err
	}
	defer s.ownWaiting.give()
	return s.transactOnce(ctx, func(t *transaction) error {
		locks, ok := lockTime(ctx)
		if !ok {
			return held
		}
		if _, err := t.tx.Exec(t.ctx, setLockTimeout, lockSetting(locks)); err != nil {
			return err
		}
		return fn(t)
	})
}
