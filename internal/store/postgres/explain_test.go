package postgres

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestPlans: whether the database is full or new, no statement of the
// interfaces goes through a table that grows with the number of people: each
// finds its rows by the beginning of a key. App, world and purpose are a
// handful of rows. (Of a table that PostgreSQL has seen to be empty it may
// read all until it learns better, within a minute.)
func TestPlans(t *testing.T) {
	s, statements := served(t, 3000)
	c, err := s.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	empty := "TRUNCATE " + strings.Join(slices.Collect(maps.Keys(firstColumns())), ", ") + ", world, app CASCADE"
	for _, state := range []struct{ name, sql string }{
		{"full", "ANALYZE"}, {"new", empty},
	} {
		if _, err := c.Exec(t.Context(), state.sql); err != nil {
			t.Fatal(err)
		}
		for _, mode := range []string{"force_generic_plan", "force_custom_plan"} {
			if _, err := c.Exec(t.Context(), "SET plan_cache_mode = "+mode); err != nil {
				t.Fatal(err)
			}
			for sql, args := range statements {
				if isPlanned(sql) {
					checkPlan(t, state.name+", "+mode, sql, explain(t, c.Conn(), sql, args))
				}
			}
		}
	}
}

// firstColumns are the columns that the keys of people-sized tables begin with.
func firstColumns() map[string]string {
	first := map[string]string{"chatgroup": "code"}
	for _, group := range distributed() {
		for _, table := range group {
			first[table.name] = table.key
		}
	}
	return first
}

var (
	scan = regexp.MustCompile(`(Seq Scan|Index Scan|Index Scan Backward|Index Only Scan|Bitmap Heap Scan|Bitmap Index Scan)(?: using \w+)? on (\w+)`)
	cond = regexp.MustCompile(`Index Cond: \(+(\w+\.)?(\w+) `)
)

// checkPlan holds the steps of a plan to keys.
func checkPlan(t *testing.T, when, sql, plan string) {
	t.Helper()
	steps := strings.Split(plan, "\n")
	scans := 0
	for i, step := range steps {
		m := scan.FindStringSubmatch(step)
		if m == nil {
			continue
		}
		scans++
		first, large := firstColumns()[m[2]]
		if !large {
			continue
		}
		if by := cond.FindStringSubmatch(steps[min(i+1, len(steps)-1)]); by == nil || by[2] != first {
			t.Errorf("%s: %s is not looked up by %s in\n%s\nof %s", when, m[2], first, plan, sql)
		}
	}
	if scans == 0 {
		t.Errorf("%s: no table in\n%s\nof %s", when, plan, sql)
	}
}

// isPlanned reports the statements that look for rows, in contrast to those
// that only add some.
func isPlanned(sql string) bool {
	sql = strings.ToUpper(strings.TrimSpace(sql))
	switch {
	case sql == strings.ToUpper(setLockTimeout):
		return false
	case strings.HasPrefix(sql, "BEGIN"), strings.HasPrefix(sql, "COMMIT"), strings.HasPrefix(sql, "ROLLBACK"):
		return false
	case strings.HasPrefix(sql, "INSERT"):
		return strings.Contains(sql, "SELECT") && !strings.Contains(sql, "SELECT * FROM UNNEST")
	}
	return true
}

// explain returns a statement's plan as the database would make it for a
// prepared statement with these arguments.
func explain(t *testing.T, c *pgx.Conn, sql string, args []any) string {
	t.Helper()
	sd, err := c.Prepare(t.Context(), "explained", sql)
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, oid := range sd.ParamOIDs {
		kind, ok := c.TypeMap().TypeForOID(oid)
		if !ok {
			t.Fatalf("a parameter of type %d in %s", oid, sql)
		}
		name := strings.TrimPrefix(kind.Name, "_")
		if name != kind.Name {
			name += "[]"
		}
		types = append(types, name)
	}
	if err := c.Deallocate(t.Context(), "explained"); err != nil {
		t.Fatal(err)
	}
	list := ""
	if len(types) > 0 {
		list = "(" + strings.Join(types, ", ") + ")"
	}
	prepare := fmt.Sprintf("PREPARE explained %s AS %s", list, sql)
	if _, err := c.Exec(t.Context(), prepare, pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if _, err := c.Exec(t.Context(), "DEALLOCATE explained"); err != nil {
			t.Fatal(err)
		}
	}()
	var marks []string
	for i := range args {
		marks = append(marks, fmt.Sprintf("$%d", i+1))
	}
	execute := "EXPLAIN EXECUTE explained"
	if len(args) > 0 {
		execute += "(" + strings.Join(marks, ", ") + ")"
	}
	rows, err := c.Query(t.Context(), execute, append([]any{pgx.QueryExecModeSimpleProtocol}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%v\n%s", err, execute)
	}
	return strings.Join(lines, "\n")
}
