package sqlite

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"testing"

	"tongwan/internal/platform"
)

// TestFriendsSeeTheNewest: a friend list never shows a name from before a
// load that was done, however loads and lists overlap.
func TestFriendsSeeTheNewest(t *testing.T) {
	for name, open := range map[string]func() (*Store, error){
		"file":   func() (*Store, error) { return Open(t.Context(), newPath(t)) },
		"memory": func() (*Store, error) { return OpenMemory(t.Context()) },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := open()
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			loadCrowd(t, s, 20, 5)
			rename := func(n int) iter.Seq2[platform.Row, error] {
				return func(yield func(platform.Row, error) bool) {
					for uin := range int64(20) {
						if !yield(platform.Account{UIN: uin + 1, Nickname: fmt.Sprintf("%06d", n)}, nil) {
							return
						}
					}
				}
			}
			var lists sync.WaitGroup
			for n := range 60 {
				if err := s.Load(context.Background(), platform.World{Name: "w"}, false, rename(n)); err != nil {
					t.Fatal(err)
				}
				for uin := range int64(3) {
					lists.Go(func() {
						friends, err := s.Friends(context.Background(), uin+1, 1)
						if err != nil || len(friends) != 10 {
							t.Errorf("%d friends, %v", len(friends), err)
							return
						}
						for _, f := range friends {
							if f.Nickname < fmt.Sprintf("%06d", n) {
								t.Errorf("after load %d a friend is called %s", n, f.Nickname)
							}
						}
					})
				}
			}
			lists.Wait()
		})
	}
}
