package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/internal/platform"
)

// The store has three ways to be fast: memos, standing snapshots and a keeper
// beside the writer. These tests run them together.

// rows are those of a Load.
func rows(list ...platform.Row) func(yield func(platform.Row, error) bool) {
	return func(yield func(platform.Row, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// busy runs readers until the test is done with them.
func busy(n int, read func(i int)) (stop func()) {
	var over atomic.Bool
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			for !over.Load() {
				read(i)
			}
		})
	}
	return func() {
		over.Store(true)
		wg.Wait()
	}
}

// TestLogIsKeptShortBesideReaders: readers that never rest do not keep the
// log from being started anew.
func TestLogIsKeptShortBesideReaders(t *testing.T) {
	path := newPath(t)
	s := openFile(t, path)
	loadCrowd(t, s, 50, 5)
	const frames = 20
	w, err := s.writer.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.keeper.limit, s.keeper.next = frames, frames
	s.writer.put(w)
	stop := busy(6, func(i int) {
		if _, err := s.AreFriends(context.Background(), int64(i+1), 5); err != nil {
			t.Error(err)
		}
	})
	defer stop()
	var writers sync.WaitGroup
	for w := range 16 {
		writers.Go(func() {
			for i := range 120 {
				if err := renew(s, (i*16+w)%50, time.Duration(i)*time.Second); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	info, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if most := int64(25 * frames * 4120); info.Size() > most {
		t.Errorf("the log has %d bytes, at most %d should be", info.Size(), most)
	}
}

// TestDeadlinesHoldBehindALoad: a write whose time is over while a load has
// the writer fails in time, and is not carried out afterwards.
func TestDeadlinesHoldBehindALoad(t *testing.T) {
	s := openFile(t, newPath(t))
	loadCrowd(t, s, 3, 0)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	begun, proceed, loaded := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		loaded <- s.Load(context.Background(), platform.World{Name: "w"}, false, func(yield func(platform.Row, error) bool) {
			close(begun)
			<-proceed
			yield(platform.Gifts{UIN: 1, AppID: 1, Gifts: []platform.Gift{{ID: "g", Count: 1}}}, nil)
		})
	}()
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	chest := platform.Chest{ID: "c", UIN: 1, AppID: 1}
	if err := s.AddChest(ctx, chest); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a write behind a load: %v, want its deadline", err)
	}
	close(proceed)
	ok(<-loaded)
	ok(s.DumpPlayer(t.Context(), 1, 1, func(r platform.Row) error {
		if c, is := r.(platform.Chest); is {
			t.Errorf("chest %s was made after all", c.ID)
		}
		return nil
	}))
}

// TestAnswersAreOfOneState: what is put together from several memos is never
// of two states of a world.
func TestAnswersAreOfOneState(t *testing.T) {
	s := openFile(t, newPath(t))
	const token = "token"
	state := func(n int) []platform.Row {
		// All of Alice's rows move between two accounts; her friends change names.
		uin := int64(1 + n%2)
		list := []platform.Row{platform.App{ID: 1, Key: "k"}, platform.Account{UIN: uin, Nickname: fmt.Sprint(n)},
			platform.Player{UIN: uin, AppID: 1, OpenID: "ALICE"},
			platform.Session{UIN: uin, AppID: 1, Hash: platform.HashToken(token), Expires: noon}}
		for f := range int64(20) {
			list = append(list, platform.Account{UIN: 10 + f, Nickname: fmt.Sprint(n)}, platform.Player{UIN: 10 + f, AppID: 1, OpenID: fmt.Sprint("F", f)},
				platform.Friendship{UIN: uin, Friend: 10 + f})
		}
		return list
	}
	load := func(n int) {
		if err := s.Load(context.Background(), platform.World{Name: "w"}, true, rows(state(n)...)); err != nil {
			t.Fatal(err)
		}
	}
	load(0)
	names := []string{"F0", "F1", "F2", "ALICE"}
	stop := busy(4, func(int) {
		l, err := s.Login(context.Background(), 1, "ALICE", platform.HashToken(token))
		if err != nil || !l.Found {
			t.Errorf("a login that holds in every state: found %t, %v", l.Found, err)
		}
		people, err := s.People(context.Background(), 1, names)
		if err != nil || len(people) != len(names) {
			t.Errorf("%d people, %v", len(people), err)
		}
		for _, p := range people {
			if p.Account.Nickname != people[0].Account.Nickname {
				t.Errorf("people of two states: %s and %s", p.Account.Nickname, people[0].Account.Nickname)
			}
		}
		friends, err := s.Friends(context.Background(), l.Player.UIN, 1)
		if err != nil || len(friends) != 0 && len(friends) != 20 { // none if she has moved on since
			t.Errorf("%d friends, %v", len(friends), err)
		}
		for _, f := range friends {
			if f.Nickname != friends[0].Nickname {
				t.Errorf("friends of two states: %s and %s", f.Nickname, friends[0].Nickname)
			}
		}
	})
	defer stop()
	for n := range 60 {
		load(n + 1)
	}
}
