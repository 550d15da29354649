package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"tongwan/internal/pgtest"
	"tongwan/internal/platform"
	"tongwan/internal/store"
)

func migrate(ctx context.Context, dsn string) error {
	_, err := store.Migrate(ctx, dsn)
	return err
}

func TestOpen(t *testing.T) {
	for name, dsn := range map[string]string{
		"memory":        "memory",
		"SQLite's name": "sqlite::memory:",
		"a file":        "sqlite:" + filepath.Join(t.TempDir(), "x.db"),
		"PostgreSQL":    pgtest.Database(t, migrate),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := store.Open(t.Context(), dsn)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Ready(t.Context()); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if err := s.Ready(t.Context()); err == nil {
				t.Error("a closed store is ready")
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	for dsn, says := range map[string]string{
		"sqlite:":                          "needs a file",
		"sqlite:/no/such/directory/x.db":   "/no/such/directory/x.db",
		"mysql://u:hush@host/db":           "use memory, sqlite:PATH or postgres://",
		"":                                 "use memory, sqlite:PATH or postgres://",
		pgtest.Database(t, nil):            "tongwan migrate up",
		"postgres://u:hush@127.0.0.1:1/db": "refused",
		"postgresql://u:hush@127.0.0.1:1/db?sslmode=perhaps":    "sslmode",
		"postgres://u@127.0.0.1:1/db?sslmode=no&password=hush":  "sslmode",
		"postgres://u:left@hush@127.0.0.1:1/db":                 "percent-encoded",
		"postgres://u:hush/left@127.0.0.1:1/db":                 "percent-encoded",
		"postgres://u:123/hush@127.0.0.1:1/db":                  "percent-encoded",
		"postgres://u:hush%ZZ@127.0.0.1:1/db?sslmode=perhaps":   "percent-encoded",
		"postgres://u:hush@127.0.0.1:1/db?pool_max_conns=lots":  "pool_max_conns",
		"postgres://u:hush@127.0.0.1:1/db?connect_timeout=soon": "connect_timeout",
	} {
		s, err := store.Open(t.Context(), dsn)
		if s != nil {
			t.Errorf("%s: it opened", dsn)
		}
		wantRefused(t, "open "+dsn, err, says)
		if strings.Contains(dsn, "hush") {
			wantRefused(t, "migrate "+dsn, migrate(t.Context(), dsn), says)
		}
	}
}

// wantRefused wants an error that says so, and shows nothing of a password.
func wantRefused(t *testing.T, what string, err error, says string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %v, want %q", what, err, says)
	} else if strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "left") {
		t.Errorf("%s: the error shows the password: %v", what, err)
	}
}

func TestMigrate(t *testing.T) {
	for dsn, want := range map[string]error{"memory": store.ErrMigratesItself, "sqlite:x.db": store.ErrMigratesItself} {
		if _, err := store.Migrate(t.Context(), dsn); !errors.Is(err, want) {
			t.Errorf("%s: %v", dsn, err)
		}
		if _, err := store.Status(t.Context(), dsn); !errors.Is(err, want) {
			t.Errorf("%s: %v", dsn, err)
		}
	}
	dsn := pgtest.Database(t, nil)
	for _, want := range []bool{true, false} {
		if applied, err := store.Migrate(t.Context(), dsn); err != nil || len(applied) > 0 != want {
			t.Errorf("%v, %v", applied, err)
		}
	}
	list, err := store.Status(t.Context(), dsn)
	if err != nil || len(list) == 0 || !list[0].Applied || list[0].At.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestName(t *testing.T) {
	for dsn, want := range map[string]string{
		"memory":                          "memory",
		"sqlite:/var/lib/x.db":            "sqlite:/var/lib/x.db",
		"postgres://u:hush@h:1/d?x=y":     "postgres://u@h:1/d",
		"postgres://u:123/hush@h:1/d":     "postgres",
		"postgres://h/d?password=hush":    "postgres://h/d",
		"postgresql://u:hush@h1:1,h2:2/d": "postgresql://u@h1:1,h2:2/d",
		"postgres://u:left@hush@h/d":      "postgres",
		"postgres://u:hush/left@h/d":      "postgres",
		"mysql://u:hush@h/d":              "mysql",
	} {
		if got := store.Name(dsn); got != want {
			t.Errorf("%s is shown as %s, want %s", dsn, got, want)
		}
	}
}

var _ platform.Store = store.Store(nil)
