package bench

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// The table has the lines of each world's last document.
func TestBareTable(t *testing.T) {
	for _, db := range []string{memory, filepath.Join(t.TempDir(), "bare.db")} {
		b, err := openBareTable(db)
		if err != nil {
			t.Fatal(err)
		}
		defer b.conn.Close()
		for _, step := range []struct {
			method, world, document string
			status                  int
			want                    string
		}{
			{"PUT", "a", "one\ntwo\n", 200, "a1 one, a2 two"},
			{"PUT", "b", "1", 200, "a1 one, a2 two, b1 1"},
			{"PUT", "a", "three", 200, "a1 three, b1 1"},
			{"PUT", "a", strings.Repeat("x", 1<<20), 500, "a1 three, b1 1"}, // no line of a document is so long
			{"DELETE", "a", "", 200, "b1 1"},
			{"GET", "b", "", 405, "b1 1"},
		} {
			w := httptest.NewRecorder()
			b.ServeHTTP(w, httptest.NewRequest(step.method, worldsPath+step.world+"?reset=true", strings.NewReader(step.document)))
			if got := b.lines(t); w.Code != step.status || got != step.want {
				t.Errorf("%s: %s %s: status %d, lines %s; want %d, %s", db, step.method, step.world, w.Code, got, step.status, step.want)
			}
		}
	}
}

func (b *bareTable) lines(t *testing.T) string {
	t.Helper()
	var list []string
	err := sqlitex.Execute(b.conn, `SELECT world || number || ' ' || text FROM line ORDER BY world, number`, &sqlitex.ExecOptions{
		ResultFunc: func(s *sqlite.Stmt) error {
			list = append(list, s.ColumnText(0))
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, ", ")
}

// Work is done once at least, and otherwise for as long as a slice.
func TestWork(t *testing.T) {
	server := serve(t, http.NotFoundHandler())
	done := 0
	w := work{"test", 1, func(context.Context, *Server) error {
		done++
		return nil
	}}
	if sample, err := w.run(t.Context(), server, 0); err != nil || sample.Requests != 1 || sample.Latencies.Count() != 1 || done != 1 {
		t.Errorf("with no time it was done %d times: %+v, %v", done, sample.Requests, err)
	}
	if sample, err := w.run(t.Context(), server, time.Millisecond); err != nil || sample.Requests != uint64(done-1) || sample.Elapsed < time.Millisecond {
		t.Errorf("in a slice it was done %d times: %d in %s, %v", done-1, sample.Requests, sample.Elapsed, err)
	}
}
