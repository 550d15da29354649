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

// await returns when enough requests in the rings match, when the time is over
// or the world has ended, or with an error when the context ends.
func (r *Reading) await(ctx context.Context) error {
	w := newWaiter(&r.Filter, r.Count)
	for _, ring := range r.rings {
		ring.enlist(w)
		defer ring.dismiss(w)
	}
	timer := time.NewTimer(r.Wait)
	defer timer.Stop()
	select {
	case <-w.done:
	case <-timer.C:
	case <-r.rings[0].gone:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
