// Package postgres keeps everything in one PostgreSQL database that several
// servers may share.
//
// Whatever is asked by key goes through lanes: concurrent reads share a round
// trip (read.go), concurrent writes a round trip and a commit (write.go). All
// else, such as loads and dumps, has a connection of its own. Every method's SQL
// is a constant next to it; times are arguments and never asked of the database.
//
// Other servers write to the same database, so nothing is remembered but the
// account that an openid leads to, and that is held against the row it is
// used for.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tongwan/internal/store/memo"
)

// Store is a [platform.Store] over one database. It is safe for concurrent
// use.
type Store struct {
	pool   *pgxpool.Pool // lanes, and whatever is short
	loads  *pgxpool.Pool // loads and drops, which keep temporary tables
	dumps  *pgxpool.Pool
	reads  []*readLane
	writes []*writeLane
	uins   *memo.Memo[openidKey, int64] // where openids lead to

	turn    atomic.Uint64 // of the read lanes
	held    held
	waiting slots // writes that wait outside of lanes

	own        slots // transactions outside of lanes
	ownWaiting slots // those of them that wait longer for rows

	trouble atomic.Pointer[error] // the last write that the database could not take
	closing sync.Once
}

type openidKey struct {
	appid  int64
	openid string
}

// remembered bounds the openids whose accounts are known. An entry takes
// about 100 bytes.
const remembered = 1 << 20

// Open opens the database that a connection string names: a URL such as
// postgres://user@host/tongwan, or keywords and values, with all that pgx
// takes in it (pool_max_conns, sslmode …). It makes up to 16 connections, or
// pool_max_conns (at least 8), and four more for loads and dumps. Its schema must be the one
// that this program knows: otherwise Open fails with a [*SchemaError], and
// [Migrate] helps if the schema is missing or older. Errors do not show
// passwords.
func Open(ctx context.Context, dsn string) (*Store, error) { return openTraced(ctx, dsn, nil) }

// openTraced is Open with somebody who is shown what the service asks, nil
// for nobody.
func openTraced(ctx context.Context, dsn string, tracer pgx.QueryTracer) (*Store, error) {
	s := &Store{uins: memo.New[openidKey, int64](remembered)}
	if err := s.connect(ctx, dsn, tracer); err != nil {
		s.disconnect()
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	s.share(int(s.pool.Config().MaxConns))
	s.startLanes()
	return s, nil
}

// connect makes the pools and looks at the schema.
func (s *Store) connect(ctx context.Context, dsn string, tracer pgx.QueryTracer) error {
	for _, p := range []struct {
		pool   **pgxpool.Pool
		config func(dsn string) (*pgxpool.Config, error)
	}{{&s.pool, serviceConfig}, {&s.loads, loadConfig}, {&s.dumps, dumpConfig}} {
		config, err := p.config(dsn)
		if err != nil {
			return err
		}
		if p.pool == &s.pool {
			config.ConnConfig.Tracer = tracer
		}
		if *p.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
			return err
		}
	}
	return s.checkSchema(ctx)
}

var errClosed = errors.New("the store is closed")

// Close waits until what was begun is done and closes the connections. Calls
// that come later get an error.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.stopLanes()
		s.disconnect()
	})
	return nil
}

// disconnect closes connections, each when it is free.
func (s *Store) disconnect() {
	for _, p := range []*pgxpool.Pool{s.pool, s.loads, s.dumps} {
		if p != nil {
			p.Close()
		}
	}
}
