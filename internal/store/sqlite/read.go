package sqlite

import "context"

// read runs fn on a reading connection. All statements of fn see the same
// state: everything that was committed when read was called, or a little
// later. What is what was attempted, for the error.
func (s *Store) read(ctx context.Context, what string, fn func(c *conn) error) error {
	c, err := s.readers.take(ctx)
	if err != nil {
		return describe(what, err)
	}
	defer s.readers.put(c)
	if !s.inMemory() { // where the one connection is also the writer's
		if err := c.refresh(s.commits.Load()); err != nil {
			return describe(what, err)
		}
	}
	err = fn(c)
	if err != nil && !isRefusal(err) {
		c.rest()
	}
	return describe(what, err)
}

// whole answers from several memos as if from one state. quick may use them;
// if a world was changed meanwhile, its answer may be put together from the
// old and the new state, and plain reads again, from one snapshot.
func (s *Store) whole(ctx context.Context, what string, quick func() error, plain func(c *conn) error) error {
	before := s.turns.Load()
	if before%2 == 0 {
		if err := quick(); s.turns.Load() == before {
			return err
		}
	}
	return s.read(ctx, what, plain)
}

// refresh lets a reading connection see everything that was committed before
// commits was counted. Taking a new snapshot costs system calls for the locks
// of the log, about as much as a point select itself, and nobody else writes
// to the file: so a connection keeps its snapshot until there is a newer
// state, and in between its reads cost no more than the tree they search.
func (c *conn) refresh(commits uint64) error {
	if c.standing && c.seen == commits {
		return nil
	}
	c.rest()
	if err := c.sql("BEGIN").exec(); err != nil {
		return err
	}
	c.standing, c.seen = true, commits
	return nil
}

// rest gives a standing snapshot up.
func (c *conn) rest() {
	if c.standing {
		c.standing = false
		_ = c.sql("ROLLBACK").exec() // nothing was written
	}
}

// rest gives up the snapshots of all connections that nobody uses now: an old
// one would keep a checkpoint from copying what came later.
func (p *pool) rest() {
	for range len(p.free) {
		select {
		case c := <-p.free:
			c.rest()
			p.free <- c
		default:
			return
		}
	}
}

// pause takes every connection as it comes free and gives its snapshot up.
// Until resume there is no snapshot of this pool.
func (p *pool) pause(ctx context.Context) (resume func(), err error) {
	var held []*conn
	resume = func() {
		for _, c := range held {
			p.put(c)
		}
	}
	for range p.size {
		c, err := p.take(ctx)
		if err != nil {
			resume()
			return nil, err
		}
		c.rest()
		held = append(held, c)
	}
	return resume, nil
}

// snapshot is for connections that keep none: fn's statements see the same
// state.
func (c *conn) snapshot(fn func(c *conn) error) error {
	if err := c.sql("BEGIN").exec(); err != nil {
		return err
	}
	defer func() { _ = c.sql("ROLLBACK").exec() }() // nothing was written
	return fn(c)
}
