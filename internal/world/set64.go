package world

// shardCount is how many tables a set64 has. Each doubles by itself, so that
// growing takes little memory beside what is there.
const shardCount = 64

// set64 is a set of hashes. It holds tens of millions in 9 to 18 bytes each,
// where a map takes several times that. The zero set64 is empty.
type set64 struct {
	shards [shardCount]table64
}

// table64 is an open-addressing table with linear probing; 0 is a free slot.
type table64 struct {
	slots []uint64
	used  int
}

// add reports whether h is new.
func (s *set64) add(h uint64) bool {
	t := &s.shards[h%shardCount]
	if t.used >= len(t.slots)/8*7 {
		t.grow()
	}
	slot := t.find(h)
	if *slot != 0 {
		return false
	}
	*slot = max(h, 1)
	t.used++
	return true
}

func (s *set64) has(h uint64) bool {
	t := &s.shards[h%shardCount]
	return t.used > 0 && *t.find(h) != 0
}

// find returns the slot that holds h, or the free one where it would go.
func (t *table64) find(h uint64) *uint64 {
	mask := uint64(len(t.slots) - 1)
	for i := h / shardCount & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; *s == 0 || *s == max(h, 1) {
			return s
		}
	}
}

func (t *table64) grow() {
	old := t.slots
	t.slots = make([]uint64, max(8, 2*len(old)))
	for _, h := range old {
		if h != 0 {
			*t.find(h) = h
		}
	}
}
