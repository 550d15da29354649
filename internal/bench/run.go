package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// database is what a PostgreSQL of the run's own calls the database of the load.
const database = "bench"

const (
	startLimit = time.Minute      // for a start on a database that needs nothing done
	loadLimit  = 60 * time.Minute // for a start that loads the world
)

// run is one benchmark under way.
type run struct {
	Config
	dir    string // temporary, removed at the end
	file   string // the world
	db     string
	result *Result

	postgres *postgres // of the run's own, or nil
	pgbench  *pgbench  // beside the scenarios, or nil
}

// Run runs the benchmark. Its result holds what was measured, also when it
// returns an error; a single refused request is one. All processes that it
// started have ended and its files are gone when it returns.
func Run(ctx context.Context, c Config) (*Result, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	result, err := runSize(ctx, c)
	for _, accounts := range c.Larger {
		if err != nil {
			return result, err
		}
		var larger *Result
		if larger, err = runSize(ctx, c.larger(accounts)); larger != nil {
			result.Larger = append(result.Larger, larger)
		}
	}
	return result, err
}

// runSize runs the benchmark in a world of one size.
func runSize(ctx context.Context, c Config) (result *Result, err error) {
	dir, err := os.MkdirTemp(c.Dir, "tongwan-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r := &run{Config: c, dir: dir, db: c.DB, result: &Result{
		Machine: thisMachine(),
		World:   WorldResult{Accounts: c.World.Accounts, Friends: c.World.Friends},
		Load:    LoadResult{Connections: c.Connections, Rounds: c.Rounds, SliceSeconds: c.Slice.Seconds()},
	}}
	if c.Postgres {
		if r.postgres, r.result.Postgres, err = startPostgres(ctx, c.Dir); err != nil {
			return r.result, err
		}
		defer func() { err = errors.Join(err, r.postgres.End()) }()
	}
	if r.db == "" {
		if r.db, err = r.newDatabase(ctx, database); err != nil {
			return r.result, err
		}
	}
	return r.result, r.all(ctx)
}

// all runs the parts one after the other.
func (r *run) all(ctx context.Context) error {
	var err error
	if r.result.Disk, err = diskOf(r.dir); err != nil {
		return err
	}
	if r.result.Disk.InMemory() {
		r.say("%s is in memory (%s): durable scenarios will look better than they are; choose another --dir", r.dir, r.result.Disk.Type)
	}
	if err := r.starts(ctx); err != nil {
		return err
	}
	if err := r.writeWorld(); err != nil {
		return err
	}
	server, err := r.loadWorld(ctx)
	if err != nil {
		return err
	}
	if server, err = r.restart(ctx, server); err != nil {
		return err
	}
	if err := r.export(ctx, server); err != nil {
		return errors.Join(err, server.Stop())
	}
	return errors.Join(r.compareAll(ctx, server), server.Stop())
}

// compareAll measures all that takes a server and a yardstick.
func (r *run) compareAll(ctx context.Context, server *Server) error {
	db := memory
	if r.DB != memory {
		db = filepath.Join(r.dir, "yardstick.db")
	}
	argv := append(r.Yardstick[:len(r.Yardstick):len(r.Yardstick)], "--db", db)
	yardstick, err := start{name: "yardstick", argv: argv, dir: r.dir, limit: startLimit}.run(ctx)
	if err != nil {
		return err
	}
	defer yardstick.Stop()
	defer func() { r.result.Load.Others = r.result.othersShare() }()
	if r.postgres != nil {
		if err := r.preparePGBench(ctx); err != nil {
			return err
		}
	}
	if err := r.parts(ctx, server, yardstick); err != nil {
		return err
	}
	return r.measure(ctx, server, yardstick)
}

// say tells the progress.
func (r *run) say(format string, args ...any) { fmt.Fprintf(r.Progress, format+"\n", args...) }

// serve is how to start the server on a database.
func (r *run) serve(db string, limit time.Duration, flags ...string) start {
	argv := append([]string{}, r.Tongwan...)
	argv = append(argv, "serve", "--db", db, "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0")
	how := start{name: "tongwan", argv: append(argv, flags...), dir: r.dir, limit: limit}
	if r.postgres != nil {
		how.argv, how.database = append(how.argv, "--migrate"), r.postgres.pid
	}
	return how
}

