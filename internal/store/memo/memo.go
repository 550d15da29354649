// Package memo remembers rows of a store, for as long as the store knows that
// they hold.
package memo

import (
	"hash/maphash"
	"sync"
)

// Memo remembers rows that were read. Whoever changes a row forgets it after
// the commit and before the change is acknowledged, so a caller who was told
// of a change never reads what was before it. It is safe for concurrent use.
//
// A row may change between being read and being remembered. So a look that
// finds nothing gives a ticket, to be drawn before the database is read, and
// a row is remembered only if nothing of its shard was forgotten since.
type Memo[K comparable, V any] struct {
	seed   maphash.Seed
	most   int // entries of a shard's young half
	shards [shardCount]shard[K, V]
}

// shard keeps a young and an old half: when the young one is full it
// becomes the old one, and what was not asked for in the meantime is gone.
type shard[K comparable, V any] struct {
	mu         sync.Mutex
	forgotten  uint64 // how often
	young, old map[K]V
}

const shardCount = 64

// Tickets stand for the moment at which rows of any key were not yet read.
type Tickets [shardCount]Ticket

// Draw returns tickets for rows whose keys are not known yet.
func (m *Memo[K, V]) Draw() (t Tickets) {
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		t[i] = Ticket(s.forgotten)
		s.mu.Unlock()
	}
	return t
}

// AddAll is Add for one of many rows that were read after tickets were drawn.
func (m *Memo[K, V]) AddAll(key K, value V, t Tickets) { m.Add(key, value, t[m.index(key)]) }

// Ticket stands for the moment at which a row was not yet read.
type Ticket uint64

// New makes a memo of at most most entries.
func New[K comparable, V any](most int) *Memo[K, V] {
	return &Memo[K, V]{seed: maphash.MakeSeed(), most: max(1, most/2/shardCount)}
}

func (m *Memo[K, V]) shard(key K) *shard[K, V] { return &m.shards[m.index(key)] }

func (m *Memo[K, V]) index(key K) uint64 { return maphash.Comparable(m.seed, key) % shardCount }

// Get returns what is remembered, or a ticket to add it with.
func (m *Memo[K, V]) Get(key K) (value V, t Ticket, ok bool) {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if value, ok = s.young[key]; ok {
		return value, 0, true
	}
	if value, ok = s.old[key]; ok {
		s.keep(key, value, m.most)
	}
	return value, Ticket(s.forgotten), ok
}

// Add remembers a row that was read after its ticket was drawn.
func (m *Memo[K, V]) Add(key K, value V, t Ticket) {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if Ticket(s.forgotten) == t {
		s.keep(key, value, m.most)
	}
}

func (s *shard[K, V]) keep(key K, value V, most int) {
	if s.young == nil || len(s.young) >= most {
		s.old, s.young = s.young, make(map[K]V)
	}
	s.young[key] = value
}

// Forget is called when the row of a key was changed.
func (m *Memo[K, V]) Forget(key K) {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgotten++
	delete(s.young, key)
	delete(s.old, key)
}

// ForgetAll is called when any row may have been changed.
func (m *Memo[K, V]) ForgetAll() {
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		s.forgotten++
		s.young, s.old = nil, nil
		s.mu.Unlock()
	}
}

// Size counts what is remembered.
func (m *Memo[K, V]) Size() int {
	n := 0
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		n += len(s.young) + len(s.old)
		s.mu.Unlock()
	}
	return n
}
