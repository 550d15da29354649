package sandbox

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// ring keeps the newest requests of one world, bounded in number and bytes.
type ring struct {
	numbers    *atomic.Uint64 // of all rings of a journal, so that lists of several can be put in order
	maxEntries int
	maxBytes   int
	gone       chan struct{} // closed when the world has ended

	mu      sync.Mutex
	slots   []entry // grows up to maxEntries, then goes round
	first   int     // index of the oldest
	count   int
	bytes   int
	dropped uint64    // entries that had to go
	from    time.Time // requests that began before belong to what was cleared
	waiters []*waiter
	apps    neighbours
}

// firstSlots is what a world's journal begins with.
const firstSlots = 64

// add keeps an entry, at the cost of the oldest if need be.
func (r *ring) add(e *entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.begun.Before(r.from) {
		return
	}
	for r.count == r.maxEntries || r.count > 0 && r.bytes+e.size > r.maxBytes {
		r.drop()
	}
	if r.count == len(r.slots) {
		r.grow()
	}
	e.number = r.numbers.Add(1)
	r.slots[(r.first+r.count)%len(r.slots)] = *e
	r.count++
	r.bytes += e.size
	r.waiters = slices.DeleteFunc(r.waiters, func(w *waiter) bool { return w.filter.takes(e) && w.meet() })
}

// drop lets the oldest entry go.
func (r *ring) drop() {
	oldest := &r.slots[r.first]
	r.bytes -= oldest.size
	*oldest = entry{}
	r.first = (r.first + 1) % len(r.slots)
	r.count--
	r.dropped++
}

// grow doubles the slots and puts the oldest entry first.
func (r *ring) grow() {
	slots := make([]entry, min(max(firstSlots, 2*len(r.slots)), r.maxEntries))
	n := copy(slots, r.slots[r.first:])
	copy(slots[n:], r.slots[:r.first])
	r.slots, r.first = slots, 0
}

// ended reports whether the world has ended. It reports true to whoever has
// found the ring cleared for that.
func (r *ring) ended() bool {
	select {
	case <-r.gone:
		return true
	default:
		return false
	}
}

// clear forgets all requests that have begun before now.
func (r *ring) clear(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.slots, r.first, r.count, r.bytes, r.dropped, r.from = nil, 0, 0, 0, 0, now
}

// matching returns copies of the entries that a filter takes, oldest first,
// and how many entries were dropped.
func (r *ring) matching(f *Filter) (list []entry, dropped uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.each(func(e *entry) {
		if f.takes(e) {
			list = append(list, *e)
		}
	})
	return list, r.dropped
}

func (r *ring) each(visit func(*entry)) {
	for i := range r.count {
		visit(&r.slots[(r.first+i)%len(r.slots)])
	}
}

// enlist makes a waiter meet the entries that are there and those to come.
func (r *ring) enlist(w *waiter) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.each(func(e *entry) {
		if w.filter.takes(e) {
			w.meet()
		}
	})
	r.waiters = append(r.waiters, w)
}

func (r *ring) dismiss(w *waiter) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiters = slices.DeleteFunc(r.waiters, func(other *waiter) bool { return other == w })
}
