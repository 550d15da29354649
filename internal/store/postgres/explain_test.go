package postgres

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestPlans: whatever the planner is told, no statement of the interfaces
// goes through a table that grows with the number of people. App, world and
// purpose are a handful of rows.
func TestPlans(t *testing.T) {
	s, statements := served(t, 3000)
	c, err := s.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	for sql, args := range statements {
		if !isPlanned(sql) || sql == waitLonger {
			continue
		}
		for _, mode := range []string{"force_generic_plan", "force_custom_plan"} {
			if _, err := c.Exec(t.Context(), "SET plan_cache_mode = "+mode); err != nil {
				t.Fatal(err)
			}
			plan := explain(t, c.Conn(), sql, args)
			for _, step := range strings.Split(plan, "\n") {
				_, scanned, is := strings.Cut(step, "Seq Scan on ")
				if is && !strings.HasPrefix(scanned, "app ") && !strings.HasPrefix(scanned, "world ") {
					t.Errorf("%s: %s\n%s", mode, strings.TrimSpace(step), sql)
				}
			}
			if !strings.Contains(plan, "Index") {
				t.Errorf("%s: no index in\n%s\nof %s", mode, plan, sql)
			}
		}
	}
}

// isPlanned reports the statements that look for rows, in contrast to those
// that only add some.
func isPlanned(sql string) bool {
	sql = strings.ToUpper(strings.TrimSpace(sql))
	switch {
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
