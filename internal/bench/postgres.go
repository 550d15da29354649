package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/pgcluster"
)

// postgres is the run's own PostgreSQL. It is as durable as PostgreSQL is by
// default.
type postgres struct {
	*pgcluster.Cluster
	pid int
}

// startPostgres starts it with its data in a folder within dir, and returns
// what it is.
func startPostgres(ctx context.Context, dir string) (*postgres, *PostgresResult, error) {
	settings := recommended(memoryOfMachine())
	c, err := pgcluster.Start(dir, append(settings, "max_connections=200")...)
	if err != nil {
		return nil, nil, err
	}
	p, result := &postgres{Cluster: c}, &PostgresResult{Settings: settings}
	if p.pid, err = c.PID(); err == nil {
		result.Version, err = queryOne[string](ctx, p, "postgres", `SHOW server_version`)
	}
	if err != nil {
		return nil, nil, errors.Join(err, p.End())
	}
	return p, result, nil
}

// recommended are the settings that docs/operating.md has for a machine with
// so much memory, in bytes.
func recommended(memory int64) []string {
	mib := max(memory>>20, 1024)
	return []string{
		fmt.Sprintf("shared_buffers=%dMB", mib/4), fmt.Sprintf("effective_cache_size=%dMB", mib*3/4),
		"random_page_cost=1.1", "max_wal_size=8GB", "checkpoint_timeout=15min", "checkpoint_completion_target=0.9", "wal_compression=lz4",
	}
}

// memoryOfMachine returns how much RAM there is, in bytes; 0 where there is no
// /proc/meminfo.
func memoryOfMachine() int64 {
	info, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(info) {
		if value, ok := bytes.CutPrefix(line, []byte("MemTotal:")); ok {
			kib, _ := strconv.ParseInt(string(bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(value), []byte("kB")))), 10, 64)
			return kib << 10
		}
	}
	return 0
}

// create makes a database and returns its DSN.
func (p *postgres) create(ctx context.Context, name string) (dsn string, err error) {
	return p.DSN(name), p.Exec(ctx, "postgres", "CREATE DATABASE "+name)
}

// settle does at once what autovacuum would do while others are measured, and
// writes what the next checkpoint would write.
func (p *postgres) settle(ctx context.Context, database string) error {
	return errors.Join(p.Exec(ctx, database, "VACUUM ANALYZE"), p.Exec(ctx, database, "CHECKPOINT"))
}

// size returns the size of a database in bytes.
func (p *postgres) size(ctx context.Context, database string) (int64, error) {
	return queryOne[int64](ctx, p, database, `SELECT pg_database_size(current_database())`)
}

// queryOne asks for one value.
func queryOne[T any](ctx context.Context, p *postgres, database, sql string) (value T, err error) {
	conn, err := pgx.Connect(ctx, p.DSN(database))
	if err != nil {
		return value, err
	}
	err = conn.QueryRow(ctx, sql).Scan(&value)
	return value, errors.Join(err, conn.Close(ctx))
}

// newDatabase makes a database of the run's own and returns what serve calls
// it.
func (r *run) newDatabase(ctx context.Context, name string) (db string, err error) {
	if r.postgres != nil {
		return r.postgres.create(ctx, name)
	}
	return "sqlite:" + filepath.Join(r.dir, name+".db"), nil
}
