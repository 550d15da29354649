package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/puddle/v2"
)

const (
	// patience is how long a round trip may take, so that nobody waits
	// longer than the three seconds the gateway gives a request, even if the
	// database does not answer at all.
	patience = 2500 * time.Millisecond

	// laneTime is how long the trip of a lane may take. Who comes while one is
	// under way waits for its end and then for the next: both together must
	// stay below the gateway's three seconds, too.
	laneTime = 1400 * time.Millisecond

	// connectTimeout bounds making a connection, unless the DSN does.
	connectTimeout = 2 * time.Second

	// lockTimeout bounds how long a lane waits for a row that somebody else
	// holds. Another server holds it for a commit, a load for longer: then the
	// neighbours in the lane should not wait along.
	lockTimeout = "100ms"

	// aloneLockTimeout is for changes of a lane that are tried alone, while
	// the lane waits: patience is for those outside of lanes.
	aloneLockTimeout = 10 * time.Millisecond

	// longLockTimeout is for those who wait outside of lanes.
	longLockTimeout = 2 * time.Second

	// slotTime is how long they wait until they may wait for the row.
	slotTime = time.Second

	// toAnswer is what remains of a caller's time when a lock timeout ends.
	toAnswer = 50 * time.Millisecond

	defaultConns = 16 // of the service, unless the DSN says pool_max_conns
	leastConns   = 8
	loadConns    = 2
	dumpConns    = 2
)

// serviceConfig is for what games wait for. All of it looks up rows by key,
// so the planner is held to indexes and nested loops: whatever it believes of
// sizes, a plan never changes, and is made once for each connection.
func serviceConfig(dsn string) (*pgxpool.Config, error) {
	config, err := baseConfig(dsn)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		config.MaxConns = defaultConns
	}
	if config.MaxConns < leastConns {
		return nil, fmt.Errorf("pool_max_conns is %d: make it %d or more, or leave it out for %d", config.MaxConns, leastConns, defaultConns)
	}
	setDefaults(config, map[string]string{
		"lock_timeout":      lockTimeout,
		"plan_cache_mode":   "force_generic_plan",
		"enable_seqscan":    "off",
		"enable_bitmapscan": "off",
		"enable_hashjoin":   "off",
		"enable_mergejoin":  "off",
		"enable_memoize":    "off",
	})
	return config, nil
}

// share divides the connections of the service. Each lane has one, so has
// [Store.Ready]; the others are for writes that wait for locked rows, and for
// what has a transaction of its own.
func (s *Store) share(conns int) {
	const lanes = readLanes + writeLanes
	waiters := min(4, conns-lanes-2)
	own := conns - lanes - waiters - 1
	s.waiting, s.own = make(slots, waiters), make(slots, own)
	s.ownWaiting = make(slots, (own+1)/2)
}

// loadConfig is for loads, whose statements are planned each time, with the
// rows there are in mind.
func loadConfig(dsn string) (*pgxpool.Config, error) {
	config, err := baseConfig(dsn)
	if err != nil {
		return nil, err
	}
	forLong(config, loadConns)
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	setDefaults(config, map[string]string{"work_mem": "64MB", "temp_buffers": "32MB", "client_min_messages": "warning"})
	return config, nil
}

func dumpConfig(dsn string) (*pgxpool.Config, error) {
	config, err := baseConfig(dsn)
	if err != nil {
		return nil, err
	}
	forLong(config, dumpConns)
	setDefaults(config, map[string]string{"work_mem": "64MB"})
	return config, nil
}

// forLong makes a pool one of few connections, which are looked at before each
// use: a load takes so long that it should not begin on a broken one.
func forLong(config *pgxpool.Config, conns int32) {
	config.MaxConns, config.MinConns, config.MinIdleConns = conns, 0, 0
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return true }
}

// baseConfig reads a DSN and adds what holds for all connections: an
// acknowledged write is durable, unless the DSN itself says otherwise.
func baseConfig(dsn string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err // hides the password
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	setDefaults(config, map[string]string{
		"application_name":   "tongwan",
		"synchronous_commit": "on",
		"jit":                "off",
	})
	// Who waited for a row must see what the other one did.
	config.ConnConfig.RuntimeParams["default_transaction_isolation"] = "read committed"
	return config, nil
}

// setDefaults sets parameters of the session that the DSN does not set.
func setDefaults(config *pgxpool.Config, values map[string]string) {
	params := config.ConnConfig.RuntimeParams
	for name, value := range values {
		if _, set := params[name]; !set {
			params[name] = value
		}
	}
}

// acquire takes a connection out of a pool; the user must release it.
func acquire(ctx context.Context, pool *pgxpool.Pool) (*pgxpool.Conn, error) {
	c, err := pool.Acquire(ctx)
	switch {
	case err == nil:
		return c, nil
	case errors.Is(err, puddle.ErrClosedPool):
		return nil, errClosed
	case ctx.Err() != nil:
		if stat := pool.Stat(); stat.AcquiredConns() == stat.MaxConns() {
			return nil, fmt.Errorf("no connection came free, all %d are in use: %w", stat.MaxConns(), ctx.Err())
		}
		return nil, fmt.Errorf("the database does not answer: %w", ctx.Err())
	}
	return nil, err
}
