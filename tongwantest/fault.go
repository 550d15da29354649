package tongwantest

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Fault orders what goes wrong with certain calls, for [Server.Fault]. Nothing
// about it is random. Only calls that the access layer lets through are meant:
// one that is signed wrongly gets its -502, and does not count.
type Fault struct {
	Path   string // interface, or pattern of [path.Match] such as "/relation/*"; empty: all
	OpenID string // of the URL; empty: everybody
	Skip   int    // how many such calls are served first
	Times  int    // how many go wrong then; 0: all, until Remove

	// Exactly one of these says what happens.
	Answer   any           // it is sent instead, as JSON: an msdk.Answer, msdk.ErrorAnswer or other object with ret
	IsLost   bool          // the call is served, and is_lost says that the data are degraded
	Delay    time.Duration // the call waits, then is served; at most 1 min, by the machine's clock
	Status   int           // HTTP status, 200 to 599, with an internal error
	Hang     time.Duration // the call waits, then the connection is closed without an answer; at most 1 min
	Close    bool          // the connection is closed without an answer
	Truncate int           // the call is served, and the connection closed after so many bytes of the answer
}

// rule is a fault as the control API has it.
type rule struct {
	Path   string `json:"path,omitzero"`
	OpenID string `json:"openid,omitzero"`
	Skip   int    `json:"skip,omitzero"`
	Times  int    `json:"times,omitzero"`

	Answer   any    `json:"answer,omitzero"`
	IsLost   bool   `json:"is_lost,omitzero"`
	Delay    string `json:"delay,omitzero"`
	Status   int    `json:"status,omitzero"`
	Hang     string `json:"hang,omitzero"`
	Close    bool   `json:"close,omitzero"`
	Truncate int    `json:"truncate,omitzero"`
}

// OrderedFault is a fault that was ordered. It may be used and removed while the
// game calls.
type OrderedFault struct {
	s  *Server
	id int64

	mu   sync.Mutex
	last *counts // when it was removed; nil: it stands
}

// counts are how often a fault was there for a call.
type counts struct {
	ID   int64 `json:"id"`
	Seen int   `json:"seen"`
	Hits int   `json:"hits"`
}

// Fault orders a fault, until its Times are over, it is removed or the test
// ends. Of several the one ordered first is asked first. Those that were ordered
// before go on counting.
func (s *Server) Fault(f Fault) *OrderedFault {
	s.t.Helper()
	var added []counts
	if err := s.call(http.MethodPost, "/faults", f.rule(), &added); err != nil {
		s.fatalf("the fault was refused: %v", err)
	}
	return &OrderedFault{s: s, id: added[0].ID}
}

// Hits returns how many calls went wrong as ordered. It does not change any more
// when the fault has been removed.
func (f *OrderedFault) Hits() int {
	f.s.t.Helper()
	return f.counts().Hits
}

// Seen returns how many calls the fault was for and came to, those among them
// that Skip let pass and that came after its Times.
func (f *OrderedFault) Seen() int {
	f.s.t.Helper()
	return f.counts().Seen
}

// Remove ends the fault; others go on counting. Calls that it keeps waiting go
// on waiting. To remove it again does nothing.
func (f *OrderedFault) Remove() {
	f.s.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last != nil {
		return
	}
	last := new(counts)
	if err := f.s.call(http.MethodDelete, "/faults/"+strconv.FormatInt(f.id, 10), nil, last); err != nil {
		f.s.fatalf("removing the fault: %v", err)
	}
	f.last = last
}

func (f *OrderedFault) counts() counts {
	f.s.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last != nil {
		return *f.last
	}
	var list []counts
	if err := f.s.call(http.MethodGet, "/faults", nil, &list); err != nil {
		f.s.fatalf("reading the faults: %v", err)
	}
	at := slices.IndexFunc(list, func(c counts) bool { return c.ID == f.id })
	if at < 0 {
		f.s.fatalf("the fault is gone: somebody else has changed the faults of world %s", f.s.world)
	}
	return list[at]
}

// rule is the fault as the control API has it.
func (f Fault) rule() rule {
	return rule{
		Path: f.Path, OpenID: f.OpenID, Skip: f.Skip, Times: f.Times,
		Answer: f.Answer, IsLost: f.IsLost, Status: f.Status, Close: f.Close, Truncate: f.Truncate,
		Delay: span(f.Delay), Hang: span(f.Hang),
	}
}

// span writes a duration, and none as nothing.
func span(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
