package store

import (
	"context"
	"errors"

	"tongwan/internal/store/postgres"
)

// Migration is one version of a schema.
type Migration = postgres.Migration

// ErrMigratesItself says that a store is brought up to date when it is
// opened, and that there is nothing else to do.
var ErrMigratesItself = errors.New("a SQLite database is brought up to date by the server that opens it")

// Migrate brings the schema of a database to the newest version and returns
// the migrations that this took. A store other than PostgreSQL is
// [ErrMigratesItself].
func Migrate(ctx context.Context, dsn string) ([]Migration, error) {
	return migrations(dsn, func() ([]Migration, error) { return postgres.Migrate(ctx, dsn) })
}

// Status returns the versions of the schema that this program knows, in
// order. A store other than PostgreSQL is [ErrMigratesItself].
func Status(ctx context.Context, dsn string) ([]Migration, error) {
	return migrations(dsn, func() ([]Migration, error) { return postgres.Status(ctx, dsn) })
}

func migrations(dsn string, fn func() ([]Migration, error)) ([]Migration, error) {
	switch {
	case isPostgres(dsn) && isAmbiguous(dsn):
		return nil, errUnreadable
	case isPostgres(dsn):
		list, err := fn()
		return list, withoutPassword(dsn, err)
	case isSQLite(dsn):
		return nil, ErrMigratesItself
	}
	return nil, unknown(dsn)
}

// Citus returns the statements that spread a migrated database over the nodes
// of a Citus cluster.
func Citus() []string { return postgres.Citus() }
