package tongwantest

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"tongwan/internal/server"
)

const (
	startTimeout = 20 * time.Second // generous: a start takes milliseconds
	drainTimeout = time.Second      // for calls that a game still makes when its test ends
)

// shared and sharedStrict start the servers that all worlds of the process live
// in, once. They are the package's only variables: New is a function, and its
// callers, the tests of a package, share nothing else that could hold them. The
// servers are not stopped: counting their users would start them anew for each
// of a row of tests.
var (
	shared       = sync.OnceValues(func() (*process, error) { return start(false) })
	sharedStrict = sync.OnceValues(func() (*process, error) { return start(true) })
)

// process is a running sandbox server and the way to its control API.
type process struct {
	server    *server.Server
	endpoints server.Endpoints
	http      *http.Client
	worlds    atomic.Int64 // made so far; numbers the next one
}

// start starts a sandbox server in memory, on ports that are free.
func start(strict bool) (*process, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	s, err := server.Start(ctx, server.Config{
		Sandbox:      true,
		Strict:       strict,
		DB:           "memory",
		Listen:       "127.0.0.1:0",
		Control:      "127.0.0.1:0",
		DrainTimeout: drainTimeout,
	})
	if err != nil {
		return nil, fmt.Errorf("the server could not be started: %w", err)
	}
	return &process{server: s, endpoints: s.Endpoints(), http: newHTTPClient()}, nil
}

// stop ends a server that only one test has.
func (p *process) stop() error {
	p.http.CloseIdleConnections()
	return p.server.Shutdown(context.Background())
}

// newHTTPClient is made for one host on this machine and many goroutines.
func newHTTPClient() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128, DisableCompression: true}}
}
