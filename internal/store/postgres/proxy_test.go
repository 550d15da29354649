package postgres

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"tongwan/internal/platform"
)

// wire passes bytes between the store and the database until it is cut: then
// they go nowhere, as when a network drops packets, and nobody is told.
type wire struct {
	net.Listener
	to string

	mu   sync.Mutex
	dead bool
}

// through returns a DSN that leads through a wire.
func through(t *testing.T, dsn string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Listener: l, to: u.Host}
	t.Cleanup(func() { _ = l.Close() })
	go w.serve()
	u.Host = l.Addr().String()
	return w, u.String()
}

func (w *wire) serve() {
	for {
		near, err := w.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		go w.pass(near, far)
		go w.pass(far, near)
	}
}

func (w *wire) pass(from, to net.Conn) {
	_, _ = io.Copy(gate{w, to}, from)
	_ = to.Close()
}

func (w *wire) set(dead bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = dead
}

// gate lets bytes through, or swallows them.
type gate struct {
	*wire
	to net.Conn
}

func (g gate) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.dead {
		return len(b), nil
	}
	return g.to.Write(b)
}

// TestSilence: when the database does not answer at all, calls fail within
// what the gateway gives a request, and work again when it does.
func TestSilence(t *testing.T) {
	w, dsn := through(t, database(t))
	s := open(t, dsn, nil)
	loadCrowd(t, s, 5, 0)
	calls := func(ctx context.Context) []error {
		all := []func() error{
			func() error { return s.Ready(ctx) },
			func() error { return second(login(s, 1)) },
			func() error { return s.AddChest(ctx, chest(1, "a")) },
			func() error { return s.ReportScores(ctx, reported(2, 3)) },
			func() error { return s.Unbind(ctx, platform.Binding{AppID: 1, Code: 1}, noon, noon) },
		}
		errs := make([]error, len(all))
		var callers sync.WaitGroup
		for i, call := range all {
			callers.Go(func() { errs[i] = call() })
		}
		callers.Wait()
		return errs
	}
	w.set(true)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	for i, err := range calls(ctx) {
		if err == nil || ctx.Err() != nil {
			t.Errorf("call %d without an answer: %v, %v", i, err, ctx.Err())
		}
	}
	w.set(false)
	for i, err := range calls(t.Context()) {
		if err != nil && platform.ReasonOf(err) != platform.NoBinding {
			t.Errorf("call %d with the network back: %v", i, err)
		}
	}
}
