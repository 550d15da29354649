package postgres

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/pgtest"
)

// migrated is what most tests' databases are.
func migrated(ctx context.Context, dsn string) error {
	_, err := Migrate(ctx, dsn)
	return err
}

func TestMigrate(t *testing.T) {
	dsn := pgtest.Database(t, nil) + "&pool_max_conns=8"
	var schema *SchemaError
	if _, err := Open(t.Context(), dsn); !errors.As(err, &schema) || schema.Has != 0 || !strings.Contains(err.Error(), "tongwan migrate up") {
		t.Errorf("an empty database: %v", err)
	}
	for _, applied := range []bool{false, true} {
		list, err := Status(t.Context(), dsn)
		if err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
		for _, m := range list {
			if m.Applied != applied || m.At.IsZero() == applied {
				t.Errorf("applied is %t: %+v", applied, m)
			}
		}
		done, err := Migrate(t.Context(), dsn)
		if err != nil || (len(done) == 0) != applied {
			t.Errorf("a database that is migrated, %t: %+v, %v", applied, done, err)
		}
	}
	loadCrowd(t, open(t, dsn, nil), 5, 2)
}

// TestMigrateTogether: of several processes one works.
func TestMigrateTogether(t *testing.T) {
	dsn := pgtest.Database(t, nil)
	var (
		mu      sync.Mutex
		applied int
		all     sync.WaitGroup
	)
	for range 4 {
		all.Go(func() {
			done, err := Migrate(context.Background(), dsn)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			applied += len(done)
		})
	}
	all.Wait()
	if list, err := Status(t.Context(), dsn); err != nil || applied != len(list) {
		t.Errorf("%d migrations were applied, want each of %d once; %v", applied, len(list), err)
	}
}

// TestOtherSchemas: a schema that this program does not know is left alone.
func TestOtherSchemas(t *testing.T) {
	dsn := database(t)
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)"); err != nil {
		t.Fatal(err)
	}
	for i, err := range []error{second(Open(t.Context(), dsn)), second(Migrate(t.Context(), dsn))} {
		var schema *SchemaError
		if !errors.As(err, &schema) || schema.Has != 99999 || !strings.Contains(err.Error(), "use a newer program") {
			t.Errorf("call %d on a newer schema: %v", i, err)
		}
	}
}
