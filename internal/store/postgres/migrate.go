package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrations, one file a version. A file that was released never changes.
//
//go:embed schema/*.sql
var schemaFiles embed.FS

// Migration is one version of the schema.
type Migration struct {
	Version int64
	Name    string // of its file
	Applied bool
	At      time.Time // when it was applied, if it was
}

// SchemaError says that a database's schema is not the one that this program
// knows, and what to do.
type SchemaError struct {
	Has   int64 // version; 0: there is no schema
	Knows int64
}

// Error says what to run. It names no database: only who called knows how.
func (e *SchemaError) Error() string {
	switch {
	case e.Has > e.Knows:
		return fmt.Sprintf("the database has schema version %d and this program knows %d: use a newer program", e.Has, e.Knows)
	case e.Has == 0:
		return fmt.Sprintf("the database has no schema yet: %s", remedy)
	}
	return fmt.Sprintf("the database has schema version %d and this program needs %d: %s", e.Has, e.Knows, remedy)
}

const remedy = "run tongwan migrate up, or start the server with --migrate"

// Migrate brings the schema of a database to the newest version and returns
// the migrations that this took. Several processes may do so at once: one
// works and the others wait. A schema that is newer than this program is left
// alone, with a [*SchemaError].
func Migrate(ctx context.Context, dsn string) ([]Migration, error) {
	var applied []Migration
	err := migrations(dsn, func(p *goose.Provider) error {
		if err := refuseNewer(ctx, p); err != nil {
			return err
		}
		results, err := p.Up(ctx)
		for _, r := range results {
			applied = append(applied, Migration{Version: r.Source.Version, Name: path.Base(r.Source.Path), Applied: true})
		}
		return err
	})
	return applied, describe("migrate", because(ctx, err))
}

// refuseNewer answers a [*SchemaError] for a schema of a later program.
func refuseNewer(ctx context.Context, p *goose.Provider) error {
	has, knows, err := p.GetVersions(ctx)
	if err == nil && has > knows {
		return &SchemaError{has, knows}
	}
	return err
}

// Status returns all versions that this program knows, in order. A schema that
// is newer is a [*SchemaError].
func Status(ctx context.Context, dsn string) ([]Migration, error) {
	var list []Migration
	err := migrations(dsn, func(p *goose.Provider) error {
		if err := refuseNewer(ctx, p); err != nil {
			return err
		}
		states, err := p.Status(ctx)
		for _, s := range states {
			list = append(list, Migration{s.Source.Version, path.Base(s.Source.Path), s.State == goose.StateApplied, s.AppliedAt})
		}
		return err
	})
	return list, describe("migration status", because(ctx, err))
}

// migrations runs fn with a goose provider over a database.
func migrations(dsn string, fn func(*goose.Provider) error) (err error) {
	config, err := pgxpool.ParseConfig(dsn) // takes what the pool takes
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*config.ConnConfig)
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := newProvider(db)
	if err != nil {
		return err
	}
	return fn(p)
}

// migrationTime is how long others may take to migrate, in tries of a second.
const migrationTime = 300

func newProvider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		return nil, err
	}
	one, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, migrationTime)) // asks every second
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(one))
}

const selectVersion = `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`

// checkSchema holds the schema against what this program knows.
func (s *Store) checkSchema(ctx context.Context) error {
	knows, err := newestVersion()
	if err != nil {
		return err
	}
	var has int64
	err = s.pool.QueryRow(ctx, selectVersion).Scan(&has)
	if isState(err, undefinedTable) {
		err = nil
	}
	if err == nil && has != knows {
		return &SchemaError{has, knows}
	}
	return because(ctx, err)
}

// newestVersion returns the version that the last migration leads to.
func newestVersion() (int64, error) {
	names, err := fs.Glob(schemaFiles, "schema/*.sql") // sorted
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(names[len(names)-1])
}