// starts measures starts on empty databases.
func (r *run) starts(ctx context.Context) error {
	if r.DB != "" {
		return nil // what it names is not ours to empty
	}
	for i := range r.Starts {
		db, err := r.newDatabase(ctx, fmt.Sprintf("empty%d", i))
		if err != nil {
			return err
		}
		server, err := r.serve(db, startLimit).run(ctx)
		if err != nil {
			return err
		}
		if err := server.Stop(); err != nil {
			return err
		}
		r.say("start %d of %d on an empty database: ready after %.0f ms", i+1, r.Starts, millis(server.Took))
		r.result.Start.Empty = append(r.result.Start.Empty, millis(server.Took))
	}
	return nil
}

// writeWorld generates the world file.
func (r *run) writeWorld() error {
	r.file = filepath.Join(r.dir, "world.yaml")
	f, err := os.Create(r.file)
	if err != nil {
		return err
	}
	begun := time.Now()
	if err := errors.Join(r.World.Write(f, nil), f.Close()); err != nil {
		return err
	}
	r.result.World.FileBytes = sizeOf(r.file)
	r.say("world of %d accounts with %d friends each: %s written in %.1f s",
		r.World.Accounts, r.World.Friends, bytesText(r.result.World.FileBytes), time.Since(begun).Seconds())
	return nil
}

// loadWorld starts the server with the world file and reads its memory.
func (r *run) loadWorld(ctx context.Context) (*Server, error) {
	how := r.serve(r.db, loadLimit, "--world", r.file)
	seconds := 0
	how.waiting = func(pid int) {
		if seconds++; seconds%5 == 0 {
			r.say("loading the world for %d s, resident %s", seconds, bytesText(memoryOf(pid).Resident))
		}
	}
	server, err := how.run(ctx)
	if err != nil {
		return nil, err
	}
	r.result.World.LoadSeconds = server.Took.Seconds()
	r.say("world loaded in %.1f s, idle for %s", server.Took.Seconds(), r.Idle)
	if err := rest(ctx, r.Idle); err != nil {
		server.Stop()
		return nil, err
	}
	r.result.Memory.Loaded = memoryOf(server.PID)
	return server, nil
}

// restart replaces the server with one that finds the world in its database,
// as servers do from their second day on. One that keeps it in memory stays.
func (r *run) restart(ctx context.Context, server *Server) (*Server, error) {
	if r.db == memory {
		r.result.Memory.Idle = r.result.Memory.Loaded
		return server, nil
	}
	if err := server.Stop(); err != nil {
		return nil, err
	}
	if err := r.settle(ctx); err != nil {
		return nil, err
	}
	server, err := r.serve(r.db, startLimit).run(ctx)
	if err != nil {
		return nil, err
	}
	r.result.Start.Loaded = millis(server.Took)
	r.say("started again on it: ready after %.0f ms, idle for %s", millis(server.Took), r.Idle)
	if err := rest(ctx, r.Idle); err != nil {
		server.Stop()
		return nil, err
	}
	r.result.Memory.Idle = memoryOf(server.PID)
	return server, nil
}

// rest waits, unless the context ends.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

// sizeOf returns the size of a file, 0 if there is none.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// settle leaves the loaded database as it is from its second day on, and takes
// its size: of SQLite with its log, 0 of a PostgreSQL that is not the run's own.
func (r *run) settle(ctx context.Context) (err error) {
	size := &r.result.World.DatabaseBytes
	if path, ok := strings.CutPrefix(r.db, "sqlite:"); ok {
		*size = sizeOf(path) + sizeOf(path+"-wal")
	}
	if r.postgres == nil {
		return nil
	}
	begun := time.Now()
	if err := r.postgres.settle(ctx, database); err != nil {
		return err
	}
	r.say("the database settled within %.1f s", time.Since(begun).Seconds())
	*size, err = r.postgres.size(ctx, database)
	return err
}

// export has the server export the world, once, to nobody.
func (r *run) export(ctx context.Context, server *Server) error {
	begun := time.Now()
	length, err := server.receive(ctx, http.MethodGet, worldsPath+r.World.options().World, nil)
	if err != nil {
		return err
	}
	took := time.Since(begun).Seconds()
	r.result.World.ExportSeconds, r.result.World.ExportBytes, r.result.Memory.Exported = took, length, memoryOf(server.PID)
	r.say("world exported in %.1f s, %s, resident at most %s", took, bytesText(length), bytesText(r.result.Memory.Exported.Peak))
	return nil
}
