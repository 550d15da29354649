package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"tongwan/internal/bench"
)

type runCommand struct {
	Tongwan  string `help:"The binary to measure." default:"bin/tongwan" type:"existingfile"`
	DB       string `help:"Database, as serve takes it. Default: a SQLite file in the temporary directory; then starts on an empty one are measured, too." placeholder:"DSN"`
	Dir      string `help:"Where to make the temporary directory; the disk under it is what durable writes go to." type:"existingdir"`
	Postgres bool   `help:"Measure on a PostgreSQL of its own, with pgbench beside. Take PostgreSQL 15 or newer from the PATH or from Debian's packages."`

	Accounts []int `help:"Accounts of the world. With several numbers, separated by commas, all is measured again in worlds of those sizes. Default: 10000, with --postgres 10000 and 100000." placeholder:"N"`
	worldFlags

	Only        []string      `help:"What to measure, separated by commas: verify_login, qqprofile, qqfriends_detail, query_vip, share_qq, qqscore_batch; sandbox (what journal and faults cost a request), create_drop (of a small world), reset (of the world that is loaded)." placeholder:"NAME"`
	Connections int           `help:"Keep-alive connections." default:"64"`
	Rounds      int           `help:"Slices of each server in each scenario; for sandbox eight times as many, of a quarter of the length." default:"3"`
	Seconds     float64       `help:"Length of a slice." default:"2"`
	Warmup      time.Duration `help:"Load before each slice that does not count." default:"300ms"`
	Starts      int           `help:"Starts on an empty database." default:"5"`
	Idle        time.Duration `help:"Rest before memory is read." default:"5s"`

	JSON          string `help:"Write the result as JSON to this file." placeholder:"FILE" name:"json"`
	Markdown      string `help:"Write the result as Markdown to this file." placeholder:"FILE"`
	CPUProfileDir string `help:"Take a CPU profile of the server in each scenario, under one more slice, into this directory." placeholder:"DIR" name:"cpuprofile-dir"`
}

// Run measures and prints. What was measured before an error is printed, too.
func (c *runCommand) Run(ctx context.Context) error {
	scenarios, parts, err := bench.Select(c.Only)
	if err != nil {
		return err
	}
	if c.Postgres && len(c.Only) == 0 { // what a sandbox costs is no matter of the database
		parts = []bench.Part{bench.PartCreateDrop, bench.PartReset}
	}
	accounts := c.sizes()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	result, err := bench.Run(ctx, bench.Config{
		Tongwan: []string{c.Tongwan}, Yardstick: []string{self, "yardstick"},
		World: c.world(accounts[0]), Larger: accounts[1:], DB: c.DB, Postgres: c.Postgres, Dir: c.Dir, Scenarios: scenarios, Parts: parts,
		Connections: c.Connections, Rounds: c.Rounds, Starts: c.Starts,
		Slice: time.Duration(c.Seconds * float64(time.Second)), Warmup: c.Warmup, Idle: c.Idle,
		Profiles: c.CPUProfileDir, Progress: os.Stderr,
	})
	if err != nil && !result.Compared() {
		return err
	}
	fmt.Printf("\n%s", result.Text())
	if writeErr := c.write(result); writeErr != nil && err == nil {
		return writeErr
	}
	return err
}

// sizes are the numbers of accounts to measure with.
func (c *runCommand) sizes() []int {
	switch {
	case len(c.Accounts) > 0:
		return c.Accounts
	case c.Postgres:
		return []int{10_000, 100_000}
	}
	return []int{10_000}
}

// write puts the result into the files asked for.
func (c *runCommand) write(result *bench.Result) error {
	if c.JSON != "" {
		text, err := json.MarshalIndent(result, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.JSON, append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	if c.Markdown != "" {
		return os.WriteFile(c.Markdown, []byte(result.Markdown()), 0o644)
	}
	return nil
}
