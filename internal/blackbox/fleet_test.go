package blackbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"tongwan/internal/pgtest"
	"tongwan/internal/store"
	"tongwan/msdk"
)

// migrate is how databases of tests get their schema.
func migrate(ctx context.Context, dsn string) error {
	_, err := store.Migrate(ctx, dsn)
	return err
}

// fleet is several servers over one database, and a client's way to them: each
// call goes to the next one. A call whose connection turns out closed is sent
// once more, to the one after: what a closed connection did not take in was
// not begun.
type fleet struct {
	transport *http.Transport
	turn      atomic.Int64

	mu      sync.Mutex
	servers []*server
}

// startFleet starts n servers over a database of their own.
func startFleet(t *testing.T, n int) (f *fleet, dsn string) {
	t.Helper()
	f = &fleet{transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	t.Cleanup(f.transport.CloseIdleConnections)
	dsn = pgtest.Database(t, migrate)
	for range n {
		f.add(start(t, "--db", dsn))
	}
	return f, dsn
}

func (f *fleet) add(s *server) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.servers = append(f.servers, s)
}

func (f *fleet) remove(s *server) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.servers = slices.DeleteFunc(f.servers, func(o *server) bool { return o == s })
}

// list returns the servers that are there now.
func (f *fleet) list() []*server {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.servers)
}

// client returns a client whose calls go round.
func (f *fleet) client(app msdk.App) *msdk.Client {
	return msdk.New("http://fleet", app, msdk.WithTimeout(patience), msdk.WithHTTPClient(&http.Client{Transport: f}))
}

// RoundTrip implements [http.RoundTripper].
func (f *fleet) RoundTrip(r *http.Request) (*http.Response, error) {
	all, turn := f.list(), int(f.turn.Add(1))
	resp, err := f.send(r, all[turn%len(all)])
	if isClosed(err) {
		resp, err = f.send(r, all[(turn+1)%len(all)])
	}
	return resp, err
}

func (f *fleet) send(r *http.Request, to *server) (*http.Response, error) {
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body, r.URL.Host = body, strings.TrimPrefix(to.API, "http://")
	return f.transport.RoundTrip(r)
}

// isClosed reports whether a server that ended in order had closed the
// connection, or listened no more.
func isClosed(err error) bool {
	for _, closed := range []error{io.EOF, syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, closed) {
			return true
		}
	}
	return err != nil && strings.Contains(err.Error(), "server closed idle connection")
}
