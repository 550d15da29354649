package bench

import (
	"context"
	"fmt"
	"time"
)

// probes is how many answers are taken to find their mean size.
const probes = 50

// measure runs all scenarios against the server, in turns with the yardstick.
func (r *run) measure(ctx context.Context, server, yardstick *Server) error {
	for _, s := range r.Scenarios {
		result, err := r.compare(ctx, s, server, yardstick)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		r.result.Scenarios = append(r.result.Scenarios, result)
	}
	r.result.Memory.After = memoryOf(server.PID)
	return r.simpleUpdates(ctx)
}

// compare runs the rounds of one scenario.
func (r *run) compare(ctx context.Context, s Scenario, tongwan, yardstick *Server) (ScenarioResult, error) {
	result := ScenarioResult{Name: s.Name, Path: s.Path, Durable: s.Durable}
	l, size, err := r.loadOf(ctx, s, tongwan)
	if err != nil {
		return result, err
	}
	result.AnswerBytes = size
	if err := r.meet(ctx, l, tongwan); err != nil {
		return result, err
	}
	if err := r.takeTurns(ctx, &result, r.Rounds, l.run, tongwan, yardstick, r.besides); err != nil {
		return result, err
	}
	return result, r.profile(ctx, s, l, tongwan)
}

// meet sends each request about once, if there is a PostgreSQL to meet them,
// too. Where a world has more accounts than the load has requests, nearly every
// one would be a player's first since the start otherwise; in service few are.
func (r *run) meet(ctx context.Context, l load, server *Server) error {
	if r.postgres == nil {
		return nil
	}
	l.slice /= 4
	first, err := l.run(ctx, server)
	if err != nil {
		return err
	}
	l.slice = time.Duration(float64(l.requests.count()) / first.perSecond() * float64(time.Second))
	_, err = l.run(ctx, server)
	return err
}

// loadOf makes the load of a scenario, and returns the mean size of the
// server's answers.
func (r *run) loadOf(ctx context.Context, s Scenario, server *Server) (load, int, error) {
	l := load{connections: r.Connections, warmup: r.Warmup, slice: r.Slice}
	size, err := r.probe(ctx, s, server)
	if err != nil {
		return l, 0, err
	}
	l.requests, err = makeRequests(s, r.World.options(), r.Requests, size, time.Now().Unix())
	return l, size, err
}

// doing is something to measure that can be done with either server.
type doing func(context.Context, *Server) (*Sample, error)

// beside is something to do after a round, with what came of ours in it.
type beside func(ctx context.Context, result *ScenarioResult, ours *Sample) error

// takeTurns has both servers do the same, round by round, and puts what came of
// it into the result. Beside, unless it is nil, is
// done after each round.
func (r *run) takeTurns(ctx context.Context, result *ScenarioResult, rounds int, do doing, tongwan, yardstick *Server, beside beside) error {
	var ours, theirs []*Sample
	for round := range rounds {
		first, second, err := inTurn(ctx, do, round, tongwan, yardstick)
		if err != nil {
			return err
		}
		ratio := first.perSecond() / second.perSecond()
		r.say("%s %d/%d: %s %s/s, %s %s/s, ratio %.2f", result.Name, round+1, rounds,
			tongwan.Name, rate(first.perSecond()), yardstick.Name, rate(second.perSecond()), ratio)
		ours, theirs = append(ours, first), append(theirs, second)
		result.Ratios = append(result.Ratios, ratio)
		if beside == nil {
			continue
		}
		if err := beside(ctx, result, first); err != nil {
			return err
		}
	}
	result.Tongwan, result.Yardstick, result.Ratio = sum(ours), sum(theirs), median(result.Ratios)
	return nil
}

// inTurn measures both servers, one after the other; who begins alternates
// from round to round.
func inTurn(ctx context.Context, do doing, round int, tongwan, yardstick *Server) (ours, theirs *Sample, err error) {
	steps := []struct {
		server *Server
		sample **Sample
	}{{tongwan, &ours}, {yardstick, &theirs}}
	for i := range steps {
		step := steps[(i+round)%len(steps)]
		if *step.sample, err = do(ctx, step.server); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", step.server.Name, step.server.Failed(err))
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
