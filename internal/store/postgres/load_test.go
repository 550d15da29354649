package postgres

import (
	"context"
	"testing"
	"time"

	"tongwan/internal/platform"
)

// TestLargeLoad loads more than is merged at once, and changes all of it.
func TestLargeLoad(t *testing.T) {
	s := open(t, database(t), nil)
	const n, k = chunk/3 + 1000, 3 // accounts with a player and a session each
	count := func() (rows int) {
		if err := s.Dump(t.Context(), "w", func(platform.Row) error { rows++; return nil }); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	for range 2 {
		loadCrowd(t, s, n, k)
		if got, want := count(), 1+3*n+k*n; got != want {
			t.Errorf("%d rows, want %d", got, want)
		}
	}
	renamed := func(yield func(platform.Row, error) bool) {
		for i := range chunk + 1 {
			if !yield(platform.Account{UIN: int64(i%n + 1), Nickname: "new"}, nil) {
				return
			}
		}
	}
	if err := s.Load(t.Context(), platform.World{Name: "w"}, false, renamed); err != nil {
		t.Fatal(err)
	}
	for _, uin := range []int64{1, n / 2, n} {
		list, err := s.Friends(t.Context(), uin, 1)
		if err != nil || len(list) != 2*k {
			t.Errorf("%d friends of %d, %v", len(list), uin, err)
		}
		for _, f := range list {
			if f.Nickname != "new" {
				t.Errorf("friend %d of %d is called %q", f.UIN, uin, f.Nickname)
			}
		}
	}
	if err := s.DropWorld(t.Context(), "w"); err != nil {
		t.Fatal(err)
	}
}

// TestLongLoadsLeaveRoom: while as many loads and dumps as can be are under
// way, and more wait, the service goes on.
func TestLongLoadsLeaveRoom(t *testing.T) {
	s := open(t, database(t), nil)
	loadCrowd(t, s, 5, 1)
	const each = 4
	begun, proceed, done := make(chan struct{}, 2*each), make(chan struct{}), make(chan error, 2*each)
	for i := range each {
		go func() {
			done <- s.Load(context.Background(), platform.World{Name: string(rune('a' + i))}, false, func(yield func(platform.Row, error) bool) {
				begun <- struct{}{}
				<-proceed
				yield(platform.App{ID: int64(10 + i)}, nil)
			})
		}()
		first := true
		go func() {
			done <- s.Dump(context.Background(), "w", func(platform.Row) error {
				if first {
					first = false
					begun <- struct{}{}
					<-proceed
				}
				return nil
			})
		}()
	}
	for range loadConns + dumpConns {
		<-begun
	}
	for _, err := range []error{s.Ready(t.Context()), second(login(s, 1)), s.AddChest(t.Context(), chest(1, "a"))} {
		if err != nil {
			t.Error(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.DropWorld(ctx, "w"); ctx.Err() == nil || err == nil {
		t.Errorf("a drop beside as many loads as can be: %v", err)
	}
	close(proceed)
	for range 2 * each {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
