// Package store opens the platform's stores by name.
package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"tongwan/internal/platform"
	"tongwan/internal/store/postgres"
	"tongwan/internal/store/sqlite"
)

// Store is an open store.
type Store interface {
	platform.Store
	// Ready answers whether the store works; the error says what is wrong.
	Ready(ctx context.Context) error
	// Close waits until what was begun is done and closes the store.
	Close() error
}

// Open opens a store by its data source name:
//
//	memory                 a database in memory, gone at Close
//	sqlite:PATH            a database in a file, made if it is not there
//	postgres://…           a PostgreSQL database, as pgx takes it
//
// A SQLite database is brought to the newest schema; a PostgreSQL database
// must have it, see [Migrate]. Errors do not hold passwords.
func Open(ctx context.Context, dsn string) (Store, error) {
	path, isFile := strings.CutPrefix(dsn, "sqlite:")
	switch {
	case dsn == "memory", path == ":memory:": // SQLite's own name for it
		return opened(sqlite.OpenMemory(ctx))
	case isFile && path != "":
		return opened(sqlite.Open(ctx, path))
	case isFile:
		return nil, errors.New("store: sqlite: needs a file, as in sqlite:tongwan.db")
	case isPostgres(dsn):
		if isAmbiguous(dsn) {
			return nil, errUnreadable
		}
		s, err := postgres.Open(ctx, dsn)
		return opened(s, withoutPassword(dsn, err))
	}
	return nil, unknown(dsn)
}

// opened keeps a nil pointer from becoming a Store that is not nil.
func opened[S Store](s S, err error) (Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

func isSQLite(dsn string) bool { return dsn == "memory" || strings.HasPrefix(dsn, "sqlite:") }

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

func unknown(dsn string) error {
	return fmt.Errorf("store: %q names no store: use memory, sqlite:PATH or postgres://USER@HOST:PORT/DATABASE", Name(dsn))
}

// Shared reports whether several servers may use the store at the same time.
func Shared(dsn string) bool { return isPostgres(dsn) }

// Name returns a data source name to show: without a password, and without
// parameters, which may hold one as well.
func Name(dsn string) string {
	if isSQLite(dsn) {
		return dsn
	}
	scheme, _, _ := strings.Cut(dsn, ":")
	u, err := url.Parse(dsn)
	if err != nil || !isPostgres(dsn) || isAmbiguous(dsn) {
		return scheme
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if u.User != nil {
		shown.User = url.User(u.User.Username())
	}
	return shown.String()
}

var errUnreadable = errors.New("store: the URL of the PostgreSQL database cannot be read: write it like postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded (@ is %40)")

// isAmbiguous reports a URL with a second @, or with one behind a slash: what
// comes before it may belong to a password, and would be taken for a host or a
// path.
func isAmbiguous(dsn string) bool {
	_, rest, _ := strings.Cut(dsn, "://")
	authority, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "?")
	return strings.Count(authority, "@") > 1 || strings.Contains(path, "@")
}

// withoutPassword replaces the error of a URL that cannot be read: pgx shows
// such a one with what it takes for the password left out, which is too little
// if a special character was not encoded.
func withoutPassword(dsn string, err error) error {
	var unreadable *pgconn.ParseConfigError
	if !errors.As(err, &unreadable) {
		return err
	}
	if _, bad := url.Parse(dsn); bad == nil {
		return err
	}
	return errUnreadable
}
