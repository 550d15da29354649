package main

import (
	"io"

	"tongwan/internal/worldgen"
)

// worldGenerateCmd writes a document of any size.
type worldGenerateCmd struct {
	Accounts int    `default:"10000" placeholder:"N" help:"Accounts (default: ${default})."`
	Friends  int    `default:"100" placeholder:"N" help:"Friends of each account, an even number (default: ${default})."`
	Seed     uint64 `default:"42" placeholder:"N" help:"Another seed gives another world of the same shape (default: ${default})."`
	World    string `default:"generated" placeholder:"NAME" help:"The world's name (default: ${default})."`
	AppID    int64  `name:"appid" default:"100703379" placeholder:"ID" help:"The one app (default: ${default})."`
	AppKey   string `name:"appkey" default:"4578e54fb3a1bd18e0681bc1c734514e" placeholder:"KEY" help:"Its key (default: ${default}, which call and sign know)."`
	Output   string `short:"o" placeholder:"FILE" help:"Write here instead of to stdout."`
}

// Help is shown by --help.
func (worldGenerateCmd) Help() string {
	return `For load tests: accounts that play one app, with nicknames, memberships and a token each, and friendships among them. The same flags give the same bytes on every machine.

Examples:

    tongwan world generate --accounts 1000000 --friends 50 -o large.yaml
    tongwan serve --sandbox --db sqlite:large.db --world large.yaml`
}

// Run generates. The file is there only when it is whole.
func (c *worldGenerateCmd) Run(sys *system) error {
	o := c.options()
	if err := o.Check(); err != nil {
		return usageError(err)
	}
	bar := sys.bar("generating", "items")
	defer bar.end()
	return writeTo(c.Output, sys.stdout, func(w io.Writer) error {
		return worldgen.Generate(w, o, func(done int) { bar.set(int64(done), int64(o.Items())) })
	})
}

func (c *worldGenerateCmd) options() worldgen.Options {
	return worldgen.Options{World: c.World, AppID: c.AppID, AppKey: c.AppKey, Accounts: c.Accounts, Friends: c.Friends, Seed: c.Seed}
}
