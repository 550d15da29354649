package memo

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestMemo(t *testing.T) {
	m := New[int, string](1000)
	_, drawn, ok := m.Get(1)
	if ok {
		t.Fatal("an empty memo knows something")
	}
	m.Add(1, "one", drawn)
	if v, _, ok := m.Get(1); !ok || v != "one" {
		t.Errorf("%q, %t; want one", v, ok)
	}
	_, drawn, _ = m.Get(2)
	m.Forget(2)
	m.Add(2, "read before it changed", drawn)
	if _, _, ok := m.Get(2); ok {
		t.Error("a row that changed after its ticket was drawn is remembered")
	}
	_, drawn, _ = m.Get(3)
	m.ForgetAll()
	m.Add(3, "read before it changed", drawn)
	if _, _, ok := m.Get(3); ok || m.Size() != 0 {
		t.Error("something is remembered after all was forgotten")
	}
}

func TestMemoIsBounded(t *testing.T) {
	const most = 10 * shardCount * 2
	m := New[int, int](most)
	for i := range 20 * most {
		_, drawn, _ := m.Get(i)
		m.Add(i, i, drawn)
		m.Get(0) // always asked for, so never gone for long
	}
	if got := m.Size(); got > most {
		t.Errorf("%d entries, at most %d wanted", got, most)
	}
	if _, _, ok := m.Get(20*most - 1); !ok {
		t.Error("the newest entry is gone")
	}
}

// A reader never sees a value older than one whose change was acknowledged
// before it asked.
func TestMemoIsNeverBehind(t *testing.T) {
	m := New[int, int64](100)
	var row, acknowledged atomic.Int64 // the database, and what a writer was told
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := range int64(20_000) {
			row.Store(n + 1)
			m.Forget(7)
			acknowledged.Store(n + 1)
		}
	})
	for range 4 {
		wg.Go(func() {
			for range 20_000 {
				least := acknowledged.Load()
				v, drawn, ok := m.Get(7)
				if !ok {
					v = row.Load()
					m.Add(7, v, drawn)
				}
				if v < least {
					t.Errorf("read %d after %d was acknowledged", v, least)
					return
				}
			}
		})
	}
	wg.Wait()
}
