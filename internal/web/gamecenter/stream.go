package gamecenter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"tongwan/internal/platform"
)

// Live data come as server-sent events. The store is asked again and again:
// several processes may share it, and a report may come in at another one.

// Bounds of streams, in this process.
const (
	pollInterval  = time.Second
	streamTime    = 10 * time.Minute // then the browser connects again
	mostStreams   = 256
	mostOfAccount = 4 // browsers open six connections to a host
	eventTimeout  = 10 * time.Second
	heartbeat     = 15 * time.Second // proxies close what is silent
	retryAfter    = "10"             // seconds
)

// errTooMany refuses a stream.
var errTooMany = errors.New("too many pages with live data are open: close some")

// refuseBody refuses a request with a body, while the server's deadline still
// holds: without one, whoever announces a body and never sends it would be
// waited for without end when the answer is over.
func refuseBody(w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength == 0 {
		return nil
	}
	w.Header().Set("Connection", "close")
	return platform.Refuse(platform.Invalid, "live data are asked for without a body, got one: send none")
}

// feed is what a stream sends.
type feed struct {
	name   string // of the events
	read   func(context.Context) (Data, error)
	render func(Data) ([]byte, error)
}

// first reads what a stream begins with, in the time of a call.
func (f feed) first(ctx context.Context) (Data, error) {
	ctx, cancel := context.WithTimeout(ctx, apiTimeout)
	defer cancel()
	return f.read(ctx)
}

// stream sends a feed's data at once and then whenever they change, until
// the client goes, the server drains, read fails, or [streamTime] is over. It
// returns an error only if it sent nothing yet.
func (c *center) stream(w http.ResponseWriter, r *http.Request, uin int64, f feed) error {
	if err := refuseBody(w, r); err != nil {
		return err
	}
	if !c.streams.begin(uin) {
		w.Header().Set("Retry-After", retryAfter)
		return errTooMany
	}
	defer c.streams.end(uin)
	ctx, cancel := context.WithTimeout(r.Context(), streamTime)
	defer cancel()
	data, err := f.first(ctx)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no") // some proxies collect otherwise
	out := events{w, http.NewResponseController(w), c.clock}
	if err := c.send(ctx, out, f, data); err != nil && ctx.Err() == nil {
		c.log.DebugContext(ctx, "stream ended", "path", r.URL.Path, "err", err)
	}
	return nil
}

// send sends data, and newer ones as they come.
func (c *center) send(ctx context.Context, out events, f feed, data Data) error {
	// The server's time limits are for requests and answers that end.
	if err := out.control.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	tick := time.NewTicker(c.poll)
	defer tick.Stop()
	alive := time.NewTicker(heartbeat)
	defer alive.Stop()
	if err := out.send(f, data); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-c.draining:
			return nil
		case <-alive.C:
			if err := out.write([]byte(":\n\n")); err != nil {
				return err
			}
		case <-tick.C:
			newer, err := f.read(ctx)
			if err != nil {
				return err
			}
			if reflect.DeepEqual(newer.Scopes, data.Scopes) {
				continue
			}
			data = newer
			if err := out.send(f, data); err != nil {
				return err
			}
		}
	}
}

// events writes server-sent events.
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
	clock   platform.Clock
}

// oneKindOfEnd makes all ends of lines alike: to browsers a CR is one, too, and
// what games report may have some. A line of its own could be another event.
var oneKindOfEnd = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// send writes an event that carries what the feed makes of data.
func (e events) send(f feed, data Data) error {
	body, err := f.render(data)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "event: %s\n", f.name)
	for line := range strings.Lines(oneKindOfEnd.Replace(string(body))) {
		fmt.Fprintf(&b, "data: %s\n", strings.TrimSuffix(line, "\n"))
	}
	b.WriteByte('\n')
	return e.write(b.Bytes())
}

// write sends bytes at once, within a time of their own.
func (e events) write(b []byte) error {
	if err := e.control.SetWriteDeadline(e.clock.Now("").Add(eventTimeout)); err != nil {
		return err
	}
	if _, err := e.w.Write(b); err != nil {
		return err
	}
	return e.control.Flush()
}

// streams counts those that are open.
type streams struct {
	mu    sync.Mutex
	total int
	of    map[int64]int // by uin
}

// begin counts a stream of an account, if there may be one more.
func (s *streams) begin(uin int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.total >= mostStreams || s.of[uin] >= mostOfAccount {
		return false
	}
	if s.of == nil {
		s.of = make(map[int64]int)
	}
	s.total++
	s.of[uin]++
	return true
}

func (s *streams) end(uin int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total--
	if s.of[uin]--; s.of[uin] == 0 {
		delete(s.of, uin)
	}
}
