package gateway

import (
	"net/http"
	"net/netip"
	"time"

	"tongwan/internal/platform"
)

// Call is one request on its way down and its answer on the way up. Fields
// are filled in as the access layer learns them, so an observer of a refused
// request may find some of them empty.
type Call struct {
	Path      string        // the interface's own path, whatever alias was used; empty if there is none
	Requested string        // the path as it was requested
	Method    string        // of HTTP
	Caller    netip.Addr    // address of the game server
	Referer   string        // host of the Referer header, empty if there is none
	BaseURL   string        // what this server's own URLs begin with, without a closing slash
	Query     string        // of the URL, as sent
	URL       URLParams     // read from it
	App       *platform.App // nil until its appid and existence are known
	Body      []byte        // as sent, nil until read
	Params    Params        // the members of the body
	Start     time.Time     // by the machine's clock
	Fault     *Fault        // ordered for this call; nil: none

	notes   notes
	gateway *Gateway
	writer  http.ResponseWriter
	request *http.Request
}

// OpenID returns the player that the URL names. Frequency is counted for it;
// what is done is done for the body's.
func (c *Call) OpenID() string { return c.URL.OpenID }

// Outcome is how a call ended, for those who observe.
type Outcome struct {
	Ret     int           // of the answer, 0 if none is sent
	Code    int           // the platform's code if Ret is -10000, otherwise 0
	Answer  []byte        // the JSON, nil if none is sent; valid only while the observer runs
	Elapsed time.Duration // from the first byte of the header to the answer being encoded
	Err     error         // what failed inside, when Ret says no more than that; never shown to callers
}

// callerOf returns the address at the other end, zero if it has none.
func callerOf(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}
