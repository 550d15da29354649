package sandbox

import (
	"context"
	"sync/atomic"
	"time"
)

// waiter waits for a number of requests. Whoever adds one that its filter
// takes says so; nobody polls.
type waiter struct {
	filter  *Filter
	missing atomic.Int64
	done    chan struct{} // closed when none is missing
}

func newWaiter(f *Filter, count int) *waiter {
	w := &waiter{filter: f, done: make(chan struct{})}
	w.missing.Store(int64(count))
	return w
}

// meet counts one request and reports whether no more are needed.
func (w *waiter) meet() (enough bool) {
	missing := w.missing.Add(-1)
	if missing == 0 {
		close(w.done)
	}
	return missing <= 0
}

// await returns when count requests in the rings match, when the time is
// over, or with an error when the context ends.
func await(ctx context.Context, rings []*ring, f *Filter, count int, limit time.Duration) error {
	w := newWaiter(f, count)
	for _, r := range rings {
		r.enlist(w)
		defer r.dismiss(w)
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-w.done:
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
