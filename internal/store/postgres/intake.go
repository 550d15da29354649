package postgres

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// intake is a temporary table that rows are copied to, and how they are merged
// from there. It has the columns of the table that it is named after, and the
// number of the row in the load. It stays when the load is over, empty.
type intake struct {
	table   string
	like    string // what its columns are
	columns []string
	steps   []step
	of      string // merged by the steps of this one
	keep    bool   // until the load ends
	shown   bool   // friends' lists show these accounts

	rows   [][]any
	made   bool
	copied int // in the table
}

// newIntake returns an intake for a table; columns are separated by spaces.
func newIntake(table, columns string, steps ...step) *intake {
	return &intake{table: "in_" + table, like: "LIKE " + table, columns: strings.Fields("nr " + columns), steps: steps}
}

// with gives an intake other columns than its table has.
func (in *intake) with(columns string) *intake {
	in.like = columns
	return in
}

// part makes an intake one that the steps of another merge.
func (in *intake) part(of string) *intake {
	in.of = of
	return in
}

// kept makes an intake keep its rows until the load ends.
func (in *intake) kept() *intake {
	in.keep = true
	return in
}

// shows marks an intake of what friends' lists show.
func (in *intake) shows() *intake {
	in.shown = true
	return in
}

// step is one statement of a merge. With refuse it looks for the first row
// that cannot be and scans it; refuse says why.
type step struct {
	sql    string
	refuse func(r pgx.CollectableRow) error
	shared bool // not needed while nobody else knows the world's accounts
}

// queue puts a step into a batch. If sql has a parameter it is the world.
func (s step) queue(b *pgx.Batch, world string) {
	var args []any
	if strings.Contains(s.sql, "$1") {
		args = []any{world}
	}
	q := b.Queue(s.sql, args...)
	if s.refuse == nil {
		return
	}
	q.Query(func(rows pgx.Rows) error {
		defer rows.Close()
		if rows.Next() {
			return s.refuse(rows)
		}
		return rows.Err()
	})
}

// manyRows is from which size on the planner is told about it.
const manyRows = 500

// copy moves the gathered rows to the table.
func (in *intake) copy(ctx context.Context, tx pgx.Tx) error {
	if err := in.prepare(ctx, tx); err != nil || len(in.rows) == 0 {
		return err
	}
	n, err := tx.CopyFrom(ctx, pgx.Identifier{in.table}, in.columns, pgx.CopyFromRows(in.rows))
	if err != nil {
		return err
	}
	in.copied += int(n)
	clear(in.rows)
	in.rows = in.rows[:0]
	if n >= manyRows && !in.keep {
		_, err = tx.Exec(ctx, `ANALYZE `+in.table)
	}
	return err
}

// prepare makes the table, or makes it empty.
func (in *intake) prepare(ctx context.Context, tx pgx.Tx) error {
	var sql string
	switch {
	case !in.made:
		sql = `CREATE TEMPORARY TABLE IF NOT EXISTS ` + in.table + ` (nr bigint, ` + in.like + `) ON COMMIT DELETE ROWS`
	case in.copied > 0 && !in.keep:
		sql, in.copied = `TRUNCATE `+in.table, 0
	default:
		return nil
	}
	in.made = true
	_, err := tx.Exec(ctx, sql)
	return err
}

// missing refuses a row that rests on what is not in this world.
func missing(name string, id int64, world *string) error {
	if world == nil {
		return platform.Refuse(platform.Invalid, "there is no %s %d", name, id)
	}
	return platform.Refuse(platform.Conflict, "%s %d belongs to another world", name, id)
}

// What a loaded row rests on must be in the same world: nothing by that name
// is [platform.Invalid], another world's is a [platform.Conflict].

func needApp(table string) step {
	return step{sql: `
SELECT s.appid, a.world FROM ` + table + ` s LEFT JOIN app a ON a.appid = s.appid
WHERE a.world IS DISTINCT FROM $1 ORDER BY s.nr LIMIT 1`, refuse: refuseMissing("appid")}
}

