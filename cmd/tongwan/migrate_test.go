package main

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/pgtest"
	"tongwan/internal/store"
)

func migrate(ctx context.Context, dsn string) error {
	_, err := store.Migrate(ctx, dsn)
	return err
}

// passwordOf is what nobody may print.
func passwordOf(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	return password
}

func serveOnce(t *testing.T, args ...string) outcome {
	t.Helper()
	return tongwan(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"}, args...)...)
}

func TestMigrate(t *testing.T) {
	dsn := pgtest.Database(t, nil)
	serveOnce(t, "--db", dsn).wantError(t, statusFailed, "no schema yet", "tongwan migrate up", "--migrate")

	status := tongwan(t, "migrate", "status", "--db", dsn)
	if status.status != statusFailed || !strings.Contains(status.stdout, "00001_platform.sql") || !strings.Contains(status.stdout, "pending") ||
		!strings.Contains(status.stderr, "tongwan migrate up") {
		t.Errorf("status %d, %s%s", status.status, status.stdout, status.stderr)
	}
	up := invocation{args: []string{"migrate", "up"}, env: map[string]string{"TONGWAN_DB": dsn + "&pool_max_conns=2"}}
	if got := up.run(t); got.status != statusOK || !strings.HasPrefix(got.stdout, "applied 00001_platform.sql\n") {
		t.Errorf("status %d, %s%s", got.status, got.stdout, got.stderr)
	}
	up.run(t).want(t, statusOK, "up to date\n")
	status = tongwan(t, "migrate", "status", "--db", dsn)
	if status.status != statusOK || !strings.Contains(status.stdout, "applied 2") || strings.Contains(status.stdout, "pending") {
		t.Errorf("status %d, %s%s", status.status, status.stdout, status.stderr)
	}
	start(t, nil, "--db", dsn)
}

// A schema of a later version is left alone.
func TestMigrateRefusesNewerSchema(t *testing.T) {
	dsn := pgtest.Database(t, migrate)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)"); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"migrate up", "serve --migrate", "serve", "migrate status"} {
		tongwan(t, append(strings.Fields(args), "--db", dsn)...).wantError(t, statusFailed, "99999", "newer program")
	}
}

// Servers that are started at once with --migrate, on an empty database, all
// come up.
func TestServeMigrates(t *testing.T) {
	dsn := pgtest.Database(t, nil)
	for range 3 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			start(t, nil, "--migrate", "--db", dsn)
		})
	}
}

func TestServeShowsNoPassword(t *testing.T) {
	dsn := pgtest.Database(t, migrate)
	p := start(t, []string{"TONGWAN_DB=" + dsn})
	line := readUntil(p.stdout, "store ")
	if want, _, _ := strings.Cut(dsn[strings.Index(dsn, "@"):], "?"); !strings.Contains(line, "postgres://tongwan"+want) || strings.Contains(line, passwordOf(t, dsn)) {
		t.Errorf("%q, want the database without its password", line)
	}
	for _, args := range []string{"serve --demo", "serve", "migrate up", "migrate status"} {
		for _, bad := range []string{"postgres://u:hush@127.0.0.1:1/d", "postgres://u:hu@sh@127.0.0.1:1/d", "postgres://u:hush@127.0.0.1:1/d?sslmode=perhaps",
			"postgres://u:hu%ZZsh@h/d", "postgres://u@127.0.0.1:1/d?password=hush", "postgres://u:hu/sh@h/d", "pg://u:hush@h/d"} {
			got := tongwan(t, append(strings.Fields(args), "--db", bad)...)
			if got.status == statusOK || strings.Contains(got.stdout+got.stderr, "hu") || strings.Contains(got.stderr, "sh@") {
				t.Errorf("%s --db %s: status %d, %s%s", args, bad, got.status, got.stdout, got.stderr)
			}
		}
	}
}

func TestMigrateElsewhere(t *testing.T) {
	for _, args := range []string{"migrate up --db sqlite:tongwan.db", "migrate status --db memory"} {
		got := tongwan(t, strings.Fields(args)...)
		if got.status != statusOK || !strings.Contains(got.stdout, "nothing to do") || !strings.Contains(got.stdout, "by the server that opens it") {
			t.Errorf("status %d, %s%s", got.status, got.stdout, got.stderr)
		}
	}
	tongwan(t, "migrate", "up").wantError(t, statusUsage, "--db", "$TONGWAN_DB")
	tongwan(t, "migrate", "up", "--db", "mysql://x").wantError(t, statusFailed, "mysql", "postgres://")
	citus := tongwan(t, "migrate", "citus")
	if citus.status != statusOK || !strings.Contains(citus.stdout, "create_distributed_table('player', 'uin'") || !strings.HasSuffix(citus.stdout, ";\n") {
		t.Errorf("status %d, %s%s", citus.status, citus.stdout, citus.stderr)
	}
}
