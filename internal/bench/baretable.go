package bench

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// bareTable is what worlds as wholes are measured against: one table of a
// SQLite database that keeps documents line by line, and knows nothing of them.
// It is what receiving the bytes and writing them down alone would cost, as
// durably as the server does: nothing is parsed or checked, there are no
// indexes, and one row stands for an account or a friendship.
type bareTable struct {
	mu   sync.Mutex
	conn *sqlite.Conn
}

// The key is that of the rows, so there is nothing else to write.
const bareSchema = `CREATE TABLE IF NOT EXISTS line (world TEXT, number INTEGER, text TEXT, PRIMARY KEY (world, number)) WITHOUT ROWID`

// openBareTable makes a table in a database: the path of a file, or "memory".
func openBareTable(db string) (*bareTable, error) {
	flags := sqlite.OpenReadWrite | sqlite.OpenCreate | sqlite.OpenWAL
	if db == memory {
		db, flags = ":memory:", sqlite.OpenReadWrite|sqlite.OpenMemory
	}
	conn, err := sqlite.OpenConn(db, flags)
	if err != nil {
		return nil, fmt.Errorf("bare table: %w", err)
	}
	for _, text := range []string{"PRAGMA synchronous = full", "PRAGMA cache_size = -16384", bareSchema} {
		if err := sqlitex.ExecuteTransient(conn, text, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("bare table: %w", err), conn.Close())
		}
	}
	return &bareTable{conn: conn}, nil
}

// ServeHTTP takes a world's document in place of the last one by PUT, and
// removes it by DELETE.
func (b *bareTable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	document := io.Reader(http.NoBody)
	switch r.Method {
	case http.MethodPut:
		document = r.Body
	case http.MethodDelete:
	default:
		http.Error(w, "the yardstick takes PUT and DELETE of worlds, not "+r.Method, http.StatusMethodNotAllowed)
		return
	}
	if err := b.replace(strings.TrimPrefix(r.URL.Path, worldsPath), document); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// replace puts the lines of a document in place of those of the world's last
// one, in one transaction.
func (b *bareTable) replace(world string, document io.Reader) (err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	end, err := sqlitex.ImmediateTransaction(b.conn)
	if err != nil {
		return err
	}
	defer end(&err)
	if err := sqlitex.Execute(b.conn, `DELETE FROM line WHERE world = ?`, &sqlitex.ExecOptions{Args: []any{world}}); err != nil {
		return err
	}
	insert, err := b.conn.Prepare(`INSERT INTO line VALUES (?, ?, ?)`)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(document)
	for number := int64(1); lines.Scan(); number++ {
		insert.BindText(1, world)
		insert.BindInt64(2, number)
		insert.BindBytes(3, lines.Bytes())
		if _, err := insert.Step(); err != nil {
			return err
		}
		if err := insert.Reset(); err != nil {
			return err
		}
	}
	return lines.Err()
}
