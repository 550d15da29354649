package postgres

import (
	"sync"
	"time"

	"tongwan/internal/platform"
)

const (
	heldFor = 2 * time.Second // as long as one may wait
	heldMax = 4096            // owners remembered
)

// held remembers whose rows were locked a moment ago, so that their changes
// keep out of the lanes: each would cost its neighbours the lock timeout.
type held struct {
	mu     sync.Mutex
	owners map[int64]met
}

type met struct {
	err   error
	until time.Time
}

// recall returns the error of a lock that was met a moment ago, or nil.
func (h *held) recall(owner int64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	m, found := h.owners[owner]
	if !found {
		return nil
	}
	if now := (platform.SystemClock{}).Now(""); now.After(m.until) {
		delete(h.owners, owner)
		return nil
	}
	return m.err
}

// note remembers an owner whose change met a lock, and forgets one whose
// change was done.
func (h *held) note(owner int64, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err == nil:
		delete(h.owners, owner)
	case isState(err, lockNotAvailable):
		if h.owners == nil || len(h.owners) >= heldMax {
			h.owners = make(map[int64]met)
		}
		h.owners[owner] = met{err, platform.SystemClock{}.Now("").Add(heldFor)}
	}
}
