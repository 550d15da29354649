package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"zombiezen.com/go/sqlite"

	"tongwan/internal/platform"
)

// pool hands out connections, each to one user at a time; who waits longest
// gets the next one.
type pool struct {
	free   chan *conn
	closed chan struct{}
	once   sync.Once
	size   int
}

func newPool(size int) *pool {
	return &pool{free: make(chan *conn, size), closed: make(chan struct{})}
}

// add gives the pool a connection; only before it is used.
func (p *pool) add(c *conn) {
	p.size++
	p.free <- c
}

// take waits for a connection. The user must put it back.
func (p *pool) take(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case <-p.closed:
		return nil, errClosed
	default:
	}
	select {
	case c := <-p.free:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.closed:
		return nil, errClosed
	}
}

func (p *pool) put(c *conn) { p.free <- c }

// close refuses new users, waits for those there are and closes the
// connections.
func (p *pool) close() error {
	var errs []error
	p.once.Do(func() {
		close(p.closed)
		for range p.size {
			errs = append(errs, (<-p.free).Close())
		}
	})
	return errors.Join(errs...)
}

// read runs fn on a reading connection. What is what was attempted, for the
// error.
func (s *Store) read(ctx context.Context, what string, fn func(c *conn) error) error {
	c, err := s.readers.take(ctx)
	if err != nil {
		return describe(what, err)
	}
	defer s.readers.put(c)
	return describe(what, fn(c))
}

// snapshot is read for several statements that must see the same state.
func (s *Store) snapshot(ctx context.Context, what string, fn func(c *conn) error) error {
	return s.read(ctx, what, func(c *conn) error { return c.snapshot(fn) })
}

func (c *conn) snapshot(fn func(c *conn) error) error {
	if err := c.sql("BEGIN").exec(); err != nil {
		return err
	}
	defer func() { _ = c.sql("ROLLBACK").exec() }() // nothing was written
	return fn(c)
}

// describe says what failed. Refusals are answers, not failures: they stay
// as they are.
func describe(what string, err error) error {
	var refusal *platform.Error
	if err == nil || errors.As(err, &refusal) {
		return err
	}
	return fmt.Errorf("sqlite: %s: %w", what, err)
}

// isConstraint reports an error of a unique index.
func isConstraint(err error) bool {
	return sqlite.ErrCode(err).ToPrimary() == sqlite.ResultConstraint
}