func needAccount(table, column string) step {
	return step{sql: `
SELECT s.` + column + `, a.world FROM ` + table + ` s LEFT JOIN account a ON a.uin = s.` + column + `
WHERE a.world IS DISTINCT FROM $1 ORDER BY s.nr LIMIT 1`, refuse: refuseMissing("uin")}
}

func refuseMissing(name string) func(pgx.CollectableRow) error {
	return func(r pgx.CollectableRow) error {
		var (
			id    int64
			world *string
		)
		if err := r.Scan(&id, &world); err != nil {
			return err
		}
		return missing(name, id, world)
	}
}

func needPlayer(table string) step {
	return step{sql: `
SELECT s.uin, s.appid, b.world, a.world, b.world IS NOT DISTINCT FROM $1, a.world IS NOT DISTINCT FROM $1
FROM ` + table + ` s LEFT JOIN player p ON p.uin = s.uin AND p.appid = s.appid
	LEFT JOIN account a ON a.uin = s.uin LEFT JOIN app b ON b.appid = s.appid
WHERE p.uin IS NULL OR a.world <> $1 ORDER BY s.nr LIMIT 1`, refuse: refusePlayer}
}

// refusePlayer says why there is no such player in this world.
func refusePlayer(r pgx.CollectableRow) error {
	var (
		uin, appid         int64
		ofApp, ofAccount   *string
		ownApp, ownAccount bool
	)
	err := r.Scan(&uin, &appid, &ofApp, &ofAccount, &ownApp, &ownAccount)
	switch {
	case err != nil:
		return err
	case !ownApp:
		return missing("appid", appid, ofApp)
	case !ownAccount:
		return missing("uin", uin, ofAccount)
	}
	return platform.Refuse(platform.Invalid, "account %d does not play app %d", uin, appid)
}

// hold holds accounts: who becomes a player of an app holds the account too,
// so that copies in friends' lists are made before or after, and not meanwhile.
func hold(uins string) step {
	return step{sql: `
SELECT count(*) FROM (
	SELECT FROM account WHERE uin IN (` + uins + `) ORDER BY uin FOR NO KEY UPDATE) held`, shared: true}
}

// belongs looks for a row that another world has: the statement that merged
// it has left that alone.
func belongs(table, target, key, name string) step {
	return step{sql: `
SELECT s.` + key + ` FROM ` + table + ` s JOIN ` + target + ` t ON t.` + key + ` = s.` + key + `
WHERE t.world <> $1 ORDER BY s.nr LIMIT 1`, refuse: func(r pgx.CollectableRow) error {
		var id int64
		if err := r.Scan(&id); err != nil {
			return err
		}
		return platform.Refuse(platform.Conflict, "%s %d belongs to another world", name, id)
	}}
}

// replace merges rows by key: the last of a key wins, whatever is there.
func replace(table, target, key string, columns ...string) step {
	return step{sql: `
INSERT INTO ` + target + ` AS t (` + key + `, ` + strings.Join(columns, ", ") + `)
SELECT DISTINCT ON (` + key + `) ` + key + `, ` + strings.Join(columns, ", ") + `
FROM ` + table + ` ORDER BY ` + key + `, nr DESC
ON CONFLICT (` + key + `) DO UPDATE SET ` + setColumns(columns)}
}

// replaceOwn is replace for what belongs to a world: another world's is left
// alone.
func replaceOwn(table, target, key string, columns ...string) step {
	s := replace(table, target, key, append(columns, "world")...)
	s.sql += `
WHERE t.world = excluded.world`
	return s
}

func setColumns(columns []string) string {
	set := make([]string, len(columns))
	for i, c := range columns {
		set[i] = c + " = excluded." + c
	}
	return strings.Join(set, ", ")
}
