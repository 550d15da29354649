package bench

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"time"
)

// Config says what to measure, and how long.
type Config struct {
	Tongwan   []string // the command whose "serve" is measured
	Yardstick []string // the command that serves the yardstick
	World     World    // with at least two friends
	Larger    []int    // then the same, without parts and starts, with as many accounts
	DB        string   // as serve takes it; empty: a SQLite file of the run's own
	Postgres  bool     // a database of a PostgreSQL of the run's own instead, and pgbench beside
	Dir       string   // where the run makes its temporary directory; empty: the system's
	Scenarios []Scenario
	Parts     []Part // these take a database of the run's own, or memory

	Connections int           // kept alive, each sends one request after the other
	Rounds      int           // of each scenario: a slice for either server
	Slice       time.Duration // how long one server is measured at a time
	Warmup      time.Duration // before each slice, not counted
	Requests    int           // different requests of each scenario; 0: [DefaultRequests]
	Starts      int           // with an empty database; they need a file database of the run's own
	Idle        time.Duration // before memory is read

	Profiles string    // directory for CPU profiles; empty: none
	Progress io.Writer // told what goes on, in lines
}

// DefaultRequests is how many different requests of a scenario are sent in turn.
const DefaultRequests = 40_000

// larger is the configuration for a further, larger world.
func (c Config) larger(accounts int) Config {
	c.World.Accounts, c.Parts, c.Starts = accounts, nil, 0
	if c.Profiles != "" {
		c.Profiles = filepath.Join(c.Profiles, strconv.Itoa(accounts))
	}
	return c
}

// check completes the configuration, or says what is wrong with it.
func (c *Config) check() error {
	for _, accounts := range append([]int{c.World.Accounts}, c.Larger...) {
		w := c.World
		w.Accounts = accounts
		if err := w.options().Check(); err != nil {
			return err
		}
	}
	if c.Requests == 0 {
		c.Requests = DefaultRequests
	}
	switch {
	case c.Postgres && c.DB != "":
		return fmt.Errorf("the database is either the run's own PostgreSQL or %s", c.DB)
	case c.World.Friends < 2:
		return errors.New("the benchmark needs accounts with two friends at least")
	case c.Connections < 1 || c.Rounds < 1 || c.Slice <= 0:
		return fmt.Errorf("%d connections, %d rounds of %s: there must be some of each", c.Connections, c.Rounds, c.Slice)
	case c.Requests < c.Connections:
		return fmt.Errorf("%d requests for %d connections: there must be one each at least", c.Requests, c.Connections)
	case len(c.Tongwan) == 0 || len(c.Yardstick) == 0 || c.Progress == nil:
		return errors.New("commands and progress must be given")
	}
	return nil
}
