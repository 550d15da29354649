package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"

	"tongwan/internal/platform"
)

// loadCrowd makes world "w" of n players.
func loadCrowd(t testing.TB, s *Store, n, k int) {
	t.Helper()
	if err := s.Load(context.Background(), platform.World{Name: "w"}, false, crowd(n, k)); err != nil {
		t.Fatal(err)
	}
}

// renew moves the expiry of a player's session to an hour after noon, plus.
func renew(s *Store, i int, plus time.Duration) error {
	ok, err := s.RenewSession(context.Background(), 1, openid(i), platform.HashToken(openid(i)), noon, noon.Add(time.Hour+plus))
	if err == nil && !ok {
		return errors.New("not renewed")
	}
	return err
}

func expires(t *testing.T, s *Store, i int) time.Duration {
	t.Helper()
	l, err := s.Login(t.Context(), 1, openid(i), platform.HashToken(openid(i)))
	if err != nil {
		t.Fatal(err)
	}
	return l.Session.Expires.Sub(noon.Add(time.Hour))
}

func count(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.Dump(t.Context(), "w", func(platform.Row) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestReopen(t *testing.T) {
	path := newPath(t)
	s := openFile(t, path)
	loadCrowd(t, s, 20, 3)
	if err := renew(s, 7, time.Minute); err != nil {
		t.Fatal(err)
	}
	rows := count(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openFile(t, path)
	if got := count(t, s); got != rows {
		t.Errorf("%d rows after reopening, %d before", got, rows)
	}
	if got := expires(t, s, 7); got != time.Minute {
		t.Errorf("a renewal by a minute became %v", got)
	}
}

// TestCrash copies the files under a running store: what was acknowledged is
// in the copy.
func TestCrash(t *testing.T) {
	path, left := newPath(t), newPath(t)
	s := openFile(t, path)
	loadCrowd(t, s, 20, 3)
	if err := renew(s, 7, time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + part)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(left+part, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	after := openFile(t, left)
	if got, want := count(t, after), count(t, s); got != want {
		t.Errorf("%d rows after the crash, %d before", got, want)
	}
	if got := expires(t, after, 7); got != time.Minute {
		t.Errorf("a renewal by a minute became %v", got)
	}
}

func TestSecondProcess(t *testing.T) {
	path := newPath(t)
	s := openFile(t, path)
	if _, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "another tongwan uses this database") {
		t.Errorf("a second store on the same file: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	openFile(t, path)
}

func TestPrivateFile(t *testing.T) {
	path := newPath(t)
	loadCrowd(t, openFile(t, path), 1, 0)
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) != 4 {
		t.Fatal("want the database, its log, the log's index and the lock", files, err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", f, info.Mode(), err)
		}
	}
}

// TestMigrate brings a file of today to a schema of tomorrow, which the
// program of today then refuses.
func TestMigrate(t *testing.T) {
	path := newPath(t)
	s := openFile(t, path)
	loadCrowd(t, s, 5, 2)
	rows := count(t, s)
	today, err := readMigrations()
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.writer.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = migrateTo(t.Context(), w, append(today, "ALTER TABLE account ADD COLUMN city TEXT NOT NULL DEFAULT ''"))
	s.writer.put(w)
	if err != nil {
		t.Fatal(err)
	}
	if got := count(t, s); got != rows {
		t.Errorf("%d rows after the migration, %d before", got, rows)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "use a newer program") {
		t.Errorf("a newer database: %v", err)
	}
}

func TestForeignFiles(t *testing.T) {
	text, other := newPath(t), newPath(t)
	if err := os.WriteFile(text, []byte(strings.Repeat("no database at all ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := sqlite.OpenConn(other)
	if err != nil {
		t.Fatal(err)
	}
	q := (&conn{Conn: c, stmts: make(map[string]*stmt)}).sql("CREATE TABLE t (x)")
	if err := errors.Join(q.exec(), c.Close()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, other, filepath.Join(text, "x"), filepath.Join(t.TempDir(), "no", "x.db"), t.TempDir()} {
		if s, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("Open %s: %v, %v", path, s, err)
		}
	}
}

// TestNeighbours: in one batch a write that fails leaves the others alone.
func TestNeighbours(t *testing.T) {
	s := openFile(t, newPath(t))
	loadCrowd(t, s, 5, 0)
	bad := errors.New("bad")
	set := func(i int, err error) func(c *conn) error {
		return func(c *conn) error {
			return errors.Join(c.sql(putChest).int(int64(i)).int(1).text("x").int(1).int(1).int(1).text("").int(1).exec(), err)
		}
	}
	batch := []write{
		set(1, nil), set(2, bad), set(3, nil),
		func(c *conn) error { return c.sql("no SQL").exec() }, set(4, nil),
	}
	errs := make([]error, len(batch))
	s.begin()
	s.flush(batch, errs)
	for i, wantErr := range []bool{false, true, false, true, false} {
		if (errs[i] != nil) != wantErr {
			t.Errorf("write %d got %v", i, errs[i])
		}
	}
	var made []int64
	look(t, s, func(c *conn) error {
		q := c.sql("SELECT uin FROM chest")
		for q.next() {
			made = append(made, q.getInt())
		}
		return q.done()
	})
	if len(made) != 3 || made[0] != 1 || made[1] != 3 || made[2] != 4 {
		t.Errorf("chests of %v, want 1, 3 and 4", made)
	}
}

// TestFullDisk: a write that finds no space fails, and so may those that
// share its transaction; the next one works when there is space again.
func TestFullDisk(t *testing.T) {
	s := openFile(t, newPath(t))
	loadCrowd(t, s, 100, 0)
	rows := count(t, s)
	limit := func(pragma string) {
		t.Helper()
		if err := s.alone(t.Context(), "limit", func(c *conn) error { return c.sql(pragma).exec() }); err != nil {
			t.Fatal(err)
		}
	}
	limit("PRAGMA max_page_count = 1") // means: as it is
	err := s.Load(t.Context(), platform.World{Name: "w"}, false, crowd(5000, 0))
	if sqlite.ErrCode(err) != sqlite.ResultFull {
		t.Errorf("a load on a full disk: %v", err)
	}
	errs := make([]error, 64)
	var callers sync.WaitGroup
	for i := range errs {
		callers.Go(func() {
			errs[i] = s.AddChest(t.Context(), platform.Chest{ID: "c", UIN: int64(i + 1), AppID: 1, PF: strings.Repeat("x", 9000)})
		})
	}
	callers.Wait()
	for _, err := range errs {
		if sqlite.ErrCode(err) != sqlite.ResultFull || !strings.HasPrefix(err.Error(), "sqlite: add chest: ") {
			t.Errorf("a write on a full disk: %v", err)
		}
	}
	if got := count(t, s); got != rows {
		t.Errorf("%d rows, %d before the disk was full", got, rows)
	}
	limit("PRAGMA max_page_count = 1000000")
	if err := s.AddChest(t.Context(), platform.Chest{ID: "c", UIN: 1, AppID: 1}); err != nil {
		t.Errorf("a write with space again: %v", err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestLogIsKeptShort writes until the log, being too long, is started anew.
func TestLogIsKeptShort(t *testing.T) {
	s := openFile(t, newPath(t))
	loadCrowd(t, s, 10, 0)
	frames := func() (n int64) {
		t.Helper()
		w, err := s.writer.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer s.writer.put(w)
		s.keeper.limit, s.keeper.next = 100, min(s.keeper.next, 100)
		log, err := w.checkpoint("PRAGMA wal_checkpoint(NOOP)")
		if err != nil {
			t.Fatal(err)
		}
		return log.frames
	}
	before, now := int64(0), frames()
	for i := 0; now >= before; i++ {
		if i > 10_000 {
			t.Fatalf("the log has %d frames and is not started anew", now)
		}
		if err := renew(s, i%10, time.Duration(i)*time.Second); err != nil {
			t.Fatal(err)
		}
		before, now = now, frames()
	}
	if before < 100 {
		t.Errorf("the log was started anew after %d frames, want 100", before)
	}
}

// TestClose closes while calls are under way: each works or says why not.
func TestClose(t *testing.T) {
	for _, open := range []func() (*Store, error){
		func() (*Store, error) { return Open(t.Context(), newPath(t)) },
		func() (*Store, error) { return OpenMemory(t.Context()) },
	} {
		s, err := open()
		s = opened(t, s, err)
		loadCrowd(t, s, 10, 0)
		var callers sync.WaitGroup
		started := make(chan struct{}, 16)
		for g := range 16 {
			callers.Go(func() {
				started <- struct{}{}
				for i := range 10_000 {
					err := renew(s, g%10, time.Duration(i)*time.Second)
					if err == nil {
						_, err = s.Account(context.Background(), 1)
					}
					if err != nil {
						if !errors.Is(err, errClosed) {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		<-started
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		callers.Wait()
		for i, err := range []error{
			s.Ready(t.Context()), renew(s, 1, 0), s.DropWorld(t.Context(), "w"),
			s.Dump(t.Context(), "w", func(platform.Row) error { return nil }),
		} {
			if !errors.Is(err, errClosed) {
				t.Errorf("call %d on a closed store: %v", i, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Errorf("closed again: %v", err)
		}
	}
}
