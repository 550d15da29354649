package bench

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"time"
)

// patience is how long one answer may take before the run fails.
const patience = 10 * time.Second

// load is what is sent to a server, by how many at once, for how long.
type load struct {
	requests    *requests
	connections int
	warmup      time.Duration // before anything is counted
	slice       time.Duration // that is counted
}

// Sample is what one slice of load, or several added up, came to.
type Sample struct {
	Requests  uint64
	Elapsed   time.Duration
	Server    cpuTime // of the server's process
	Database  cpuTime // of the run's own PostgreSQL, unknown if it has none
	Client    cpuTime // of this process
	Machine   cpuTime // of all processes, and lost to the hypervisor
	Latencies Histogram
}

// phases of a slice.
const (
	warming int32 = iota
	counting
	stopped
)

// slice is a load under way.
type slice struct {
	load
	phase    atomic.Int32
	answered atomic.Bool // a request that counts
	aborted  atomic.Bool // errors are no news: the connections were closed
	failures failures
}

// run puts the load on a server and returns what came of it, or the first
// refusals as an error. Nothing of it goes on when run returns.
func (l load) run(ctx context.Context, s *Server) (*Sample, error) {
	workers, err := l.dial(ctx, s.Host)
	if err != nil {
		return nil, err
	}
	run := &slice{load: l}
	run.failures.stop = make(chan struct{})
	finished := make(chan struct{})
	for i, w := range workers {
		go func() {
			w.work(run, i*l.requests.count()/l.connections)
			finished <- struct{}{}
		}()
	}
	sample := run.count(ctx, s)
	run.phase.Store(stopped)
	if sample == nil { // interrupted or failed: do not wait for slow answers
		run.aborted.Store(true)
		closeAll(workers)
	}
	for range workers {
		<-finished
	}
	closeAll(workers)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err := run.failures.err(); err != nil {
		return nil, err
	}
	for _, w := range workers {
		sample.Requests += w.latencies.Count()
		sample.Latencies.Add(&w.latencies)
	}
	return sample, nil
}

// count lets the phases pass and measures around the one that counts. It
// returns nil if the slice ended early.
func (r *slice) count(ctx context.Context, s *Server) *Sample {
	if !r.wait(ctx, r.warmup) {
		return nil
	}
	m := startMeter(s)
	r.phase.Store(counting)
	for some := false; !some; some = r.answered.Load() { // once, unless the machine is very busy elsewhere
		if !r.wait(ctx, r.slice) {
			return nil
		}
	}
	r.phase.Store(stopped)
	return m.sample()
}

// wait reports whether the time passed undisturbed.
func (r *slice) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.failures.stop:
	case <-ctx.Done():
	}
	return false
}

// worker is one connection.
type worker struct {
	conn      net.Conn
	answers   *answers
	latencies Histogram
}

// dial opens all connections, or none.
func (l load) dial(ctx context.Context, host string) ([]*worker, error) {
	var workers []*worker
	var dialer net.Dialer
	for range l.connections {
		conn, err := dialer.DialContext(ctx, "tcp", host)
		if err != nil {
			closeAll(workers)
			return nil, fmt.Errorf("connect to the server: %w", err)
		}
		conn.SetDeadline(time.Now().Add(l.warmup + l.slice + patience))
		workers = append(workers, &worker{conn: conn, answers: newAnswers(conn)})
	}
	return workers, nil
}

func closeAll(workers []*worker) {
	for _, w := range workers {
		w.conn.Close()
	}
}

// work sends requests one after the other, beginning at index next, until the
// slice stops.
func (w *worker) work(r *slice, next int) {
	for start := time.Now(); r.phase.Load() != stopped; {
		request := r.requests.at(next)
		if next++; next == r.requests.count() {
			next = 0
		}
		body, err := w.exchange(request)
		if r.aborted.Load() {
			return
		}
		if err != nil || !good(body) {
			r.failures.add(request, body, err)
			return
		}
		end := time.Now()
		if r.phase.Load() == counting {
			w.latencies.Record(end.Sub(start))
			r.answered.Store(true)
		}
		start = end
	}
}

func (w *worker) exchange(request []byte) ([]byte, error) {
	if _, err := w.conn.Write(request); err != nil {
		return nil, err
	}
	return w.answers.next()
}
