package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tongwan/internal/pgtest"
	"tongwan/internal/platform"
)

func chest(uin int64, id string) platform.Chest { return platform.Chest{ID: id, UIN: uin, AppID: 1} }

// chests returns the ids of all chests.
func chests(t *testing.T, s *Store) []string {
	t.Helper()
	rows, err := s.pool.Query(t.Context(), "SELECT id FROM chest ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// stmt is a change that executes a statement.
func stmt(text string, args ...any) *statements {
	return &statements{1, func(b *pgx.Batch) { b.Queue(text, args...) }}
}

func chestOf(uin int64, id string) *statements {
	return stmt(putChest, uin, 1, id, 1, 1, 1, "", 1)
}

// flushed executes changes as one batch.
func flushed(s *Store, batch ...change) []error {
	l := &writeLane{trip: trip{pool: s.pool}}
	errs := make([]error, len(batch))
	l.begin()
	l.flush(batch, errs)
	return errs
}

// TestNeighbours: in one batch a write that fails leaves the others alone.
func TestNeighbours(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 5, 0)
	errs := flushed(s, chestOf(1, "a"), stmt("SELECT 1/0"), chestOf(2, "b"), chestOf(99, "nobody's"), stmt("no SQL"), chestOf(3, "c"))
	for i, wantErr := range []bool{false, true, false, true, true, false} {
		if (errs[i] != nil) != wantErr {
			t.Errorf("write %d got %v", i, errs[i])
		}
	}
	if ids := chests(t, s); !slices.Equal(ids, []string{"a", "b", "c"}) {
		t.Errorf("chests %v, want a, b and c", ids)
	}
}

// TestReadersNeighbours is the same for reads.
func TestReadersNeighbours(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 5, 0)
	uins := make([][]int64, 3)
	read := func(i int, sql string, args ...any) *query {
		return &query{sql, args, func(rows pgx.Rows) (err error) {
			uins[i], err = pgx.CollectRows(rows, pgx.RowTo[int64])
			return err
		}}
	}
	l := &readLane{trip: trip{pool: s.pool}}
	errs := make([]error, 3)
	l.begin()
	l.flush([]*query{read(0, selectUIN, openid(0), 1), read(1, "SELECT 1/0"), read(2, selectUIN, openid(1), 1)}, errs)
	if errs[0] != nil || errs[1] == nil || errs[2] != nil {
		t.Errorf("got %v", errs)
	}
	if !slices.Equal(uins[0], []int64{1}) || !slices.Equal(uins[2], []int64{2}) {
		t.Errorf("uins %v, want 1 and 2 at the ends", uins)
	}
}

// TestBrokenInAWrite: when the connection breaks nobody is told that a write
// was done, and nothing is tried again: it might be done twice.
func TestBrokenInAWrite(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 5, 0)
	for i, err := range flushed(s, chestOf(1, "a"), stmt("SELECT pg_terminate_backend(pg_backend_pid())"), chestOf(2, "b")) {
		if !errors.Is(err, errUnknown) {
			t.Errorf("write %d got %v", i, err)
		}
	}
	if err := s.AddChest(t.Context(), chest(3, "c")); err != nil {
		t.Errorf("the next write: %v", err)
	}
	if ids := chests(t, s); !slices.Equal(ids, []string{"c"}) {
		t.Errorf("chests %v, want c", ids)
	}
}

// TestCommitFails: what fails only when it is committed was not done.
func TestCommitFails(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 5, 0)
	for _, text := range []string{
		`CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'`,
		`CREATE CONSTRAINT TRIGGER no AFTER INSERT ON chest DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.id = 'bad') EXECUTE FUNCTION no()`,
	} {
		if _, err := s.pool.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	errs := flushed(s, chestOf(1, "a"), chestOf(2, "bad"), chestOf(3, "c"))
	if errs[0] != nil || !isServerError(errs[1]) || errs[2] != nil {
		t.Errorf("got %v", errs)
	}
	if ids := chests(t, s); !slices.Equal(ids, []string{"a", "c"}) {
		t.Errorf("chests %v, want a and c", ids)
	}
}

// cut ends all connections to a database.
func cut(t *testing.T, dsn string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	_, err = c.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	if err != nil {
		t.Fatal(err)
	}
}

