package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tongwan/internal/platform"
)

// Dump implements [platform.WorldStore]. Rows are streamed over one of a few
// connections that nothing else waits for, however long yield takes; yield
// may read the store.
func (s *Store) Dump(ctx context.Context, name string, yield func(platform.Row) error) error {
	var enough error // of yield, to be returned as it is
	err := snapshot(ctx, s.dumps, func(tx pgx.Tx) error {
		var found bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (`+selectWorld+`)`, escape(name)).Scan(&found); err != nil {
			return err
		}
		if !found {
			return noWorld(name)
		}
		return dumpKinds(ctx, tx, kindsOfWorld(), []any{escape(name)}, func(r platform.Row) error {
			enough = yield(r)
			return enough
		})
	})
	if enough != nil {
		return enough
	}
	return describe("dump world", because(ctx, err))
}

// DumpPlayer implements [platform.WorldStore]. It reads all rows before it
// yields the first.
func (s *Store) DumpPlayer(ctx context.Context, uin, appid int64, yield func(platform.Row) error) error {
	var rows []platform.Row
	err := s.look(ctx, func(tx pgx.Tx) error {
		var found bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (`+selectHasPlayer+`)`, uin, appid).Scan(&found); err != nil {
			return err
		}
		if !found {
			return noPlayer(uin, appid)
		}
		return dumpKinds(ctx, tx, kindsOfPlayer(), []any{uin, appid}, func(r platform.Row) error {
			rows = append(rows, r)
			return nil
		})
	})
	if err != nil {
		return describe("dump player", because(ctx, err))
	}
	for _, row := range rows {
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}

// look is snapshot over a connection of the service.
func (s *Store) look(ctx context.Context, fn func(tx pgx.Tx) error) error {
	if err := s.own.take(ctx); err != nil {
		return err
	}
	defer s.own.give()
	return snapshot(ctx, s.pool, fn)
}

// snapshot runs fn in a transaction that sees one state and changes nothing.
func snapshot(ctx context.Context, pool *pgxpool.Pool, fn func(tx pgx.Tx) error) error {
	c, err := acquire(ctx, pool)
	if err != nil {
		return err
	}
	defer c.Release()
	return pgx.BeginTxFunc(ctx, c, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
}

func dumpKinds(ctx context.Context, tx pgx.Tx, kinds []kind, args []any, yield func(platform.Row) error) error {
	for _, k := range kinds {
		if err := dumpKind(ctx, tx, k, args, yield); err != nil {
			return err
		}
	}
	return nil
}

func dumpKind(ctx context.Context, tx pgx.Tx, k kind, args []any, yield func(platform.Row) error) error {
	rows, err := tx.Query(ctx, k.sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row, err := k.scan(rows)
		if err == nil {
			err = yield(row)
		}
		if err != nil {
			return err
		}
	}
	return rows.Err()
}
