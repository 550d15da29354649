package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"

	"tongwan/internal/pgcluster"
)

// What pgbench does, with prepared statements and as many clients as the load
// has connections. Reads are measured against pgbenchSelect, durable scenarios
// against pgbenchUpdate, which asks less of PostgreSQL than pgbench's own
// simple update does: that is a transaction of three statements, each a round
// trip.
const (
	pgbenchSelect       = "select by key"
	pgbenchUpdate       = "update by key, durable"
	pgbenchSimpleUpdate = "pgbench -N, durable"
)

// pgbenchScripts are those of pgbench, in the order they are reported.
var pgbenchScripts = []string{pgbenchSelect, pgbenchUpdate, pgbenchSimpleUpdate}

// pgbenchUpdateScript is the update by key.
const pgbenchUpdateScript = `\set aid random(1, 100000 * :scale)
UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid = :aid;
`

// pgbenchRows is how many rows of accounts pgbench has for each unit of its
// scale.
const pgbenchRows = 100_000

// connecting is how many seconds pgbench is given to open its connections,
// which are not in its rates.
const connecting = 1

// pgbench is pgbench with a database of its own in the run's PostgreSQL.
type pgbench struct {
	program string
	dsn     string
	dir     string
	clients int
	seconds int // of a slice, whole ones
}

// preparePGBench makes pgbench's tables: as many rows as there are accounts,
// but one unit of scale at least.
func (r *run) preparePGBench(ctx context.Context) error {
	bin, err := pgcluster.Programs()
	if err != nil {
		return err
	}
	p := &pgbench{program: filepath.Join(bin, "pgbench"), dir: r.dir, clients: r.Connections, seconds: connecting + int(math.Ceil(r.Slice.Seconds()))}
	if p.dsn, err = r.postgres.create(ctx, "pgbench"); err != nil {
		return err
	}
	if err := os.WriteFile(p.script(), []byte(pgbenchUpdateScript), 0o600); err != nil {
		return err
	}
	scale := max(1, (r.World.Accounts+pgbenchRows/2)/pgbenchRows)
	if _, err := p.run(ctx, "-i", "-q", "-s", strconv.Itoa(scale)); err != nil {
		return err
	}
	r.pgbench, r.result.Postgres.Rows = p, scale*pgbenchRows
	return r.postgres.settle(ctx, "pgbench")
}

func (p *pgbench) script() string { return filepath.Join(p.dir, "update.sql") }

// run runs pgbench and returns what it printed.
func (p *pgbench) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, p.program, append(args, p.dsn)...)
	dieWithParent(cmd)
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		return nil, fmt.Errorf("pgbench: %w: %s", err, shorten(failed.Stderr))
	} else if err != nil {
		return nil, fmt.Errorf("pgbench: %w", err)
	}
	return out, nil
}

// slice returns how many transactions a second pgbench does of a script.
func (p *pgbench) slice(ctx context.Context, script string) (perSecond float64, err error) {
	args := []string{"-n", "-M", "prepared", "-c", strconv.Itoa(p.clients), "-j", strconv.Itoa(min(p.clients, runtime.NumCPU())), "-T", strconv.Itoa(p.seconds)}
	switch script {
	case pgbenchSelect:
		args = append(args, "-S")
	case pgbenchUpdate:
		args = append(args, "-f", p.script())
	case pgbenchSimpleUpdate:
		args = append(args, "-N")
	}
	out, err := p.run(ctx, args...)
	if err != nil {
		return 0, err
	}
	return parsePGBench(out)
}

// parsePGBench reads the rate from what pgbench prints. It fails if a
// transaction failed.
func parsePGBench(out []byte) (perSecond float64, err error) {
	for line := range bytes.Lines(out) {
		if failed, ok := bytes.CutPrefix(line, []byte("number of failed transactions: ")); ok && !bytes.HasPrefix(failed, []byte("0 ")) {
			return 0, fmt.Errorf("pgbench: %s", bytes.TrimSpace(line))
		}
		if tps, ok := bytes.CutPrefix(line, []byte("tps = ")); ok {
			number, _, _ := bytes.Cut(tps, []byte(" "))
			perSecond, err = strconv.ParseFloat(string(number), 64)
		}
	}
	if err != nil || perSecond <= 0 {
		return 0, fmt.Errorf("pgbench printed no rate: %s", shorten(out))
	}
	return perSecond, nil
}

// besides has pgbench do what belongs beside a round of a scenario.
func (r *run) besides(ctx context.Context, result *ScenarioResult, ours *Sample) error {
	if r.pgbench == nil {
		return nil
	}
	script := pgbenchSelect
	if result.Durable {
		script = pgbenchUpdate
	}
	perSecond, err := r.pgbench.slice(ctx, script)
	if err != nil {
		return err
	}
	ratio := ours.perSecond() / perSecond
	r.say("%s: pgbench, %s: %s/s, ratio %.2f", result.Name, script, rate(perSecond), ratio)
	result.PGBench.add(perSecond, ratio)
	r.result.Postgres.add(script, perSecond)
	return nil
}

// simpleUpdates measures pgbench's own transaction of writes.
func (r *run) simpleUpdates(ctx context.Context) error {
	if r.pgbench == nil || !slices.ContainsFunc(r.Scenarios, func(s Scenario) bool { return s.Durable }) {
		return nil
	}
	for range r.Rounds {
		perSecond, err := r.pgbench.slice(ctx, pgbenchSimpleUpdate)
		if err != nil {
			return err
		}
		r.say("pgbench -N: %s/s", rate(perSecond))
		r.result.Postgres.add(pgbenchSimpleUpdate, perSecond)
	}
	return nil
}
