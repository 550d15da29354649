package control

import "sync"

// locks are one lock for each world. The call that deletes a world has it
// alone, from before the rows go until clock, faults and journal are gone as
// well; calls that make a world, or change what surrounds it, share it. So none
// of these can find a world that stands and leave something behind for one that
// is gone. A call takes it when its body has been read, and takes the store's
// and the sandbox's own locks under it.
type locks struct {
	mu sync.Mutex
	of map[string]*lock
}

type lock struct {
	sync.RWMutex
	users int // who have it or wait for it; guarded by locks.mu
}

// share locks a world until done is called.
func (l *locks) share(world string) (done func()) {
	k := l.enter(world)
	k.RLock()
	return func() {
		k.RUnlock()
		l.leave(world, k)
	}
}

// alone locks a world until done is called; nobody shares it meanwhile.
func (l *locks) alone(world string) (done func()) {
	k := l.enter(world)
	k.Lock()
	return func() {
		k.Unlock()
		l.leave(world, k)
	}
}

func (l *locks) enter(world string) *lock {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.of[world]
	if k == nil {
		k = new(lock)
		l.of[world] = k
	}
	k.users++
	return k
}

// leave drops a lock that nobody uses any more.
func (l *locks) leave(world string, k *lock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k.users--; k.users == 0 {
		delete(l.of, world)
	}
}
