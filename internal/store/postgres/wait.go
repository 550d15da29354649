package postgres

import (
	"context"
	"fmt"
	"time"

	"tongwan/internal/platform"
)

const setLockTimeout = `SELECT set_config('lock_timeout', $1, true)`

// lockSetting is how PostgreSQL is told a lock timeout.
func lockSetting(d time.Duration) string { return fmt.Sprintf("%dms", d.Milliseconds()) }

// bounded is a change that waits so long for a row.
type bounded struct {
	change
	locks time.Duration
}

func (c *bounded) join(p *pipeline) {
	p.locks = c.locks
	c.change.join(p)
}

// wait executes a change whose rows are held, by a load for one, outside of
// lanes and within its caller's time. The lock's error is the answer when all
// who may wait do, or too little time is left.
func (s *Store) wait(ctx context.Context, c change, held error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if !s.waiting.takeSoon(ctx) {
		return held
	}
	defer s.waiting.give()
	locks, ok := lockTime(ctx)
	if !ok {
		return held
	}
	t := trip{pool: s.pool}
	t.beginBy(ctx)
	defer t.end()
	if t.refused != nil {
		return t.refused
	}
	err := t.alone(&bounded{c, locks})
	s.held.note(c.owner(), err)
	return err
}

// lockTime returns how long who waits outside of lanes may wait for a row, so
// that PostgreSQL answers before ctx ends, and whether that is worth it.
func lockTime(ctx context.Context) (time.Duration, bool) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return longLockTimeout, true
	}
	left := deadline.Sub(platform.SystemClock{}.Now(""))
	return min(longLockTimeout, left-toAnswer), left >= 2*toAnswer
}

// slots bound how many do something at the same time.
type slots chan struct{}

func (s slots) take(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("none of %d connections came free: %w", cap(s), ctx.Err())
	}
}

// takeSoon is take that gives up early, and reports whether there is a slot.
func (s slots) takeSoon(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, slotTime)
	defer cancel()
	return s.take(ctx) == nil
}

func (s slots) give() { <-s }
