// Package store opens the platform's stores by name.
package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tongwan/internal/platform"
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
//
// An empty database is made ready and an older one brought up to date.
func Open(ctx context.Context, dsn string) (Store, error) {
	path, isFile := strings.CutPrefix(dsn, "sqlite:")
	switch {
	case dsn == "memory", path == ":memory:": // SQLite's own name for it
		return opened(sqlite.OpenMemory(ctx))
	case isFile && path != "":
		return opened(sqlite.Open(ctx, path))
	case isFile:
		return nil, errors.New("store: sqlite: needs a file, as in sqlite:tongwan.db")
	case strings.HasPrefix(dsn, "postgres:"), strings.HasPrefix(dsn, "postgresql:"):
		return nil, errors.New("store: PostgreSQL is not supported yet: use sqlite:PATH or memory")
	}
	scheme, _, _ := strings.Cut(dsn, ":") // the rest may hold a password
	return nil, fmt.Errorf("store: %q names no store: use memory or sqlite:PATH", scheme)
}

// opened keeps a nil *sqlite.Store from becoming a Store that is not nil.
func opened(s *sqlite.Store, err error) (Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}
