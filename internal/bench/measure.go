package bench

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// probes is how many answers are taken to find their mean size.
const probes = 50

// measure runs all scenarios against the server, in turns with the yardstick.
func (r *run) measure(ctx context.Context, server *Server) error {
	yardstick, err := start{name: "yardstick", argv: r.Yardstick, dir: r.dir, limit: startLimit}.run(ctx)
	if err != nil {
		return err
	}
	defer yardstick.Stop()
	for _, s := range r.Scenarios {
		result, err := r.compare(ctx, s, server, yardstick)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		r.result.Scenarios = append(r.result.Scenarios, result)
		r.result.Load.Others = r.result.othersShare()
	}
	r.result.Memory.After = memoryOf(server.PID)
	return nil
}

// compare runs the rounds of one scenario.
func (r *run) compare(ctx context.Context, s Scenario, tongwan, yardstick *Server) (ScenarioResult, error) {
	result := ScenarioResult{Name: s.Name, Path: s.Path, Durable: s.Durable}
	var err error
	if result.AnswerBytes, err = r.probe(ctx, s, tongwan); err != nil {
		return result, err
	}
	l := load{connections: r.Connections, warmup: r.Warmup, slice: r.Slice}
	if l.requests, err = makeRequests(s, r.World.options(), r.Requests, result.AnswerBytes, time.Now().Unix()); err != nil {
		return result, err
	}
	var ours, theirs []*Sample
	for round := range r.Rounds {
		first, second, err := inTurn(ctx, l, round, tongwan, yardstick)
		if err != nil {
			return result, err
		}
		ratio := first.perSecond() / second.perSecond()
		r.say("%s %d/%d: tongwan %.0f/s, yardstick %.0f/s, ratio %.2f", s.Name, round+1, r.Rounds, first.perSecond(), second.perSecond(), ratio)
		ours, theirs = append(ours, first), append(theirs, second)
		result.Ratios = append(result.Ratios, ratio)
	}
	result.Tongwan, result.Yardstick, result.Ratio = sum(ours), sum(theirs), median(result.Ratios)
	return result, r.profile(ctx, s, l, tongwan)
}

// inTurn measures both servers, one after the other; who begins alternates
// from round to round.
func inTurn(ctx context.Context, l load, round int, tongwan, yardstick *Server) (ours, theirs *Sample, err error) {
	steps := []struct {
		server *Server
		sample **Sample
	}{{tongwan, &ours}, {yardstick, &theirs}}
	for i := range steps {
		step := steps[(i+round)%len(steps)]
		if *step.sample, err = l.run(ctx, step.server); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", step.server.Name, step.server.Failed(err))
		}
		if (*step.sample).Requests == 0 {
			return nil, nil, fmt.Errorf("%s answered nothing within %s", step.server.Name, l.slice)
		}
	}
	return ours, theirs, nil
}

// probe takes some answers of the server and returns their mean size.
func (r *run) probe(ctx context.Context, s Scenario, server *Server) (int, error) {
	requests, err := makeRequests(s, r.World.options(), probes, 0, time.Now().Unix())
	if err != nil {
		return 0, err
	}
	workers, err := load{connections: 1}.dial(ctx, server.Host)
	if err != nil {
		return 0, server.Failed(err)
	}
	defer closeAll(workers)
	bytes := 0
	failed := failures{stop: make(chan struct{})}
	for i := range probes {
		answer, err := workers[0].exchange(requests.at(i))
		if err != nil || !good(answer) {
			failed.add(requests.at(i), answer, err)
		}
		if err != nil {
			break
		}
		bytes += len(answer)
	}
	return bytes / probes, server.Failed(failed.err())
}

// cutScheme returns the path of a SQLite database's name.
func cutScheme(db string) (path string, ok bool) { return strings.CutPrefix(db, "sqlite:") }
