// Package sqlite keeps everything in one SQLite database: a file, or memory.
//
// One connection writes. It belongs to a group-commit queue: concurrent
// writes share one transaction and one fsync, and each waits for its own
// result (write.go). A few connections read (pool.go). Every method's SQL is
// a constant next to it; times are arguments and never asked of SQLite.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"tongwan/internal/store/groupcommit"
)

// Store is a [platform.Store] over one database. It is safe for concurrent
// use.
type Store struct {
	path    string // "" for memory
	lock    *fileLock
	file    *os.File // the database, beside SQLite; nil in memory
	readers *pool
	exports *pool // readers that may be kept for long; nil in memory
	writer  *pool // of one; in memory it is readers too
	queue   *groupcommit.Queue[write]
	keeper  *keeper // of the write-ahead log; nil in memory
	commits atomic.Uint64
	turns   atomic.Uint64         // of worlds to a new state, counted before and after: odd in between
	batch   *conn                 // the writer, while the queue has it
	refused error                 // instead of the writer
	trouble atomic.Pointer[error] // the last write that the database could not take
	memory  memory

	closing sync.Once
}

var errClosed = errors.New("the store is closed")

const (
	readerCount = 4
	exportCount = 4
	batchSize   = 256
)

// Open opens the database in a file, which is made if it is not there and
// brought to the newest schema if it is. The file belongs to this process
// until Close: a second one gets an error.
func Open(ctx context.Context, path string) (*Store, error) {
	lock, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, lock: lock, readers: newPool(readerCount), exports: newPool(exportCount), writer: newPool(1), memory: newMemory()}
	if err := s.connect(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, err), s.disconnect())
	}
	s.queue = groupcommit.New(batchSize, s.begin, s.flush)
	return s, nil
}

// OpenMemory opens a private database in memory. Everything goes through its
// one connection, since a second one would need SQLite's shared cache.
func OpenMemory(ctx context.Context) (*Store, error) {
	p := newPool(1)
	s := &Store{readers: p, writer: p, memory: newMemory()}
	c, err := openMemory()
	if err == nil {
		p.add(c)
		err = migrate(ctx, c)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open memory: %w", err), s.disconnect())
	}
	s.queue = groupcommit.New(batchSize, s.begin, s.flush)
	return s, nil
}

// connect opens the connections to a file. The file holds keys and password
// hashes: a new one is readable by its owner only.
func (s *Store) connect(ctx context.Context) (err error) {
	if s.file, err = os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return err
	}
	w, err := openWriter(s.path)
	if err != nil {
		return err
	}
	s.writer.add(w)
	if err := migrate(ctx, w); err != nil {
		return err
	}
	for _, p := range []*pool{s.readers, s.exports} {
		for range cap(p.free) {
			r, err := openReader(s.path)
			if err != nil {
				return err
			}
			p.add(r)
		}
	}
	s.keeper, err = startKeeper(s.path, s.file, s.writer, s.readers)
	return err
}

// inMemory reports whether one connection serves everybody.
func (s *Store) inMemory() bool { return s.path == "" }

const selectReady = `SELECT 1 FROM world LIMIT 1`

// Ready answers whether the database can be read, and written to if a write
// has failed; the error says what is wrong.
func (s *Store) Ready(ctx context.Context) error {
	err := s.read(ctx, "ready", func(c *conn) error {
		return c.sql(selectReady).exec()
	})
	if err != nil {
		return err
	}
	return s.writable(ctx)
}

// Close waits until what was begun is done and closes the database. Calls
// that come later get an error.
func (s *Store) Close() error {
	var err error
	s.closing.Do(func() {
		s.queue.Close()
		err = s.disconnect()
	})
	return err
}

// disconnect closes connections, each when it is free, and then the file:
// closing that before would drop SQLite's locks on it. The lock comes last.
func (s *Store) disconnect() error {
	var errs []error
	if s.keeper != nil {
		errs = append(errs, s.keeper.close())
	}
	errs = append(errs, s.readers.close())
	if !s.inMemory() {
		errs = append(errs, s.exports.close(), s.writer.close())
	}
	if s.file != nil {
		errs = append(errs, s.file.Close())
	}
	errs = append(errs, s.lock.release())
	return errors.Join(errs...)
}
