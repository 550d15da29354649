package sqlite

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitemigration"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Migrations, one file a version, in the order of their names. A file that
// was released never changes.
//
//go:embed schema/*.sql
var schemaFiles embed.FS

// applicationID marks our files ("tngw"), so that no other database is taken
// for one.
const applicationID = 0x746e6777

// migrate brings a database to the newest schema. One that is newer than
// this program, or another program's, is refused.
func migrate(ctx context.Context, c *conn) error {
	migrations, err := readMigrations()
	if err != nil {
		return err
	}
	return migrateTo(ctx, c, migrations)
}

func migrateTo(ctx context.Context, c *conn, migrations []string) error {
	version, err := c.pragma("PRAGMA user_version")
	if err != nil {
		return err
	}
	owner, err := c.pragma("PRAGMA application_id")
	if err != nil {
		return err
	}
	if owner == applicationID && int(version) > len(migrations) {
		return fmt.Errorf("the database has schema version %d and this program knows %d: use a newer program", version, len(migrations))
	}
	schema := sqlitemigration.Schema{AppID: applicationID, Migrations: migrations}
	return sqlitemigration.Migrate(ctx, c.Conn, schema)
}

// pragma asks for a number.
func (c *conn) pragma(text string) (int64, error) {
	return c.sql(text).number()
}

func readMigrations() ([]string, error) {
	names, err := fs.Glob(schemaFiles, "schema/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(names))
	for i, name := range names {
		b, err := schemaFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		texts[i] = string(b)
	}
	return texts, nil
}

// The writer syncs every commit, and never checkpoints within one: that is
// the keeper's (checkpoint.go). A page cache of 16 MiB holds the hot pages of
// some 100,000 players; the log's file is cut to 64 MiB after a large load.
func writerPragmas() []string {
	return []string{
		"PRAGMA synchronous = full",
		"PRAGMA wal_autocheckpoint = 0",
		"PRAGMA journal_size_limit = 67108864",
		"PRAGMA cache_size = -16384",
	}
}

// Readers are several, so each has less; the operating system caches the
// file once more.
func readerPragmas() []string {
	return []string{"PRAGMA query_only = on", "PRAGMA cache_size = -2048"}
}

// busyTimeout is only ever needed for a visitor, such as a backup tool.
const busyTimeout = 5 * time.Second

func openWriter(path string) (*conn, error) {
	return openConn(path, writerPragmas(), sqlite.OpenReadWrite|sqlite.OpenCreate|sqlite.OpenWAL)
}

func openReader(path string) (*conn, error) {
	return openConn(path, readerPragmas(), sqlite.OpenReadWrite)
}

func openMemory() (*conn, error) {
	return openConn(":memory:", nil, sqlite.OpenReadWrite|sqlite.OpenMemory)
}

func openConn(path string, pragmas []string, flags sqlite.OpenFlags) (*conn, error) {
	c, err := sqlite.OpenConn(path, flags)
	if err != nil {
		return nil, err
	}
	c.SetBusyTimeout(busyTimeout)
	pragmas = append(pragmas, "PRAGMA temp_store = memory") // what sorts need
	for _, pragma := range pragmas {
		if err := sqlitex.ExecuteTransient(c, pragma, nil); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return &conn{Conn: c, stmts: make(map[string]*stmt)}, nil
}
