package gateway

import (
	"context"
	"net/http"
	"time"
)

// Fault is what was ordered to go wrong with one call. What is around the
// handlers puts it into the [Call]; the gateway carries out what lies below
// the answer, and observers see what was ordered.
type Fault struct {
	Rule     int           // index of the rule that ordered it, for observers
	ID       int64         // of that rule, for observers
	Status   int           // of HTTP; 0: 200
	Hang     time.Duration // keep the client waiting so long, then Close
	Close    bool          // close the connection without an answer
	Truncate *int          // close it after so many bytes of the answer; nil: send all of them
}

// Silent reports whether the call gets no answer at all.
func (f *Fault) Silent() bool { return f != nil && (f.Close || f.Hang > 0) }

// silence ends a call without an answer. Observers are told first, so that a
// client which gives up finds its request observed.
func (g *Gateway) silence(c *Call) {
	if g.Observe != nil {
		g.Observe(c, Outcome{Elapsed: g.Clock.Now("").Sub(c.Start)})
	}
	c.Hold(c.Fault.Hang)
	panic(http.ErrAbortHandler)
}

// send sends an answer, spoilt as ordered.
func (f *Fault) send(w http.ResponseWriter, answer []byte) {
	if f.Status != 0 {
		w.WriteHeader(f.Status)
	}
	if f.Truncate == nil {
		w.Write(answer) // an error means the client is gone
		return
	}
	w.Write(answer[:min(*f.Truncate, len(answer))])
	http.NewResponseController(w).Flush() // or the header would go down with the connection
	panic(http.ErrAbortHandler)
}

// holdGrace is how long an answer may take after a hold: to be made, and to
// be read by the client.
const holdGrace = 15 * time.Second

// Hold keeps a call waiting for d of the machine's time and holds up nobody
// else. It ends early when the client goes away and when the server drains.
// The connection's deadlines are moved by as much; the time that an interface
// has goes on, see [Call.Anew].
func (c *Call) Hold(d time.Duration) {
	if d <= 0 {
		return
	}
	until := c.gateway.Clock.Now("").Add(d + holdGrace)
	rc := http.NewResponseController(c.writer)
	rc.SetReadDeadline(until) // net/http takes one that passes for the client going away
	rc.SetWriteDeadline(until)
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.gateway.Draining:
	case <-c.request.Context().Done():
	}
}

// Anew returns a context with all the time that an interface has, for a call
// that was held. The caller cancels it.
func (c *Call) Anew() (context.Context, context.CancelFunc) {
	return c.gateway.deadline(c.request.Context())
}
