package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tongwan/internal/store/groupcommit"
)

// change is one caller's part of a batch: a [renewal], a [report] or, of
// what is rarer, a [statements].
type change interface {
	owner() int64 // the uin whose rows it changes
	join(p *pipeline)
}

// pipeline is a batch of changes as it is sent: in one round trip, one
// transaction and one commit. Changes of one kind share statements. All
// pipelines lock rows in the same order, by kind and then by key, so that
// they wait for each other and not in a circle.
type pipeline struct {
	renewals []*renewal
	reports  []*report
	others   []*statements
	patient  bool // waits longer for rows
}

// queue puts everything into a pgx batch.
func (p *pipeline) queue(b *pgx.Batch) {
	if p.patient {
		b.Queue(waitLonger)
	}
	queueRenewals(b, p.renewals)
	queueReports(b, p.reports)
	slices.SortStableFunc(p.others, func(a, b *statements) int { return cmp.Compare(a.uin, b.uin) })
	for _, s := range p.others {
		s.queue(b)
	}
}

// statements is a change that shares nothing but the round trip and the
// commit. What its statements return it keeps itself, in queue's callbacks;
// they count for nothing until write has returned nil. It may be queued again
// after a pipeline that left no trace.
type statements struct {
	uin   int64
	queue func(b *pgx.Batch)
}

func (s *statements) owner() int64     { return s.uin }
func (s *statements) join(p *pipeline) { p.others = append(p.others, s) }

const (
	writeLanes = 2
	writeBatch = 128
)

// writeLane executes the changes that came together. Changes of one account
// all go through the same lane, so that lanes do not wait for each other.
type writeLane struct {
	queue *groupcommit.Queue[change]
	trip
}

func newWriteLane(pool *pgxpool.Pool) *writeLane {
	l := &writeLane{trip: trip{pool: pool}}
	l.queue = groupcommit.New(writeBatch, l.begin, l.flush)
	return l
}

// write executes a change, together with others. It is durable when write
// returns nil, and was not done if the error is none of [errUnknown].
func (s *Store) write(ctx context.Context, what string, c change) error {
	err := s.writes[laneOf(c.owner())].queue.Do(ctx, c)
	if isState(err, lockNotAvailable) {
		err = s.wait(ctx, c)
	}
	s.noticed(err)
	return describe(what, err)
}

// laneOf spreads accounts over the lanes, whatever uins have in common.
func laneOf(uin int64) uint64 { return uint64(uin) * 0x9E3779B97F4A7C15 >> 32 % writeLanes }

// waiters is how many may wait for locked rows at the same time, each with a
// connection.
const waiters = 4

const waitLonger = `SELECT set_config('lock_timeout', '` + longLockTimeout + `', true)`

// wait executes a change whose rows are held by a load, outside of lanes.
func (s *Store) wait(ctx context.Context, c change) error {
	select {
	case s.waiting <- struct{}{}:
		defer func() { <-s.waiting }()
	case <-ctx.Done():
		return ctx.Err()
	}
	t := trip{pool: s.pool}
	t.begin()
	defer t.end()
	if t.refused != nil {
		return t.refused
	}
	return t.alone(&patient{c})
}

// patient is a change that waits longer for rows.
type patient struct{ change }

func (c *patient) join(p *pipeline) {
	p.patient = true
	c.change.join(p)
}

// flush executes changes. If one fails nothing of the pipeline was done, so
// then each is tried alone. If the connection broke, nobody knows what was
// done: that is an error for all, for not all of it may be done twice.
func (l *writeLane) flush(batch []change, errs []error) {
	defer l.end()
	if l.refused != nil {
		fail(errs, l.refused)
		return
	}
	if len(batch) == 0 {
		return
	}
	switch err := l.execute(batch); {
	case err == nil:
	case !undone(err):
		fail(errs, unknown(err))
	case l.ctx.Err() != nil:
		fail(errs, err)
	default:
		l.oneByOne(len(batch), func(i int, t *trip) { errs[i] = t.alone(batch[i]) }, errs)
	}
}

// execute sends changes as one pipeline.
func (t *trip) execute(batch []change) error {
	var p pipeline
	for _, c := range batch {
		c.join(&p)
	}
	return t.send(p.queue)
}

// alone executes one change, a second time if somebody else was in the way.
func (t *trip) alone(c change) error {
	err := t.execute([]change{c})
	if isState(err, deadlockDetected) || isState(err, serializationFailure) {
		err = t.execute([]change{c})
	}
	if err != nil && !undone(err) {
		err = unknown(err)
	}
	return err
}

var errUnknown = errors.New("the connection broke, and whether it was done is not known")

func unknown(err error) error { return fmt.Errorf("%w: %w", errUnknown, err) }

// reloads is how many loads of a world a write may meet.
const reloads = 10

// writeOf is write for a change that adds rows to a player, which fails by
// their foreign keys if there is none. A player whose world is just being
// loaded anew only looks gone.
func (s *Store) writeOf(ctx context.Context, what string, uin, appid int64, c change) error {
	var err error
	for range reloads {
		if err = s.write(ctx, what, c); !isState(err, foreignKeyViolation) {
			return err
		}
		found, err := s.exists(ctx, what, selectHasPlayer, uin, appid)
		if err != nil {
			return err
		}
		if !found {
			return noPlayer(uin, appid)
		}
	}
	return err
}

// startLanes starts what gathers reads and writes.
func (s *Store) startLanes() {
	for range readLanes {
		s.reads = append(s.reads, newReadLane(s.pool))
	}
	for range writeLanes {
		s.writes = append(s.writes, newWriteLane(s.pool))
	}
}

// stopLanes waits until all that was queued is executed.
func (s *Store) stopLanes() {
	for _, l := range s.reads {
		l.queue.Close()
	}
	for _, l := range s.writes {
		l.queue.Close()
	}
}
