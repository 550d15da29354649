package sqlite

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestMemo(t *testing.T) {
	m := newMemo[int, string](1000)
	_, drawn, ok := m.get(1)
	if ok {
		t.Fatal("an empty memo knows something")
	}
	m.add(1, "one", drawn)
	if v, _, ok := m.get(1); !ok || v != "one" {
		t.Errorf("%q, %t; want one", v, ok)
	}
	_, drawn, _ = m.get(2)
	m.forget(2)
	m.add(2, "read before it changed", drawn)
	if _, _, ok := m.get(2); ok {
		t.Error("a row that changed after its ticket was drawn is remembered")
	}
	_, drawn, _ = m.get(3)
	m.forgetAll()
	m.add(3, "read before it changed", drawn)
	if _, _, ok := m.get(3); ok || m.size() != 0 {
		t.Error("something is remembered after all was forgotten")
	}
}

func TestMemoIsBounded(t *testing.T) {
	const most = 10 * memoShards * 2
	m := newMemo[int, int](most)
	for i := range 20 * most {
		_, drawn, _ := m.get(i)
		m.add(i, i, drawn)
		m.get(0) // always asked for, so never gone for long
	}
	if got := m.size(); got > most {
		t.Errorf("%d entries, at most %d wanted", got, most)
	}
	if _, _, ok := m.get(20*most - 1); !ok {
		t.Error("the newest entry is gone")
	}
}

// A reader never sees a value older than one whose change was acknowledged
// before it asked.
func TestMemoIsNeverBehind(t *testing.T) {
	m := newMemo[int, int64](100)
	var row, acknowledged atomic.Int64 // the database, and what a writer was told
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := range int64(20_000) {
			row.Store(n + 1)
			m.forget(7)
			acknowledged.Store(n + 1)
		}
	})
	for range 4 {
		wg.Go(func() {
			for range 20_000 {
				least := acknowledged.Load()
				v, drawn, ok := m.get(7)
				if !ok {
					v = row.Load()
					m.add(7, v, drawn)
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