// TestConnectionsCut: readers notice nothing, and neither do loads and dumps
// that come later.
func TestConnectionsCut(t *testing.T) {
	dsn := database(t)
	s := open(t, dsn, nil)
	loadCrowd(t, s, 5, 2)
	for range 5 {
		if _, err := s.Account(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		cut(t, dsn)
		var readers sync.WaitGroup
		for i := range 50 {
			readers.Go(func() {
				if _, err := login(s, i%5); err != nil {
					t.Error(err)
				}
			})
		}
		readers.Wait()
	}
	loadCrowd(t, s, 5, 2)
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestRestart: while PostgreSQL is away calls fail in time and say why; when
// it is back they work, and what was acknowledged is there.
func TestRestart(t *testing.T) {
	server := pgtest.Start(t, "fsync=on")
	s := open(t, server.Database(t, migrated), nil)
	loadCrowd(t, s, 5, 0)
	if err := s.AddChest(t.Context(), chest(1, "a")); err != nil {
		t.Fatal(err)
	}
	server.Crash(t)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	for i, err := range []error{
		s.Ready(ctx), second(s.Account(ctx, 1)), s.AddChest(ctx, chest(1, "b")), s.DropWorld(ctx, "w"),
		s.Dump(ctx, "w", func(platform.Row) error { return nil }),
	} {
		if err == nil || ctx.Err() != nil {
			t.Errorf("call %d without a database: %v, %v", i, err, ctx.Err())
		}
	}
	server.Start(t)
	for _, err := range []error{s.Ready(t.Context()), second(s.Account(t.Context(), 1)), s.AddChest(t.Context(), chest(1, "c"))} {
		if err != nil {
			t.Error(err)
		}
	}
	if ids := chests(t, s); !slices.Equal(ids, []string{"a", "c"}) {
		t.Errorf("chests %v, want a and c", ids)
	}
}

// TestLockedRow: who changes a row that a load holds waits for it; others in
// the same lane do not.
func TestLockedRow(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 10, 0)
	holder, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holder.Exec(t.Context(), "SELECT 1 FROM player WHERE uin = 1 FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	neighbour := int64(2)
	for laneOf(neighbour) != laneOf(1) {
		neighbour++
	}
	waited := make(chan error)
	go func() { waited <- s.AddChest(context.Background(), chest(1, "held")) }()
	for i := range 100 {
		if err := s.AddChest(t.Context(), chest(neighbour, fmt.Sprint(i))); err != nil {
			t.Error(err)
		}
	}
	select {
	case err := <-waited:
		t.Errorf("a write to a row that is held: %v", err)
	default:
	}
	if err := holder.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-waited; err != nil {
		t.Errorf("a write to a row that is free again: %v", err)
	}
}

// TestClose closes while calls are under way: each works or says why not.
func TestClose(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 10, 0)
	var callers sync.WaitGroup
	started := make(chan struct{}, 16)
	for g := range 16 {
		callers.Go(func() {
			started <- struct{}{}
			for i := range 10_000 {
				err := s.AddChest(context.Background(), chest(int64(g%10+1), fmt.Sprint(i)))
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
		s.Ready(t.Context()), s.AddChest(t.Context(), chest(1, "x")), s.DropWorld(t.Context(), "w"),
		s.Dump(t.Context(), "w", func(platform.Row) error { return nil }),
	} {
		if !errors.Is(err, errClosed) {
			t.Errorf("call %d on a closed store: %v", i, err)
		}
	}
}

// TestErrorsHidePasswords, whatever is wrong with a DSN, and come in time.
func TestErrorsHidePasswords(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	const secret = "s3cr3t"
	for _, dsn := range []string{
		"postgres://me:" + secret + "@127.0.0.1:1/db",
		"postgres://me:" + secret + "@" + silent.Addr().String() + "/db?connect_timeout=1",
		"postgres://me:" + secret + "@127.0.0.1:port/db",
		"postgres://me:" + secret + "@127.0.0.1/db?sslmode=perhaps",
		"postgres://me:" + secret + "@127.0.0.1/db?pool_max_conns=many",
		"postgres://me:" + secret + "@127.0.0.1:1/db?password=" + secret,
		"host=127.0.0.1 port=1 user=me password=" + secret,
		"host=127.0.0.1 password='" + secret + " port=1",
		"postgres://me:" + secret + "%zz@127.0.0.1:1/db",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		for i, err := range []error{
			second(Open(ctx, dsn)), second(Migrate(ctx, dsn)), second(Status(ctx, dsn)),
		} {
			if err == nil || strings.Contains(err.Error(), secret) || !strings.HasPrefix(err.Error(), "postgres: ") {
				t.Errorf("call %d: %v", i, err)
			}
		}
		cancel()
	}
}

// holdRows locks the rows of players until what it returns is called.
func holdRows(t *testing.T, s *Store, uins ...int64) (release func()) {
	t.Helper()
	holder, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holder.Exec(t.Context(), "SELECT 1 FROM player WHERE uin = ANY($1) FOR UPDATE", uins); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := holder.Rollback(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

// TestHeldInTime: writes to rows that stay held are answered by the lock's
// error when their callers' time is over, however many they are.
func TestHeldInTime(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 10, 0)
	defer holdRows(t, s, 1, 2, 3, 4, 5, 6, 7, 8)()
	const given = 700 * time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), given)
	defer cancel()
	late, cancelLate := context.WithTimeout(t.Context(), given+800*time.Millisecond) // a lock's longer timeout is 2 s
	defer cancelLate()
	var callers sync.WaitGroup
	for uin := range int64(8) {
		callers.Go(func() {
			err := s.AddChest(ctx, chest(uin+1, "held"))
			if !isState(err, lockNotAvailable) {
				t.Errorf("a write to a row that is held: %v", err)
			}
			if late.Err() != nil {
				t.Errorf("a write with %v to go was answered much later", given)
			}
		})
	}
	callers.Wait()
}

// TestHeldRowsStarveNobody: while a stream of writes meets rows that are held
// the others go on.
func TestHeldRowsStarveNobody(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 220, 0)
	var reset []int64
	for uin := range int64(200) {
		reset = append(reset, uin+1)
	}
	release := holdRows(t, s, reset...)
	over := make(chan struct{})
	var stream, others sync.WaitGroup
	met := make(chan struct{}, len(reset))
	for _, uin := range reset {
		stream.Go(func() {
			for i := 0; ; i++ {
				ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
				err := s.AddChest(ctx, chest(uin, fmt.Sprint("held", i)))
				cancel()
				if err == nil {
					t.Errorf("a write to the row of %d, which is held, was done", uin)
				}
				if i == 0 {
					met <- struct{}{}
				}
				select {
				case <-over:
					return
				default:
				}
			}
		})
	}
	for range reset {
		<-met
	}
	for uin := int64(201); uin <= 220; uin++ {
		others.Go(func() {
			for i := range 20 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				if err := s.AddChest(ctx, chest(uin, fmt.Sprint(i))); err != nil {
					t.Errorf("write %d of %d, whose row is free: %v", i, uin, err)
				}
				cancel()
			}
		})
	}
	others.Wait()
	close(over)
	stream.Wait()
	release()
	for _, uin := range reset {
		if err := s.AddChest(t.Context(), chest(uin, "free")); err != nil {
			t.Errorf("a write to a row that is free again: %v", err)
		}
	}
}

// TestFewConnections: a pool too small for the lanes is refused.
func TestFewConnections(t *testing.T) {
	s, err := Open(t.Context(), database(t)+"&pool_max_conns=7")
	if err == nil {
		s.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "pool_max_conns is 7: make it 8 or more") {
		t.Errorf("opened with 7 connections: %v", err)
	}
}

// TestTransactAgain: a transaction that others are in the way of is tried
// again, whatever way that is, and not for ever.
func TestTransactAgain(t *testing.T) {
	s := open(t, database(t), nil)
	refusals := []string{lockNotAvailable, deadlockDetected, serializationFailure, deadlockDetected}
	tries := 0
	err := s.transact(t.Context(), "try", func(*transaction) error {
		if tries++; tries <= len(refusals) {
			return &pgconn.PgError{Code: refusals[tries-1]}
		}
		return nil
	})
	if err != nil || tries != len(refusals)+1 {
		t.Errorf("%d tries, %v", tries, err)
	}
	tries = 0
	err = s.transact(t.Context(), "try", func(*transaction) error {
		tries++
		return &pgconn.PgError{Code: deadlockDetected}
	})
	if !isState(err, deadlockDetected) || tries != transactTries {
		t.Errorf("%d tries of what never works, want %d; %v", tries, transactTries, err)
	}
}
