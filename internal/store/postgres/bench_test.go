package postgres

import (
	"context"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/internal/pgtest"
	"tongwan/internal/platform"
)

// Benchmarks run on a cluster that is as durable as a real one.

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

// loadCrowd makes world "w" of n players.
func loadCrowd(t testing.TB, s *Store, n, k int) {
	t.Helper()
	if err := s.Load(context.Background(), platform.World{Name: "w"}, false, crowd(n, k)); err != nil {
		t.Fatal(err)
	}
}

// players are as many as the benchmarks of single calls have.
const players = 10_000

func openCrowd(b *testing.B, n, k int) *Store {
	b.Helper()
	server := pgtest.Start(b, "fsync=on", "full_page_writes=on", "autovacuum=on")
	s := open(b, server.Database(b, migrated), nil)
	loadCrowd(b, s, n, k)
	return s
}

// callers runs fn in 64 goroutines, i from 0 to b.N in all.
func callers(b *testing.B, fn func(i int) error) {
	b.Helper()
	b.ReportAllocs()
	b.SetParallelism(64 / 2)
	var n atomic.Int64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := fn(int(n.Add(1) - 1)); err != nil {
				b.Error(err)
			}
		}
	})
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}

// spread visits all players in an order that is no order.
func spread(i int) int { return i * 7919 % players }

func BenchmarkRenewSession64(b *testing.B) {
	s := openCrowd(b, players, 0)
	callers(b, func(i int) error {
		id := openid(spread(i))
		ok, err := s.RenewSession(context.Background(), 1, id, platform.HashToken(id), noon, noon.Add(time.Hour+time.Duration(i)*time.Millisecond))
		if err == nil && !ok {
			return fmt.Errorf("no session of %s", id)
		}
		return err
	})
}

func login(s *Store, i int) (platform.Player, error) {
	id := openid(i)
	l, err := s.Login(context.Background(), 1, id, platform.HashToken(id))
	if err == nil && !l.Found {
		err = fmt.Errorf("no session of %s", id)
	}
	return l.Player, err
}

func BenchmarkProfile64(b *testing.B) {
	s := openCrowd(b, players, 0)
	callers(b, func(i int) error {
		p, err := login(s, spread(i))
		if err == nil {
			_, err = s.Account(context.Background(), p.UIN)
		}
		return err
	})
}

func BenchmarkFriends64(b *testing.B) {
	s := openCrowd(b, players, 50)
	callers(b, func(i int) error {
		p, err := login(s, spread(i))
		if err != nil {
			return err
		}
		list, err := s.Friends(context.Background(), p.UIN, 1)
		if err == nil && len(list) != 100 {
			return fmt.Errorf("%d friends", len(list))
		}
		return err
	})
}

func BenchmarkReportScores64(b *testing.B) {
	s := openCrowd(b, players, 0)
	callers(b, func(i int) error {
		p, err := login(s, spread(i))
		if err != nil {
			return err
		}
		score := func(typ int, rank int64) platform.ReportedScore {
			return platform.ReportedScore{Score: platform.Score{Type: typ, Data: "100", Rank: rank, Platform: "1", Reported: noon}}
		}
		return s.ReportScores(context.Background(), platform.Report{
			UIN: p.UIN, AppID: 1, Now: noon, Day: noon, Week: noon,
			Scores: []platform.ReportedScore{score(3, int64(i)), score(1, int64(i))}, Games: []platform.Game{{Score: int64(i)}},
		})
	})
}

func BenchmarkPeople50(b *testing.B) {
	s := openCrowd(b, players, 0)
	callers(b, func(i int) error {
		var ids []string
		for k := range 50 {
			ids = append(ids, openid(spread(i+k)))
		}
		list, err := s.People(context.Background(), 1, ids)
		if err == nil && len(list) != 50 {
			return fmt.Errorf("%d people", len(list))
		}
		return err
	})
}

func BenchmarkLoad(b *testing.B) {
	s := openCrowd(b, 1, 0)
	for b.Loop() {
		if err := s.Load(context.Background(), platform.World{Name: "w"}, true, crowd(1000, 50)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSmallWorld makes and drops a world such as a test has.
func BenchmarkSmallWorld(b *testing.B) {
	s := openCrowd(b, 1, 0)
	for b.Loop() {
		if err := s.Load(context.Background(), platform.World{Name: "w"}, true, crowd(10, 3)); err != nil {
			b.Fatal(err)
		}
		if err := s.DropWorld(context.Background(), "w"); err != nil {
			b.Fatal(err)
		}
	}
}
