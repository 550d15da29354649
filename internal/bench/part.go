package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// memory is the database that is none.
const memory = "memory"

// Part is something to measure besides the scenarios, on a server that runs
// with --sandbox.
type Part string

// The parts.
const (
	PartSandbox    Part = "sandbox"     // what journal and faults cost a request
	PartCreateDrop Part = "create_drop" // making and removing a small world
	PartReset      Part = "reset"       // putting back the world that the load runs in
)

// Parts returns all there are, in the order they are measured.
func Parts() []Part { return []Part{PartSandbox, PartCreateDrop, PartReset} }

// parts measures what belongs to none of the scenarios. It comes before them,
// so that both servers hold what the world file says, and no more.
func (r *run) parts(ctx context.Context, server, yardstick *Server) error {
	if len(r.Parts) == 0 {
		return nil
	}
	if r.DB != "" && r.DB != memory {
		r.say("%s is left out: it takes a second database, and --db names one", r.Parts)
		return nil
	}
	box, err := r.startSandbox(ctx)
	if err != nil {
		return err
	}
	for _, part := range Parts() {
		if !slices.Contains(r.Parts, part) {
			continue
		}
		if err := r.part(ctx, part, server, box, yardstick); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", part, err), box.Stop())
		}
	}
	return box.Stop()
}

// startSandbox starts a sandbox that has the world, in a database of its own.
func (r *run) startSandbox(ctx context.Context) (*Server, error) {
	db := memory
	if r.DB != memory {
		var err error
		if db, err = r.newDatabase(ctx, "sandbox"); err != nil {
			return nil, err
		}
	}
	how := r.serve(db, loadLimit, "--sandbox", "--world", r.file)
	how.name = "sandbox"
	server, err := how.run(ctx)
	if err != nil || db == memory {
		return server, err
	}
	if err := server.Stop(); err != nil {
		return nil, err
	}
	how = r.serve(db, startLimit, "--sandbox") // as the other server was
	how.name = "sandbox"
	return how.run(ctx)
}

func (r *run) part(ctx context.Context, part Part, server, box, yardstick *Server) error {
	switch part {
	case PartSandbox:
		return r.sandboxCost(ctx, server, box)
	case PartCreateDrop:
		return r.compareWork(ctx, createDrop(), r.Slice, box, yardstick)
	}
	if err := r.reset().once(ctx, yardstick); err != nil { // so that it has something to remove, too
		return err
	}
	return r.compareWork(ctx, r.reset(), 0, box, yardstick)
}

// compareWork has both servers do the same work in turns.
func (r *run) compareWork(ctx context.Context, w work, slice time.Duration, tongwan, yardstick *Server) error {
	result := ScenarioResult{Name: w.name, Accounts: w.accounts, Durable: true}
	err := r.takeTurns(ctx, &result, r.Rounds, func(ctx context.Context, s *Server) (*Sample, error) {
		return w.run(ctx, s, slice)
	}, tongwan, yardstick, nil)
	if err == nil {
		r.result.Worlds = append(r.result.Worlds, result)
	}
	return err
}

// costScenarios are what the cost of a sandbox is measured with: the read that
// takes the least, and the one whose answer is the longest.
var costScenarios = []string{"qqprofile", "qqfriends_detail"}

// What a sandbox costs is little next to what the machine does besides: it is
// looked for in so many times more rounds, of slices so many times shorter.
const (
	costRounds = 8
	costSlices = 4
)

// sandboxCost compares the server with one that has a journal and faults.
func (r *run) sandboxCost(ctx context.Context, plain, box *Server) error {
	scenarios, _, err := Select(costScenarios)
	if err != nil {
		return err
	}
	faults := worldsPath + r.World.options().World + "/faults"
	if err := box.manage(ctx, http.MethodPut, faults, strings.NewReader(idleFaults)); err != nil {
		return err
	}
	for _, s := range scenarios {
		l, size, err := r.loadOf(ctx, s, plain)
		if err != nil {
			return err
		}
		l.slice /= costSlices
		result := ScenarioResult{Name: s.Name, Path: s.Path, AnswerBytes: size}
		if err := r.takeTurns(ctx, &result, costRounds*r.Rounds, l.run, box, plain, nil); err != nil {
			return err
		}
		r.result.Sandbox = append(r.result.Sandbox, result)
	}
	return nil
}

// idleFaults are rules that no request of the load meets. It gets to all of
// them but the last two.
const idleFaults = `[
	{"openid": "NOBODY", "close": true},
	{"path": "/relation/*", "openid": "NOBODY", "answer": {"ret": -10000, "msg": "100012,timeout"}},
	{"path": "/relation/*", "openid": "NOBODY", "skip": 3, "times": 5, "delay": "500ms"},
	{"path": "/relation/qq*", "openid": "NOBODY", "is_lost": true},
	{"path": "/profile/*", "status": 502},
	{"path": "/share/qq", "times": 1, "truncate": 20}
]`
