package sqlite

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tongwan/internal/platform"
	"tongwan/internal/store/storetest"
)

func TestFile(t *testing.T) {
	storetest.Run(t, func(t *testing.T) platform.Store { return openFile(t, newPath(t)) })
}

// TestMemory looks at the plans of all statements that the suite has used.
func TestMemory(t *testing.T) {
	used := make(map[string]bool)
	storetest.Run(t, func(t *testing.T) platform.Store {
		s := openMemoryStore(t)
		t.Cleanup(func() { // before the one that closes it
			look(t, s, func(c *conn) error {
				for text := range c.stmts {
					used[text] = true
				}
				return nil
			})
		})
		return s
	})
	look(t, openMemoryStore(t), func(c *conn) error {
		for _, text := range slices.Sorted(maps.Keys(used)) {
			checkPlan(t, c, text)
		}
		return nil
	})
}

// checkPlan holds a statement to indexes: it may walk through all worlds and
// through lists that it was given, everything else it must look up, and in
// the order asked for.
func checkPlan(t *testing.T, c *conn, text string) {
	if strings.HasPrefix(text, "PRAGMA") {
		return
	}
	q := c.sql("EXPLAIN QUERY PLAN " + text)
	for q.next() {
		q.getInt()
		q.getInt()
		q.getInt()
		switch step := q.getText(); {
		case strings.HasPrefix(step, "SCAN CONSTANT"), strings.HasPrefix(step, "SCAN wanted"), strings.HasPrefix(step, "SCAN world"),
			step == "SCAN f", strings.HasPrefix(step, "SCAN (subquery"):
		case strings.HasPrefix(step, "SCAN"), strings.Contains(step, "TEMP B-TREE"):
			t.Errorf("%s\n%s", step, text)
		}
	}
	if err := q.done(); err != nil {
		t.Error(err)
	}
}

func newPath(t testing.TB) string { return filepath.Join(t.TempDir(), "tongwan.db") }

func openFile(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(context.Background(), path)
	return opened(t, s, err)
}

func openMemoryStore(t testing.TB) *Store {
	t.Helper()
	s, err := OpenMemory(context.Background())
	return opened(t, s, err)
}

// opened closes a store when its test ends, after a look at what the test
// left behind: every row must have what it rests on.
func opened(t testing.TB, s *Store, err error) *Store {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.Ready(context.Background()) == nil {
			look(t, s, func(c *conn) error { return checkSound(t, c) })
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// look runs fn on a reading connection.
func look(t testing.TB, s *Store, fn func(c *conn) error) {
	t.Helper()
	if err := s.read(context.Background(), "look", fn); err != nil {
		t.Error(err)
	}
}

func checkSound(t testing.TB, c *conn) error {
	q := c.sql("PRAGMA foreign_key_check")
	for q.next() {
		t.Errorf("a row of %s rests on nothing: rowid %s of %s", q.getText(), q.getText(), q.getText())
	}
	if err := q.done(); err != nil {
		return err
	}
	q = c.sql("PRAGMA quick_check")
	for q.next() {
		if text := q.getText(); text != "ok" {
			t.Error(text)
		}
	}
	return q.done()
}
