package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

// kind is how one kind of rows is read: its SQL, and what makes a row of it.
type kind struct {
	sql  string
	scan func(c *conn, q *stmt) (platform.Row, error)
}

// Dump implements [platform.WorldStore]. A file is read over connections
// that nothing else waits for, however long yield takes; yield may read the
// store.
func (s *Store) Dump(ctx context.Context, name string, yield func(platform.Row) error) error {
	const what = "dump world"
	if s.inMemory() {
		return s.dumpGathered(ctx, what, yield, func(c *conn, yield func(platform.Row) error) error {
			return c.dumpWorld(ctx, name, yield)
		})
	}
	c, err := s.exports.take(ctx)
	if err != nil {
		return describe(what, err)
	}
	defer s.exports.put(c)
	var enough error // of yield, to be returned as it is
	err = c.snapshot(func(c *conn) error {
		return c.dumpWorld(ctx, name, func(row platform.Row) error {
			enough = yield(row)
			return enough
		})
	})
	if enough != nil {
		return enough
	}
	return describe(what, err)
}

// DumpPlayer implements [platform.WorldStore].
func (s *Store) DumpPlayer(ctx context.Context, uin, appid int64, yield func(platform.Row) error) error {
	return s.dumpGathered(ctx, "dump player", yield, func(c *conn, yield func(platform.Row) error) error {
		return c.dumpPlayer(ctx, uin, appid, yield)
	})
}

// dumpGathered reads all rows before it yields the first: yield may use the
// connection that was read from.
func (s *Store) dumpGathered(ctx context.Context, what string, yield func(platform.Row) error,
	dump func(*conn, func(platform.Row) error) error) error {
	var rows []platform.Row
	err := s.read(ctx, what, func(c *conn) error {
		return dump(c, func(row platform.Row) error {
			rows = append(rows, row)
			return nil
		})
	})
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) dumpWorld(ctx context.Context, name string, yield func(platform.Row) error) error {
	if _, err := c.world(name); err != nil {
		return err
	}
	for _, k := range kindsOfWorld() {
		if err := c.dumpKind(ctx, c.sql(k.sql).text(name), k, yield); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) dumpPlayer(ctx context.Context, uin, appid int64, yield func(platform.Row) error) error {
	if _, err := c.playerOf(uin, appid); err != nil {
		return err
	}
	for _, k := range kindsOfPlayer() {
		if err := c.dumpKind(ctx, c.sql(k.sql).int(uin).int(appid), k, yield); err != nil {
			return err
		}
	}
	return nil
}

// dumpKind yields the rows of a started statement.
func (c *conn) dumpKind(ctx context.Context, q *stmt, k kind, yield func(platform.Row) error) error {
	defer q.done() // should yield panic
	for q.next() {
		row, err := k.scan(c, q)
		if err == nil {
			err = q.err
		}
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = yield(row)
		}
		if err != nil {
			return err
		}
	}
	return q.done()
}

// rowOf makes a kind's scan of a function that reads one row.
func rowOf[R platform.Row](scan func(q *stmt) R) func(*conn, *stmt) (platform.Row, error) {
	return func(_ *conn, q *stmt) (platform.Row, error) { return scan(q), nil }
}

func scanSession(q *stmt) platform.Session {
	s := platform.Session{UIN: q.getInt(), AppID: q.getInt()}
	q.getBlob(s.Hash[:])
	s.Token, s.Expires, s.Revoked = q.getText(), q.getTime(), platform.Revocation(q.getInt())
	return s
}

// scanGifts reads who has gifts, and then what they are.
func scanGifts(c *conn, q *stmt) (platform.Row, error) {
	g := platform.Gifts{UIN: q.getInt(), AppID: q.getInt()}
	list := c.sql(selectGifts).int(g.UIN).int(g.AppID)
	for list.next() {
		g.Gifts = append(g.Gifts, scanGift(list))
	}
	return g, list.done()
}

const selectGifts = `SELECT id, count FROM gift WHERE uin = ? AND appid = ? ORDER BY ord`

// scanGroupRow reads a group, and then what hangs on it.
func scanGroupRow(c *conn, q *stmt) (platform.Row, error) {
	return c.groupRow(scanGroup(q))
}
