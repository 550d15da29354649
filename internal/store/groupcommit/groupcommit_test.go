package groupcommit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
)

// disk is a Flush that stands still until it is let go, and remembers the
// batches it got.
type disk struct {
	started chan struct{}
	release chan struct{}
	batches [][]int
	fail    map[int]error
}

func newDisk() *disk {
	return &disk{started: make(chan struct{}, 100), release: make(chan struct{}, 100)}
}

func (d *disk) flush(batch []int, errs []error) {
	if len(batch) == 0 {
		return
	}
	d.started <- struct{}{}
	<-d.release
	d.batches = append(d.batches, slices.Clone(batch))
	for i, item := range batch {
		errs[i] = d.fail[item]
	}
}

// queue queues items in order, each from a goroutine of its own, and returns
// where their results come. The caller is in a synctest bubble.
func queue(q *Queue[int], ctx context.Context, items ...int) []chan error {
	var results []chan error
	for _, item := range items {
		result := make(chan error, 1)
		go func() { result <- q.Do(ctx, item) }()
		synctest.Wait()
		results = append(results, result)
	}
	return results
}

func TestBatchesFormWhileOneIsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDisk()
		q := New(3, func() {}, d.flush)
		results := queue(q, t.Context(), 1, 2, 3, 4, 5, 6)
		for range 3 {
			d.release <- struct{}{}
		}
		for _, r := range results {
			if err := <-r; err != nil {
				t.Error(err)
			}
		}
		q.Close()
		if got, want := fmt.Sprint(d.batches), "[[1] [2 3 4] [5 6]]"; got != want {
			t.Errorf("batches are %s, want %s", got, want)
		}
	})
}

func TestEveryCallerGetsItsOwnResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDisk()
		d.fail = map[int]error{3: errors.New("three"), 4: errors.New("four")}
		q := New(10, func() {}, d.flush)
		results := queue(q, t.Context(), 1, 2, 3, 4, 5)
		d.release <- struct{}{}
		d.release <- struct{}{}
		for i, r := range results {
			if err := <-r; err != d.fail[i+1] {
				t.Errorf("item %d got %v, want %v", i+1, err, d.fail[i+1])
			}
		}
		q.Close()
	})
}

func TestGivenUpWhileQueued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDisk()
		q := New(10, func() {}, d.flush)
		first := queue(q, t.Context(), 1)
		ctx, cancel := context.WithCancel(t.Context())
		given := queue(q, ctx, 2, 3)
		last := queue(q, t.Context(), 4)
		cancel()
		for _, r := range given {
			if err := <-r; err != context.Canceled {
				t.Errorf("got %v, want context.Canceled", err)
			}
		}
		d.release <- struct{}{}
		d.release <- struct{}{}
		<-first[0]
		<-last[0]
		q.Close()
		if got, want := fmt.Sprint(d.batches), "[[1] [4]]"; got != want {
			t.Errorf("batches are %s, want %s", got, want)
		}
	})
}

func TestAllGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDisk()
		q := New(10, func() {}, d.flush)
		first := queue(q, t.Context(), 1)
		ctx, cancel := context.WithCancel(t.Context())
		queue(q, ctx, 2)
		cancel()
		d.release <- struct{}{}
		<-first[0]
		q.Close()
		if len(d.batches) != 1 {
			t.Errorf("an empty batch was flushed: %v", d.batches)
		}
	})
}

// TestTakenIsTaken: once an item is in a batch its result is what counts.
func TestTakenIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDisk()
		q := New(10, func() {}, d.flush)
		ctx, cancel := context.WithCancel(t.Context())
		result := queue(q, ctx, 1)
		<-d.started
		cancel()
		synctest.Wait()
		select {
		case err := <-result[0]:
			t.Fatalf("Do returned %v before the flush", err)
		default:
		}
		d.release <- struct{}{}
		if err := <-result[0]; err != nil {
			t.Errorf("got %v for an item that was executed", err)
		}
		q.Close()
	})
}

func TestCancelledBefore(t *testing.T) {
	q := New(10, func() {}, func([]int, []error) { t.Error("the item was executed") })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.Do(ctx, 1); err != context.Canceled {
		t.Errorf("got %v, want context.Canceled", err)
	}
	q.Close()
}

func TestCloseDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDisk()
		q := New(2, func() {}, d.flush)
		results := queue(q, t.Context(), 1, 2, 3, 4)
		closed := make(chan struct{})
		go func() {
			q.Close()
			q.Close() // again is no harm
			close(closed)
		}()
		synctest.Wait()
		if err := q.Do(t.Context(), 5); err != ErrClosed {
			t.Errorf("got %v, want ErrClosed", err)
		}
		for range 3 {
			d.release <- struct{}{}
		}
		<-closed
		for _, r := range results {
			if err := <-r; err != nil {
				t.Error(err)
			}
		}
	})
}

// TestCrowd lets many callers come and go, some of whom give up, and counts
// that no item got lost or was executed twice.
func TestCrowd(t *testing.T) {
	executed := make(map[int]int)
	q := New(16, func() {}, func(batch []int, errs []error) {
		for i, item := range batch {
			executed[item]++
			errs[i] = fmt.Errorf("%d", item)
		}
	})
	var (
		mu       sync.Mutex
		answered = make(map[int]bool)
		callers  sync.WaitGroup
	)
	for g := range 32 {
		callers.Go(func() {
			for i := range 200 {
				item := g*1000 + i
				ctx, cancel := context.WithCancel(t.Context())
				if i%3 == 0 {
					go cancel()
				}
				err := q.Do(ctx, item)
				cancel()
				mu.Lock()
				answered[item] = err != context.Canceled
				mu.Unlock()
				if err != context.Canceled && err.Error() != fmt.Sprint(item) {
					t.Errorf("item %d got %v", item, err)
				}
			}
		})
	}
	callers.Wait()
	q.Close()
	for item, was := range answered {
		if want := map[bool]int{true: 1}[was]; executed[item] != want {
			t.Errorf("item %d was executed %d times, want %d", item, executed[item], want)
		}
	}
}

func BenchmarkDo(b *testing.B) {
	q := New(256, func() {}, func([]int, []error) {})
	b.ReportAllocs()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := q.Do(context.Background(), 1); err != nil {
				b.Error(err)
			}
		}
	})
	q.Close()
}

// TestGiveUpDuringBegin: while begin waits nothing is decided, so callers
// whose time is over leave, their items are not executed, and others come in.
func TestGiveUpDuringBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		proceed := make(chan struct{})
		var executed []int
		q := New(10, func() { <-proceed }, func(batch []int, _ []error) { executed = append(executed, batch...) })
		ctx, cancel := context.WithCancel(t.Context())
		left := queue(q, ctx, 1, 2)
		synctest.Wait()
		cancel()
		for _, result := range left {
			if err := <-result; err != context.Canceled {
				t.Errorf("got %v, want context.Canceled", err)
			}
		}
		stayed := queue(q, t.Context(), 3)
		synctest.Wait()
		close(proceed)
		if err := <-stayed[0]; err != nil {
			t.Error(err)
		}
		q.Close()
		if len(executed) != 1 || executed[0] != 3 {
			t.Errorf("executed %v, want only 3", executed)
		}
	})
}
