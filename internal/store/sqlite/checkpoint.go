package sqlite

import (
	"context"
	"fmt"
	"os"
	"sync"
)

// keeper keeps the write-ahead log short. Copying the log into the database
// file costs two fsyncs and a write for each page. Within a commit, where
// SQLite would do it, a whole batch of callers waits for that. The keeper
// does it beside the writer, over a connection of its own, and then holds up
// the writer only for the few pages that came in meanwhile; with nothing left
// to copy the next commit starts the log anew.
type keeper struct {
	conn    *conn
	file    *os.File // the database, to fsync
	writer  *pool
	readers *pool
	wake    chan struct{}
	stop    context.CancelFunc
	done    sync.WaitGroup

	// Whoever holds the writer may use these.
	limit int64 // frames in the log that are too many
	next  int64 // frames at which to act
}

// checkpointFrames is how long the log gets: 8,000 pages, 32 MiB. Longer is
// a little faster, but it is what the next start reads after a crash, and it
// takes as much disk.
const checkpointFrames = 8000

func startKeeper(path string, file *os.File, writer, readers *pool) (*keeper, error) {
	c, err := openWriter(path)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	k := &keeper{conn: c, file: file, writer: writer, readers: readers, wake: make(chan struct{}, 1), stop: stop, limit: checkpointFrames, next: checkpointFrames}
	k.done.Go(func() { k.work(ctx) })
	return k, nil
}

// look wakes the keeper when the log has become long. Whoever holds the
// writer calls it after a commit; without a keeper it does nothing.
func (k *keeper) look(writer *conn) {
	if k == nil {
		return
	}
	log, err := writer.checkpoint("PRAGMA wal_checkpoint(NOOP)")
	if err != nil || log.frames < k.next {
		return
	}
	k.next = log.frames + k.limit // should the copying not succeed
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

func (k *keeper) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.wake:
			// A failure is no harm: nothing is lost, the log grows, and the
			// next commits try again or fail themselves.
			_ = k.shorten(ctx)
		}
	}
}

// shorten copies the log into the database: most of it beside the writer,
// the rest while the writer stands still. SQLite leaves out the fsync of a
// copy that the writer has overtaken, so the last copy would have to wait for
// the disk to take all of it: hence the fsync in between. Readers stand still,
// too, for that moment: one snapshot of an older state, and the log could
// only grow.
func (k *keeper) shorten(ctx context.Context) error {
	k.readers.rest()
	if _, err := k.conn.checkpoint("PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		return err
	}
	if err := k.file.Sync(); err != nil {
		return err
	}
	w, err := k.writer.take(ctx)
	if err != nil {
		return err
	}
	defer k.writer.put(w)
	resume, err := k.readers.pause(ctx)
	if err != nil {
		return err
	}
	defer resume()
	log, err := w.checkpoint("PRAGMA wal_checkpoint(PASSIVE)")
	if err == nil && log.copied == log.frames {
		k.next = k.limit
	}
	return err
}

func (k *keeper) close() error {
	k.stop()
	k.done.Wait()
	return k.conn.Close()
}

// wal is what a checkpoint says of the log.
type wal struct {
	frames int64 // in the log
	copied int64 // of them, into the database
}

func (c *conn) checkpoint(pragma string) (wal, error) {
	q := c.sql(pragma)
	var log wal
	if q.next() {
		q.getInt() // busy: somebody else is at it
		log = wal{frames: q.getInt(), copied: q.getInt()}
	}
	if err := q.done(); err != nil {
		return wal{}, fmt.Errorf("checkpoint: %w", err)
	}
	return log, nil
}
