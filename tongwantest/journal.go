package tongwantest

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Requests returns the requests of the world that a filter chooses, in the order
// of their answers. The journal keeps the newest 10,000, or 16 MiB, of them.
//
// A request is there before its answer is sent. One with an appid that the
// server does not know belongs to no world and is not there.
func (s *Server) Requests(f Filter) []Request {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), controlTimeout)
	defer cancel()
	page, err := s.read(ctx, f, 0)
	if err != nil {
		s.fatalf("reading the journal: %v", err)
	}
	return slices.DeleteFunc(page, func(r Request) bool { return !f.takes(r) })
}

// WaitRequests returns as soon as the filter chooses n requests or more, with
// all of them: those that were there and those that came. It fails the test if
// that takes longer than timeout, by the machine's clock.
func (s *Server) WaitRequests(n int, f Filter, timeout time.Duration) []Request {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	var found []Request
	for rest := f; len(found) < n && ctx.Err() == nil; {
		page, err := s.read(ctx, rest, n-len(found))
		if err != nil && ctx.Err() == nil {
			s.fatalf("waiting for %v: %v", f, err)
		}
		for _, r := range page {
			rest.After = r.Number
			if f.takes(r) {
				found = append(found, r)
			}
		}
	}
	if len(found) < n { // what the last read was cut off from
		found = s.Requests(f)
	}
	if len(found) < n {
		s.fatalf("%d of %d %v came within %v; the journal has:%s", len(found), n, f, timeout, lines(s.Requests(Filter{After: f.After})))
	}
	return found
}

// read asks for the requests that may be chosen. With count it waits, but not
// for long, until there are so many.
func (s *Server) read(ctx context.Context, f Filter, count int) ([]Request, error) {
	const wait = 10 * time.Second
	q := f.query()
	if count > 0 {
		q.Set("wait", wait.String())
		q.Set("count", strconv.Itoa(count))
	}
	var answer struct {
		Requests []requestView `json:"requests"`
	}
	err := s.process.call(ctx, http.MethodGet, "/control/worlds/"+s.world+"/requests?"+q.Encode(), nil, &answer)
	if err != nil {
		return nil, err
	}
	list := make([]Request, len(answer.Requests))
	for i, v := range answer.Requests {
		list[i] = v.request()
	}
	return list, nil
}

// FailOnRefusals makes the test fail, when it ends, for each request that was
// refused, and says why. Refusals that a fault ordered are meant, and so are
// those that one of the filters chooses.
func (s *Server) FailOnRefusals(except ...Filter) {
	s.t.Helper()
	s.t.Cleanup(func() {
		s.t.Helper()
		refused := s.Requests(Filter{Refused: true})
		refused = slices.DeleteFunc(refused, func(r Request) bool {
			meant := func(f Filter) bool { return f.takes(r) }
			return r.Faulty || slices.ContainsFunc(except, meant)
		})
		if len(refused) > 0 {
			s.t.Errorf("tongwantest: the platform refused requests of app %d that the test did not expect (see FailOnRefusals):%s", s.app.ID, lines(refused))
		}
	})
}
