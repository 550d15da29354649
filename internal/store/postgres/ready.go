package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	selectReady = `SELECT 1 FROM world LIMIT 1`

	// touchPurpose changes nothing, and is a write nevertheless.
	touchPurpose = `UPDATE purpose SET purpose = purpose WHERE one = 1`
)

// Ready answers whether the database can be read, and written to if a write
// has failed; the error says what is wrong.
func (s *Store) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := acquire(ctx, s.pool)
	if err != nil {
		return describe("ready", err)
	}
	_, err = c.Exec(ctx, selectReady)
	c.Release()
	if err != nil {
		return describe("ready", err)
	}
	return s.writable(ctx)
}

// noticed remembers that the database could not be written to: it is a
// standby, or its disk is full or broken. Reads go on without noticing.
func (s *Store) noticed(err error) {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return
	}
	switch {
	case e.Code == readOnlyTransaction, strings.HasPrefix(e.Code, noResources), strings.HasPrefix(e.Code, systemError):
		s.trouble.Store(&err)
	}
}

// writable tries a write if one has failed. Only when that works is the
// trouble over.
func (s *Store) writable(ctx context.Context) error {
	trouble := s.trouble.Load()
	if trouble == nil {
		return nil
	}
	err := s.write(ctx, "ready", &statements{0, func(b *pgx.Batch) { b.Queue(touchPurpose) }})
	if err == nil {
		s.trouble.CompareAndSwap(trouble, nil)
	}
	return err
}
