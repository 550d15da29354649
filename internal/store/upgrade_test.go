package store_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tongwan/internal/pgtest"
	"tongwan/internal/platform"
	"tongwan/internal/store"
	"tongwan/internal/world"
)

var update = flag.Bool("update", false, "keep the newest schema with data in it, unless it is kept already, and write the exports anew")

// For each version of the schema testdata/upgrade keeps a database of that
// version with data in it, as SQL, and the export of that data by the newest
// program. A kept database never changes: it is what somebody may still have.

// Every database that was ever released is brought to the newest schema, and
// nothing in it is lost.
func TestUpgrade(t *testing.T) {
	fresh := pgtest.Database(t, migrate)
	versions, err := store.Status(t.Context(), fresh)
	if err != nil {
		t.Fatal(err)
	}
	newest := versions[len(versions)-1].Version
	if *update {
		keep(t, newest)
	}
	for _, v := range versions {
		t.Run(v.Name, func(t *testing.T) {
			dsn := kept(t, v.Version)
			if v.Version < newest {
				_, err := store.Open(t.Context(), dsn)
				wantRefused(t, "open", err, "tongwan migrate up")
			}
			if err := migrate(t.Context(), dsn); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(pgtest.Dump(t, fresh, "--schema-only"), pgtest.Dump(t, dsn, "--schema-only")); diff != "" {
				t.Errorf("the schema (-fresh +upgraded):\n%s", diff)
			}
			golden(t, upgradeFile(v.Version, "yaml"), export(t, dsn))
		})
	}
}

func upgradeFile(version int64, form string) string {
	return fmt.Sprintf("testdata/upgrade/%05d.%s", version, form)
}

// kept makes a database of a version.
func kept(t *testing.T, version int64) (dsn string) {
	t.Helper()
	sql, err := os.ReadFile(upgradeFile(version, "sql"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%v: keep a database of this version with go test ./internal/store -run TestUpgrade -update, while it is the newest", err)
	} else if err != nil {
		t.Fatal(err)
	}
	dsn = pgtest.Database(t, nil)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.PgConn().Exec(t.Context(), string(sql)).Close(); err != nil {
		t.Fatal(err)
	}
	return dsn
}

// keep writes a database of the newest version.
func keep(t *testing.T, version int64) {
	t.Helper()
	name := upgradeFile(version, "sql")
	if _, err := os.Stat(name); err == nil {
		return
	}
	dsn := pgtest.Database(t, migrate)
	document, err := world.Open("../world/testdata/rich.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer document.Close()
	if _, err := world.ApplyFrom(t.Context(), open(t, dsn), "rich.yaml", document, world.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(pgtest.Dump(t, dsn, "--column-inserts")), 0o600); err != nil {
		t.Fatal(err)
	}
}

// export returns the world of a kept database.
func export(t *testing.T, dsn string) string {
	t.Helper()
	var w bytes.Buffer
	if err := world.Export(t.Context(), open(t, dsn), "rich-1", &w, world.YAML); err != nil {
		t.Fatal(err)
	}
	return w.String()
}

// open makes a platform over a database.
func open(t *testing.T, dsn string) *platform.Platform {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	p := platform.New(platform.Options{Store: s, Clock: standing{}})
	if err := p.Dedicate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

// standing is a clock that stands.
type standing struct{}

func (standing) Now(string) time.Time { return time.Date(2026, 1, 7, 12, 0, 0, 0, platform.Shanghai) }

// golden holds a text against a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-%s +now):\n%s", name, diff)
	}
}
