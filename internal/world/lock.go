package world

import (
	"context"
	"sync"

	"tongwan/internal/platform"
)

// applying serialises the applies of one world, which read it before they
// write it. It is the package's only variable that changes: [ApplyFrom] is a
// function, and its callers share no more than the platform. An entry lasts
// as long as somebody holds it or waits for it.
var applying = keyedLock{held: make(map[worldKey]*turn)}

type worldKey struct {
	platform *platform.Platform
	world    string
}

// turn is a mutex that a context can end the wait for.
type turn struct {
	free  chan struct{} // holds one element while nobody holds the lock
	users int           // who hold or wait; guarded by keyedLock.mu
}

type keyedLock struct {
	mu   sync.Mutex
	held map[worldKey]*turn
}

// lock waits for its turn and returns what ends it, or ctx's error.
func (l *keyedLock) lock(ctx context.Context, k worldKey) (unlock func(), err error) {
	t := l.enter(k)
	select {
	case <-t.free:
		return func() { t.free <- struct{}{}; l.leave(k, t) }, nil
	case <-ctx.Done():
		l.leave(k, t)
		return nil, ctx.Err()
	}
}

func (l *keyedLock) enter(k worldKey) *turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.held[k]
	if t == nil {
		t = &turn{free: make(chan struct{}, 1)}
		t.free <- struct{}{}
		l.held[k] = t
	}
	t.users++
	return t
}

func (l *keyedLock) leave(k worldKey, t *turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.users--; t.users == 0 {
		delete(l.held, k)
	}
}
