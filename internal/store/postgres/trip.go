package postgres

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// trip is a round trip: a connection out of the pool, and the time that it
// may take.
type trip struct {
	pool    *pgxpool.Pool
	conn    *pgxpool.Conn
	ctx     context.Context
	cancel  context.CancelFunc
	refused error // instead of a connection
}

// begin begins the trip of a lane.
func (t *trip) begin() {
	t.ctx, t.cancel = context.WithTimeout(context.Background(), laneTime)
	t.conn, t.refused = acquire(t.ctx, t.pool)
}

// beginBy begins a trip that ends by the deadline of ctx. It goes on if its
// caller goes away: to stop it would cost the connection.
func (t *trip) beginBy(ctx context.Context) {
	deadline, _ := ctx.Deadline()
	t.ctx, t.cancel = context.WithDeadline(context.WithoutCancel(ctx), deadline)
	t.conn, t.refused = acquire(t.ctx, t.pool)
}

// send executes a pipeline, which is a transaction, and returns its error.
func (t *trip) send(queue func(b *pgx.Batch)) error {
	var b pgx.Batch
	queue(&b)
	err := t.conn.SendBatch(t.ctx, &b).Close()
	if err != nil && t.conn.Conn().IsClosed() {
		t.pool.Reset() // where one connection broke, others have
	}
	return because(t.ctx, err)
}

// end gives the connection back.
func (t *trip) end() {
	if t.conn != nil {
		t.conn.Release()
		t.conn = nil
	}
	t.cancel()
}

// aloneAtOnce is how many of a batch that failed are tried at the same time.
const aloneAtOnce = 8

// oneByOne tries each part of a batch in a trip of its own, within what is
// left of the time.
func (t *trip) oneByOne(n int, try func(i int, t *trip), errs []error) {
	t.conn.Release()
	t.conn = nil
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, aloneAtOnce) {
		wg.Go(func() {
			for i := range next {
				own := trip{pool: t.pool, ctx: t.ctx}
				if own.conn, errs[i] = acquire(t.ctx, t.pool); errs[i] == nil {
					try(i, &own)
					own.conn.Release()
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// fail gives err to everybody.
func fail(errs []error, err error) {
	for i := range errs {
		errs[i] = err
	}
}
