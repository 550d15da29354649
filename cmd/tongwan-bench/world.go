package main

import (
	"fmt"
	"os"

	"tongwan/internal/bench"
)

// worldFlags are the shape of a world of whatever size.
type worldFlags struct {
	Friends int    `help:"Friends of each account; an even number." default:"100"`
	Seed    uint64 `help:"Another seed is another world of the same shape." default:"1"`
}

func (f worldFlags) world(accounts int) bench.World {
	return bench.World{Accounts: accounts, Friends: f.Friends, Seed: f.Seed}
}

type worldCommand struct {
	Accounts int `help:"Accounts of the world." default:"10000"`
	worldFlags
	File string `arg:"" help:"Where to write it; - is stdout."`
}

// Run writes the world file.
func (c *worldCommand) Run() error {
	if c.File == "-" {
		return c.world(c.Accounts).Write(os.Stdout, nil)
	}
	f, err := os.Create(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	err = c.world(c.Accounts).Write(f, func(done, all int) { fmt.Fprintf(os.Stderr, "\r%d of %d items", done, all) })
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return err
	}
	return f.Close()
}
