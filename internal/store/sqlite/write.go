package sqlite

import (
	"context"
	"errors"

	"zombiezen.com/go/sqlite"

	"tongwan/internal/store/groupcommit"
)

// write is one caller's part of a batch.
type write struct {
	fn     func(c *conn) error
	single bool // at most one statement changes anything: it is atomic by itself
}

// write runs fn within a transaction that it shares with other writes. What
// fn did is durable when write returns nil, and undone when fn fails.
func (s *Store) write(ctx context.Context, what string, fn func(c *conn) error) error {
	return describe(what, s.queued(ctx, write{fn: fn}))
}

// writeOne is write for an fn in which one statement at most changes
// anything; it saves the savepoint.
func (s *Store) writeOne(ctx context.Context, what string, fn func(c *conn) error) error {
	return describe(what, s.queued(ctx, write{fn: fn, single: true}))
}

func (s *Store) queued(ctx context.Context, w write) error {
	err := s.queue.Do(ctx, w)
	if errors.Is(err, groupcommit.ErrClosed) {
		return errClosed
	}
	return err
}

// flush is the queue's: it executes a batch in one transaction. If that
// cannot begin or commit, everybody gets to know.
func (s *Store) flush(batch []write, errs []error) {
	c, err := s.writer.take(context.Background())
	if err != nil {
		fail(errs, err)
		return
	}
	defer s.writer.put(c)
	if err := c.sql("BEGIN IMMEDIATE").exec(); err != nil {
		fail(errs, err)
		return
	}
	for i, w := range batch {
		errs[i] = w.run(c)
		if c.AutocommitEnabled() { // a full disk, for one, undoes all
			fail(errs, errs[i])
			return
		}
	}
	if err := c.commit(); err != nil {
		fail(errs, err)
	}
	s.keeper.look(c)
}

// fail gives err to everybody who has no error of their own.
func fail(errs []error, err error) {
	for i := range errs {
		if errs[i] == nil {
			errs[i] = err
		}
	}
}

// run executes one write so that its failure leaves the others' alone.
func (w write) run(c *conn) error {
	if w.single {
		return w.fn(c)
	}
	if err := c.sql("SAVEPOINT item").exec(); err != nil {
		return err
	}
	err := w.fn(c)
	if err != nil && !c.AutocommitEnabled() {
		err = also(err, c.sql("ROLLBACK TO item").exec())
	}
	if !c.AutocommitEnabled() {
		err = also(err, c.sql("RELEASE item").exec())
	}
	return err
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
	if err := c.commit(); err != nil {
		return describe(what, err)
	}
	committed = true
	s.keeper.look(c)
	return nil
}
