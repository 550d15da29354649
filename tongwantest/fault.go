package tongwantest

import (
	"net/http"
	"slices"
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

// OrderedFault is a fault that was ordered.
type OrderedFault struct {
	s     *Server
	fault Fault
	hits  int // before the server counted anew; guarded by s.mu
}

// Fault orders a fault, until its Times are over, it is removed or the test
// ends. Of several the one ordered first is asked first.
//
// Order faults while the game is quiet: the server takes all of a world's faults
// at once and counts anew. What they have done so far is brought forward, except
// for calls that come in just then, and that a fault with Skip has let pass
// before its first.
func (s *Server) Fault(f Fault) *OrderedFault {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	ordered := &OrderedFault{s: s, fault: f}
	s.countFaults()
	s.faults = append(s.faults, ordered)
	s.putFaults()
	return ordered
}

// Hits returns how many calls went wrong as ordered.
func (f *OrderedFault) Hits() int {
	f.s.t.Helper()
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	at := slices.Index(f.s.faults, f)
	if at < 0 {
		return f.hits
	}
	return f.hits + f.s.hits()[at]
}

// Remove ends the fault. Calls that it keeps waiting go on waiting.
func (f *OrderedFault) Remove() {
	f.s.t.Helper()
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	f.s.countFaults()
	f.s.faults = slices.DeleteFunc(f.s.faults, func(other *OrderedFault) bool { return other == f })
	f.s.putFaults()
}

// hits asks the server how often each of s.faults has answered since it counts.
// s.mu is held, as by all below.
func (s *Server) hits() []int {
	s.t.Helper()
	var answer []struct {
		Hits int `json:"hits"`
	}
	if err := s.call(http.MethodGet, "/faults", nil, &answer); err != nil {
		s.fatalf("reading the faults: %v", err)
	}
	if len(answer) != len(s.faults) {
		s.fatalf("the world has %d faults and the test ordered %d: somebody else changed them", len(answer), len(s.faults))
	}
	counts := make([]int, len(s.faults))
	for i, f := range answer {
		counts[i] = f.Hits
	}
	return counts
}

// countFaults brings forward what the server has counted, which it is about to
// forget, and drops faults that are over.
func (s *Server) countFaults() {
	s.t.Helper()
	if len(s.faults) == 0 {
		return
	}
	for i, n := range s.hits() {
		s.faults[i].hits += n
	}
	s.faults = slices.DeleteFunc(s.faults, func(f *OrderedFault) bool {
		return f.fault.Times > 0 && f.hits >= f.fault.Times
	})
}

// putFaults gives the server the list.
func (s *Server) putFaults() {
	s.t.Helper()
	rules := make([]rule, len(s.faults)) // an empty list is not null
	for i, f := range s.faults {
		rules[i] = f.rule()
	}
	if err := s.call(http.MethodPut, "/faults", rules, nil); err != nil {
		s.fatalf("the fault was refused: %v", err)
	}
}

// rule is what is left of the fault to do.
func (f *OrderedFault) rule() rule {
	r := rule{
		Path: f.fault.Path, OpenID: f.fault.OpenID, Skip: f.fault.Skip, Times: f.fault.Times,
		Answer: f.fault.Answer, IsLost: f.fault.IsLost, Status: f.fault.Status, Close: f.fault.Close, Truncate: f.fault.Truncate,
		Delay: span(f.fault.Delay), Hang: span(f.fault.Hang),
	}
	if f.hits > 0 {
		r.Skip, r.Times = 0, max(0, f.fault.Times-f.hits)
	}
	return r
}

// span writes a duration, and none as nothing.
func span(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
