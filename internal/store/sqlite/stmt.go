package sqlite

import (
	"time"

	"zombiezen.com/go/sqlite"

	"tongwan/internal/platform"
	"tongwan/internal/store/rowjson"
)

// conn is a connection that keeps its prepared statements. One goroutine
// uses it at a time.
type conn struct {
	*sqlite.Conn
	stmts map[string]*stmt

	standing bool   // there is a snapshot to read from; see [conn.refresh]
	seen     uint64 // commits counted before it was taken
}

// stmt is a prepared statement in use: values are bound and columns are read
// one after the other, in the order of the SQL text, and the first error is
// kept until [stmt.done]. The usual shape is
//
//	q := c.sql(selectFriends).int(uin).int(appid)
//	for q.next() {
//		list = append(list, q.getText())
//	}
//	return list, q.done()
//
// The text must be a constant: the connection keeps every one it has seen.
type stmt struct {
	st     *sqlite.Stmt
	arg    int  // bound last
	col    int  // read last, plus one
	active bool // stepped and not yet reset
	err    error
}

// sql starts a statement. A statement must be done before it is started again
// on the same connection.
func (c *conn) sql(text string) *stmt {
	q := c.stmts[text]
	if q == nil {
		st, err := c.Conn.Prepare(text)
		if err != nil {
			return &stmt{err: err}
		}
		q = &stmt{st: st}
		c.stmts[text] = q
	}
	q.arg, q.err = 0, nil
	return q
}

func (q *stmt) int(v int64) *stmt {
	if q.err == nil {
		q.arg++
		q.st.BindInt64(q.arg, v)
	}
	return q
}

func (q *stmt) text(v string) *stmt {
	if q.err == nil {
		q.arg++
		q.st.BindText(q.arg, v)
	}
	return q
}

func (q *stmt) bool(v bool) *stmt {
	if v {
		return q.int(1)
	}
	return q.int(0)
}

func (q *stmt) blob(v []byte) *stmt {
	if q.err == nil {
		q.arg++
		q.st.BindBytes(q.arg, v)
	}
	return q
}

func (q *stmt) time(t time.Time) *stmt { return q.int(rowjson.Millis(t)) }

// json binds a value as JSON text.
func (q *stmt) json(v any) *stmt {
	text, err := encode(v)
	if err != nil && q.err == nil {
		q.err = err
	}
	return q.text(text)
}

// next moves to the next row and reports whether there is one.
func (q *stmt) next() bool {
	if q.err != nil {
		return false
	}
	row, err := q.st.Step()
	q.col, q.active, q.err = 0, true, err
	return row
}

// done ends the statement, wherever it stands, and returns its first error.
func (q *stmt) done() error {
	if q.active {
		q.active = false
		if err := q.st.Reset(); err != nil && q.err == nil {
			q.err = err
		}
	}
	return q.err
}

// exec runs a statement that returns no rows, or whose rows are of no
// interest.
func (q *stmt) exec() error {
	for q.next() {
	}
	return q.done()
}

// exists runs a statement and reports whether it returns a row.
func (q *stmt) exists() (bool, error) {
	found := q.next()
	return found, q.done()
}

// number runs a statement that returns one number.
func (q *stmt) number() (n int64, err error) {
	if q.next() {
		n = q.getInt()
	}
	return n, q.done()
}

// column returns the index of the next column.
func (q *stmt) column() int {
	q.col++
	return q.col - 1
}

func (q *stmt) getInt() int64      { return q.st.ColumnInt64(q.column()) }
func (q *stmt) getText() string    { return q.st.ColumnText(q.column()) }
func (q *stmt) getBool() bool      { return q.getInt() != 0 }
func (q *stmt) getTime() time.Time { return rowjson.FromMillis(q.getInt()) }

// getBlob copies a column of a known size.
func (q *stmt) getBlob(into []byte) { q.st.ColumnBytes(q.column(), into) }

func (q *stmt) getHash() (h platform.TokenHash) {
	q.getBlob(h[:])
	return h
}

// getBytes copies a column of any size.
func (q *stmt) getBytes() []byte {
	column := q.column()
	b := make([]byte, q.st.ColumnLen(column))
	q.st.ColumnBytes(column, b)
	return b
}

// getJSON reads JSON text into v; an empty text leaves v as it is. A text that is no
// JSON is an error of the statement: somebody else wrote into the database.
func (q *stmt) getJSON(v any) {
	if text := q.getText(); text != "" {
		if err := decode(text, v); err != nil && q.err == nil {
			q.err = err
		}
	}
}

// or ends a statement that returned no row: with its own error, or with
// refusal.
func (q *stmt) or(refusal error) error {
	if err := q.done(); err != nil {
		return err
	}
	return refusal
}

// orNotFound is or with [platform.NotFound].
func (q *stmt) orNotFound(format string, args ...any) error {
	return q.or(platform.Refuse(platform.NotFound, format, args...))
}

// execOf is exec for a statement that adds a row to a player, from the
// player's own row: if it changed nothing there is no such player.
func (q *stmt) execOf(c *conn, uin, appid int64) error {
	err := q.exec()
	if err == nil && c.Changes() == 0 {
		return noPlayer(uin, appid)
	}
	return err
}

func noPlayer(uin, appid int64) error {
	return platform.Refuse(platform.NotFound, "account %d is no player of app %d", uin, appid)
}
