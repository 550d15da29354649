package sqlite

import (
	"hash/maphash"
	"sync"
)

// memo remembers rows that were read. That is sound because nobody else
// writes to the file (lock_unix.go): whoever changes a row here forgets it
// after the commit and before the change is acknowledged, so a caller who
// was told of a change never reads what was before it.
//
// A row may change between being read and being remembered. So a look that
// finds nothing gives a ticket, to be drawn before the database is read, and
// a row is remembered only if nothing of its shard was forgotten since.
type memo[K comparable, V any] struct {
	seed   maphash.Seed
	most   int // entries of a shard's young half
	shards [memoShards]memoShard[K, V]
}

// memoShard keeps a young and an old half: when the young one is full it
// becomes the old one, and what was not asked for in the meantime is gone.
type memoShard[K comparable, V any] struct {
	mu         sync.Mutex
	forgotten  uint64 // how often
	young, old map[K]V
}

const memoShards = 64

// tickets stand for the moment at which rows of any key were not yet read.
type tickets [memoShards]ticket

// draw returns tickets for rows whose keys are not known yet.
func (m *memo[K, V]) draw() (t tickets) {
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		t[i] = ticket(s.forgotten)
		s.mu.Unlock()
	}
	return t
}

// addAll is add for one of many rows that were read after tickets were drawn.
func (m *memo[K, V]) addAll(key K, value V, t tickets) { m.add(key, value, t[m.index(key)]) }

// ticket stands for the moment at which a row was not yet read.
type ticket uint64

// newMemo makes a memo of at most most entries.
func newMemo[K comparable, V any](most int) *memo[K, V] {
	return &memo[K, V]{seed: maphash.MakeSeed(), most: max(1, most/2/memoShards)}
}

func (m *memo[K, V]) shard(key K) *memoShard[K, V] { return &m.shards[m.index(key)] }

func (m *memo[K, V]) index(key K) uint64 { return maphash.Comparable(m.seed, key) % memoShards }

// get returns what is remembered, or a ticket to add it with.
func (m *memo[K, V]) get(key K) (value V, t ticket, ok bool) {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if value, ok = s.young[key]; ok {
		return value, 0, true
	}
	if value, ok = s.old[key]; ok {
		s.keep(key, value, m.most)
	}
	return value, ticket(s.forgotten), ok
}

// add remembers a row that was read after its ticket was drawn.
func (m *memo[K, V]) add(key K, value V, t ticket) {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if ticket(s.forgotten) == t {
		s.keep(key, value, m.most)
	}
}

func (s *memoShard[K, V]) keep(key K, value V, most int) {
	if s.young == nil || len(s.young) >= most {
		s.old, s.young = s.young, make(map[K]V)
	}
	s.young[key] = value
}

// forget is called when the row of a key was changed.
func (m *memo[K, V]) forget(key K) {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgotten++
	delete(s.young, key)
	delete(s.old, key)
}

// forgetAll is called when any row may have been changed.
func (m *memo[K, V]) forgetAll() {
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		s.forgotten++
		s.young, s.old = nil, nil
		s.mu.Unlock()
	}
}

// size counts what is remembered.
func (m *memo[K, V]) size() int {
	n := 0
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		n += len(s.young) + len(s.old)
		s.mu.Unlock()
	}
	return n
}
