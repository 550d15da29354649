package sqlite

import (
	"context"
	"errors"

	"zombiezen.com/go/sqlite"

	"tongwan/internal/store/groupcommit"
)

// write is one caller's part of a batch. It refuses, with a [*platform.Error],
// before it changes anything or not at all; any other error may come halfway.
// It may be run again after a rollback.
type write func(c *conn) error

// write runs fn within a transaction that it shares with other writes. What
// fn did is durable when write returns nil, and undone when fn fails.
func (s *Store) write(ctx context.Context, what string, fn write) error {
	err := s.queue.Do(ctx, fn)
	if errors.Is(err, groupcommit.ErrClosed) {
		err = errClosed
	}
	s.noticed(err)
	return describe(what, err)
}

// begin is the queue's: it waits for the writer, which a load may have for
// seconds. Callers whose time is over in the meantime are still free to go.
func (s *Store) begin() { s.batch, s.refused = s.writer.take(context.Background()) }

// flush is the queue's: it executes a batch in one transaction and gives the
// writer back. A write that fails halfway takes its neighbours with it, so
// then each is executed again in a transaction of its own: that is rare, and a
// savepoint for each write would cost a quarter of all.
func (s *Store) flush(batch []write, errs []error) {
	if s.refused != nil {
		fail(errs, s.refused)
		return
	}
	c := s.batch
	defer s.writer.put(c)
	if len(batch) == 0 || s.together(c, batch, errs) {
		return
	}
	for i := range batch {
		errs[i] = nil
		s.together(c, batch[i:i+1], errs[i:i+1])
	}
}

// together executes writes in one transaction. If it cannot begin or commit,
// everybody gets to know. It reports false when one of several failed halfway
// and nothing was done.
func (s *Store) together(c *conn, batch []write, errs []error) bool {
	if err := c.sql("BEGIN IMMEDIATE").exec(); err != nil {
		fail(errs, err)
		return true
	}
	for i, w := range batch {
		errs[i] = w(c)
		if errs[i] == nil || isRefusal(errs[i]) {
			continue
		}
		if !c.AutocommitEnabled() { // a full disk, for one, undoes all by itself
			errs[i] = also(errs[i], c.sql("ROLLBACK").exec())
		}
		return len(batch) == 1
	}
	if err := c.commit(); err != nil {
		fail(errs, err)
		return true
	}
	s.commits.Add(1)
	s.keeper.look(c)
	return true
}

// fail gives err to everybody who has no error of their own.
func fail(errs []error, err error) {
	for i := range errs {
		if errs[i] == nil {
			errs[i] = err
		}
	}
}

// also adds a second error to the first, which stays as it is without one.
func also(err, second error) error {
	if second == nil {
		return err
	}
	return errors.Join(err, second)
}

// commit commits, or rolls back what cannot be committed.
func (c *conn) commit() error {
	err := c.sql("COMMIT").exec()
	if err != nil && !c.AutocommitEnabled() {
		err = also(err, c.sql("ROLLBACK").exec())
	}
	return err
}

// alone runs fn in a transaction of its own while all other writes wait. It
// runs in the caller's goroutine, so fn may call the caller's code: whatever
// way fn ends, error or panic, without a nil error nothing of it stays. When
// ctx ends, fn's statements fail. The error of fn is returned as it is.
func (s *Store) alone(ctx context.Context, what string, fn func(c *conn) error) (err error) {
	c, err := s.writer.take(ctx)
	if err != nil {
		return describe(what, err)
	}
	defer s.writer.put(c)
	if err := c.sql("BEGIN IMMEDIATE").exec(); err != nil {
		return describe(what, err)
	}
	committed := false
	defer func() {
		s.noticed(err)
		c.SetInterrupt(nil)
		if !committed && !c.AutocommitEnabled() {
			err = also(err, describe(what, c.sql("ROLLBACK").exec()))
		}
	}()
	c.SetInterrupt(ctx.Done())
	err = fn(c)
	c.SetInterrupt(nil)
	if ctx.Err() != nil && (err == nil || sqlite.ErrCode(err) == sqlite.ResultInterrupt) {
		err = describe(what, ctx.Err())
	}
	if err != nil {
		return err
	}
	s.turns.Add(1)
	defer s.turns.Add(1)
	if err := c.commit(); err != nil {
		return describe(what, err)
	}
	committed = true
	s.commits.Add(1)
	s.memory.forgetAll() // what is done alone changes worlds
	s.keeper.look(c)
	return nil
}
