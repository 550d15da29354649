package bench

import (
	"io"

	"tongwan/internal/worldgen"
)

// World is the shape of the world that the load runs in.
type World struct {
	Accounts int
	Friends  int    // of each account; even, and less than Accounts
	Seed     uint64 // another seed is another world of the same shape
}

// Write writes the world file that [Run] gives to the server. progress, which
// may be nil, is told how many of all accounts and friendships are written.
func (w World) Write(out io.Writer, progress func(done, all int)) error {
	o := w.options()
	if progress == nil {
		return worldgen.Generate(out, o, nil)
	}
	return worldgen.Generate(out, o, func(done int) { progress(done, o.Items()) })
}

// options returns the world for the generator. The quota of messages is never
// used up, since share_qq sends more than anyone gets in a day, and every
// verify_login renews its token, a durable write, as it does in a real game.
func (w World) options() worldgen.Options {
	return worldgen.Options{World: "bench", AppID: 100703379, Accounts: w.Accounts, Friends: w.Friends,
		Seed: w.Seed, ShareQuota: 1_000_000_000, Renew: true}
}
