package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

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
// they seldom wait for each other in a circle. Those of two servers may: then
// PostgreSQL or the lock timeout ends it, and each change is tried again alone.
type pipeline struct {
	renewals []*renewal
	reports  []*report
	others   []*statements
	locks    time.Duration // how long it waits for a row, 0: as the connection does
}

// queue puts everything into a pgx batch.
func (p *pipeline) queue(b *pgx.Batch) {
	if p.locks > 0 {
		b.Queue(setLockTimeout, lockSetting(p.locks))
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
	err := s.held.recall(c.owner())
	if err == nil {
		err = s.writes[laneOf(c.owner())].queue.Do(ctx, c)
		s.held.note(c.owner(), err)
	}
	if isState(err, lockNotAvailable) {
		err = s.wait(ctx, c, err)
	}
	s.noticed(err)
	return describe(what, err)
}

// laneOf spreads accounts over the lanes, whatever uins have in common.
func laneOf(uin int64) uint64 { return uint64(uin) * 0x9E3779B97F4A7C15 >> 32 % writeLanes }

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
		l.oneByOne(len(batch), func(i int, t *trip) { errs[i] = t.alone(&bounded{batch[i], aloneLockTimeout}) }, errs)
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

// errGone says that what a write rests on was not seen.
var errGone = errors.New("what it rests on is gone")

// upon runs try, which rests on what need looks for: without it try fails by a
// foreign key, or with [errGone], and need says what is missing. What is in a
// world that is just being loaded anew only looks gone.
func upon(need, try func() error) error {
	var err error
	for range reloads {
		if err = try(); !isState(err, foreignKeyViolation) && !errors.Is(err, errGone) {
			return err
		}
		if err := need(); err != nil {
			return err
		}
	}
	return err
}

// writeOf is write for a change that rests on a player.
func (s *Store) writeOf(ctx context.Context, what string, uin, appid int64, c change) error {
	return upon(func() error { return s.needPlayer(ctx, what, uin, appid) }, func() error { return s.write(ctx, what, c) })
}

// needPlayer refuses if there is no such player.
func (s *Store) needPlayer(ctx context.Context, what string, uin, appid int64) error {
	found, err := s.exists(ctx, what, selectHasPlayer, uin, appid)
	if err == nil && !found {
		err = noPlayer(uin, appid)
	}
	return err
}

// needAccount refuses if there is no such account.
func (s *Store) needAccount(ctx context.Context, uin int64) error {
	_, err := s.Account(ctx, uin)
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
