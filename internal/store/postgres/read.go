package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tongwan/internal/store/groupcommit"
)

// query is one statement of a reader. Several share a round trip, but each
// remains a statement of its own, which looks into one shard.
type query struct {
	sql  string
	args []any
	rows func(rows pgx.Rows) error // may be called again, from the first row
}

const (
	readLanes = 2
	readBatch = 64
)

// readLane sends the queries that came together as one pipeline. While it is
// under way the next ones gather.
type readLane struct {
	queue *groupcommit.Queue[*query]
	trip
}

func newReadLane(pool *pgxpool.Pool) *readLane {
	l := &readLane{trip: trip{pool: pool}}
	l.queue = groupcommit.New(readBatch, l.begin, l.flush)
	return l
}

// read sends a query, together with others.
func (s *Store) read(ctx context.Context, what string, q *query) error {
	lane := s.reads[s.turn.Add(1)%readLanes]
	return describe(what, lane.queue.Do(ctx, q))
}

// flush executes queries. If one fails all do, so then each is tried alone;
// as is one whose connection broke.
func (l *readLane) flush(batch []*query, errs []error) {
	defer l.end()
	if l.refused != nil {
		fail(errs, l.refused)
		return
	}
	if len(batch) == 0 {
		return
	}
	switch err := l.ask(batch); {
	case err == nil:
	case len(batch) == 1 && isServerError(err), l.ctx.Err() != nil:
		fail(errs, err)
	default:
		l.oneByOne(len(batch), func(i int, t *trip) { errs[i] = t.ask(batch[i : i+1]) }, errs)
	}
}

// ask sends queries as one pipeline.
func (t *trip) ask(batch []*query) error {
	return t.send(func(b *pgx.Batch) {
		for _, q := range batch {
			b.Queue(q.sql, q.args...).Query(q.rows)
		}
	})
}

// row scans one row into a T.
type row[T any] func(r pgx.CollectableRow) (T, error)

// list reads all rows of a query.
func list[T any](ctx context.Context, s *Store, what, sql string, scan row[T], args ...any) ([]T, error) {
	var all []T
	err := s.read(ctx, what, &query{sql, args, func(rows pgx.Rows) (err error) {
		all, err = pgx.CollectRows(rows, pgx.RowToFunc[T](scan))
		return err
	}})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// one reads the row of a query that has at most one, and whether there was one.
func one[T any](ctx context.Context, s *Store, what, sql string, scan row[T], args ...any) (T, bool, error) {
	var (
		value T
		found bool
	)
	err := s.read(ctx, what, &query{sql, args, func(rows pgx.Rows) (err error) {
		value, found, err = first(rows, scan)
		return err
	}})
	return value, found && err == nil, err
}

// first scans the first row, if there is one, and closes the rows.
func first[T any](rows pgx.Rows, scan row[T]) (value T, found bool, err error) {
	if found = rows.Next(); found {
		value, err = scan(rows)
	}
	rows.Close()
	if err == nil {
		err = rows.Err()
	}
	return value, found, err
}

// exists reports whether a query finds a row.
func (s *Store) exists(ctx context.Context, what, sql string, args ...any) (bool, error) {
	_, found, err := one(ctx, s, what, sql, func(pgx.CollectableRow) (struct{}, error) { return struct{}{}, nil }, args...)
	return found, err
}
