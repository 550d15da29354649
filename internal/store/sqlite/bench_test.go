package sqlite

import (
	"context"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/internal/platform"
)

var noon = time.Date(2020, 5, 20, 4, 0, 0, 0, time.UTC)

// crowd is a world of n players of app 1, each with a session and the friend
// of the next k.
func crowd(n, k int) iter.Seq2[platform.Row, error] {
	return func(yield func(platform.Row, error) bool) {
		if !yield(platform.App{ID: 1, Key: "k", Settings: platform.DefaultSettings()}, nil) {
			return
		}
		for i := range n {
			for _, row := range someone(i) {
				if !yield(row, nil) {
					return
				}
			}
		}
		for i := range n {
			for j := 1; j <= k; j++ {
				if !yield(platform.Friendship{UIN: int64(i + 1), Friend: int64((i+j)%n + 1)}, nil) {
					return
				}
			}
		}
	}
}

func someone(i int) []platform.Row {
	uin, openid := int64(i+1), openid(i)
	a := platform.Account{UIN: uin, Nickname: fmt.Sprint("player ", i), Gender: platform.Male}
	if i%2 == 0 {
		a.VIP = []platform.Membership{{Kind: platform.VIPQQ, Level: 6, Start: noon, End: noon.AddDate(10, 0, 0)}}
	}
	return []platform.Row{
		a,
		platform.Player{UIN: uin, AppID: 1, OpenID: openid},
		platform.Session{UIN: uin, AppID: 1, Hash: platform.HashToken(openid), Expires: noon.Add(time.Hour)},
	}
}

func openid(i int) string { return fmt.Sprintf("%032X", i) }

func openCrowd(b *testing.B, n, k int) *Store {
	b.Helper()
	s := openFile(b, newPath(b))
	if err := s.Load(context.Background(), platform.World{Name: "w"}, false, crowd(n, k)); err != nil {
		b.Fatal(err)
	}
	return s
}

// callers runs fn in 64 goroutines, i from 0 to b.N in all.
func callers(b *testing.B, fn func(i int) error) {
	b.Helper()
	b.ReportAllocs()
	b.SetParallelism(64 / 2)
	var n counter
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := fn(n.next()); err != nil {
				b.Error(err)
			}
		}
	})
	b.StopTimer()
}

func BenchmarkRenewSession64(b *testing.B) {
	s := openCrowd(b, 10_000, 0)
	callers(b, func(i int) error {
		id := openid(i % 10_000)
		ok, err := s.RenewSession(context.Background(), 1, id, platform.HashToken(id), noon, noon.Add(time.Duration(i)*time.Second))
		if err == nil && !ok {
			return fmt.Errorf("no session of %s", id)
		}
		return err
	})
}

func BenchmarkReportScores64(b *testing.B) {
	s := openCrowd(b, 10_000, 0)
	callers(b, func(i int) error {
		score := func(typ int, rank int64) platform.ReportedScore {
			return platform.ReportedScore{Score: platform.Score{Type: typ, Data: "100", Rank: rank, Platform: "1", Reported: noon}}
		}
		return s.ReportScores(context.Background(), platform.Report{
			UIN: int64(i%10_000 + 1), AppID: 1, Now: noon, Day: noon, Week: noon,
			Scores: []platform.ReportedScore{score(3, int64(i)), score(12, 0)}, Games: []platform.Game{{Score: int64(i)}},
		})
	})
}

func BenchmarkLogin(b *testing.B) {
	s := openCrowd(b, 10_000, 0)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		id := openid(i % 10_000)
		if l, err := s.Login(context.Background(), 1, id, platform.HashToken(id)); err != nil || !l.Found {
			b.Fatal(l, err)
		}
		i++
	}
}

func BenchmarkLogin64(b *testing.B) {
	s := openCrowd(b, 10_000, 0)
	callers(b, func(i int) error {
		id := openid(i % 10_000)
		_, err := s.Login(context.Background(), 1, id, platform.HashToken(id))
		return err
	})
}

func BenchmarkFriends100(b *testing.B) {
	s := openCrowd(b, 2000, 50)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		list, err := s.Friends(context.Background(), int64(i%2000+1), 1)
		if err != nil || len(list) != 100 {
			b.Fatal(len(list), err)
		}
		i++
	}
}

func BenchmarkPeople50(b *testing.B) {
	s := openCrowd(b, 2000, 0)
	var ids []string
	for i := range 50 {
		ids = append(ids, openid(i*17%2000))
	}
	b.ReportAllocs()
	for b.Loop() {
		list, err := s.People(context.Background(), 1, ids)
		if err != nil || len(list) != 50 {
			b.Fatal(len(list), err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	s := openFile(b, newPath(b))
	for b.Loop() {
		if err := s.Load(context.Background(), platform.World{Name: "w"}, true, crowd(1000, 50)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReset(b *testing.B) {
	s := openFile(b, newPath(b))
	for b.Loop() {
		if err := s.Load(context.Background(), platform.World{Name: "w"}, true, crowd(10, 3)); err != nil {
			b.Fatal(err)
		}
	}
}

// counter counts from 0, for several at once.
type counter struct{ n atomic.Int64 }

func (c *counter) next() int { return int(c.n.Add(1) - 1) }
