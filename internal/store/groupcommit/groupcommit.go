// Package groupcommit lets concurrent callers share commits. While one batch
// is being written the next one gathers, so the number of commits follows
// from how long a commit takes and nobody ever waits for company.
package groupcommit

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// ErrClosed is what Do answers once the queue is closed.
var ErrClosed = errors.New("groupcommit: queue is closed")

// Flush executes a batch and puts the result of batch[i] into errs[i], which
// is nil before. It is called by one goroutine at a time and must not keep
// the slices.
type Flush[T any] func(batch []T, errs []error)

// Queue gathers items and flushes them in batches, in the order they came.
// It is safe for concurrent use.
type Queue[T any] struct {
	begin func()
	flush Flush[T]
	max   int
	calls sync.Pool // of *call[T] that nobody refers to
	done  chan struct{}

	mu      sync.Mutex
	arrived sync.Cond // pending or closed changed
	pending []*call[T]
	closed  bool
}

// call is one Do: it is decided once, by whoever is first, whether its item
// is taken into a batch or given up by its caller.
type call[T any] struct {
	item    T
	decided atomic.Bool
	result  chan error
}

// New starts a queue that flushes at most max items at a time. Before each
// batch is chosen begin is called, which may wait for what flush needs: items
// can be given up by their callers, and others come in, until it returns. So
// flush is called for every begin, perhaps with an empty batch.
func New[T any](max int, begin func(), flush Flush[T]) *Queue[T] {
	q := &Queue[T]{begin: begin, flush: flush, max: max, done: make(chan struct{})}
	q.arrived.L = &q.mu
	q.calls.New = func() any { return &call[T]{result: make(chan error, 1)} }
	go q.work()
	return q
}

// Do queues an item and returns its result once its batch is flushed. If ctx
// ends before the item is taken into a batch it is never executed and Do
// returns ctx's error; afterwards Do waits for the result, which is then the
// truth whatever became of ctx.
func (q *Queue[T]) Do(ctx context.Context, item T) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c := q.calls.Get().(*call[T])
	c.item = item
	if err := q.add(c); err != nil {
		return err
	}
	select {
	case err := <-c.result:
		return q.release(c, err)
	case <-ctx.Done():
	}
	if c.decided.CompareAndSwap(false, true) {
		return ctx.Err() // the worker will find c given up, and drop it
	}
	return q.release(c, <-c.result)
}

// Close waits until all that was queued is flushed. Later items are refused.
func (q *Queue[T]) Close() {
	q.mu.Lock()
	q.closed = true
	q.arrived.Signal()
	q.mu.Unlock()
	<-q.done
}

func (q *Queue[T]) add(c *call[T]) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return ErrClosed
	}
	q.pending = append(q.pending, c)
	if len(q.pending) == 1 {
		q.arrived.Signal()
	}
	return nil
}

// release puts a call back that only its caller refers to any more.
func (q *Queue[T]) release(c *call[T], err error) error {
	var none T
	c.item = none
	c.decided.Store(false)
	q.calls.Put(c)
	return err
}

// work flushes batches until the queue is closed and empty.
func (q *Queue[T]) work() {
	defer close(q.done)
	b := batch[T]{calls: make([]*call[T], 0, q.max), items: make([]T, 0, q.max), errs: make([]error, q.max)}
	for q.wait() {
		q.begin()
		q.take(&b)
		q.flush(b.items, b.errs[:len(b.items)])
		b.deliver()
		// Those just answered often come back at once: on a busy machine
		// this lets them into the next batch instead of the one after.
		runtime.Gosched()
	}
}

// wait waits for items. It reports false when the queue is closed and empty.
func (q *Queue[T]) wait() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.pending) == 0 {
		if q.closed {
			return false
		}
		q.arrived.Wait()
	}
	return true
}

// take moves up to max items, less those given up, into b.
func (q *Queue[T]) take(b *batch[T]) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.pending), q.max)
	for _, c := range q.pending[:n] {
		if c.decided.CompareAndSwap(false, true) {
			b.calls = append(b.calls, c)
			b.items = append(b.items, c.item)
		}
	}
	rest := copy(q.pending, q.pending[n:])
	clear(q.pending[rest:])
	q.pending = q.pending[:rest]
}

// batch is what the worker has taken. Its slices are used again and again.
type batch[T any] struct {
	calls []*call[T]
	items []T
	errs  []error
}

// deliver gives every caller its own result and empties the batch.
func (b *batch[T]) deliver() {
	for i, c := range b.calls {
		c.result <- b.errs[i]
	}
	clear(b.calls)
	clear(b.items)
	clear(b.errs)
	b.calls, b.items = b.calls[:0], b.items[:0]
}
