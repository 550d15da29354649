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

// describe says what failed. Refusals are answers, not failures: they stay
// as they are.
func describe(what string, err error) error {
	if err == nil || isRefusal(err) {
		return err
	}
	return fmt.Errorf("sqlite: %s: %w", what, err)
}

func isRefusal(err error) bool {
	var refusal *platform.Error
	return errors.As(err, &refusal)
}

// isConstraint reports an error of a unique index.
func isConstraint(err error) bool {
	return sqlite.ErrCode(err).ToPrimary() == sqlite.ResultConstraint
}
