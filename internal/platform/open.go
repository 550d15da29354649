package platform

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"
)

// Take is one person's share of a chest. The n-th to take gets the n-th of
// its [Chest.Shares].
type Take struct {
	UIN int64
	At  time.Time
}

// Shares returns what each who opens the chest gets, in the order that they
// come: everyone at least one, the last what is left, the sum is Items
// (protocol.md 4, qq_gain_chest). They follow from the chest's id, so this
// must never change.
//
// Of what is left over once everyone has one, each gets nothing to twice an
// even part: so all fare alike on average, whenever they come.
func (c Chest) Shares() []int {
	seed := sha256.Sum256([]byte(c.ID))
	random := rand.New(rand.NewPCG(binary.BigEndian.Uint64(seed[:]), binary.BigEndian.Uint64(seed[8:])))
	shares := make([]int, 0, c.People)
	over := max(0, c.Items-c.People)
	for people := c.People; people > 1; people-- {
		twice := (2*over + random.IntN(people)) / people // an even part, doubled and then rounded by chance
		more := random.IntN(twice + 1)
		shares, over = append(shares, 1+more), over-more
	}
	return append(shares, 1+over)
}

// OpenStore opens chests.
type OpenStore interface {
	// Chest returns a chest of a world by its boxid, with its takes, or
	// [NotFound].
	Chest(ctx context.Context, world, id string) (Chest, error)
	// TakeFromChest adds a take, unless the account has one already, and
	// returns its number from 0 on. Each number is given once, also to
	// concurrent callers; a chest of which everyone took is [ChestEmpty], one
	// that is not there [NotFound].
	TakeFromChest(ctx context.Context, c Chest, t Take) (number int, err error)
}

// OpenedChest is a chest as one who opens it sees it.
type OpenedChest struct {
	Chest
	Maker Friend
	Takes []OpenedTake // in the order that they came
	Mine  int          // items that the one who looks got; 0: none yet
	Left  int          // people who can still take
}

// OpenedTake is a share that somebody got.
type OpenedTake struct {
	Friend Friend
	Items  int
	At     time.Time
}

// LookIntoChest shows a chest of the account's world to an account.
func (p *Platform) LookIntoChest(ctx context.Context, a Account, id string) (OpenedChest, error) {
	c, err := p.store.Chest(ctx, a.World, id)
	if err != nil {
		return OpenedChest{}, err
	}
	o := OpenedChest{Chest: c, Left: c.People - len(c.Takes)}
	app, err := p.App(ctx, c.AppID)
	if err != nil {
		return OpenedChest{}, err
	}
	known, err := p.friendsByUIN(ctx, app, a.UIN)
	if err != nil {
		return OpenedChest{}, err
	}
	who := func(uin int64) (Friend, error) {
		if f, ok := known[uin]; ok {
			return f, nil
		}
		return p.stranger(ctx, app, uin)
	}
	if o.Maker, err = who(c.UIN); err != nil {
		return OpenedChest{}, err
	}
	shares := c.Shares()
	for i, t := range c.Takes {
		f, err := who(t.UIN)
		if err != nil {
			return OpenedChest{}, err
		}
		o.Takes = append(o.Takes, OpenedTake{f, shares[i], t.At})
		if t.UIN == a.UIN {
			o.Mine = shares[i]
		}
	}
	return o, nil
}

// TakeFromChest gives an account its share of a chest of an app that it
// plays, once: who took already keeps what they have.
func (p *Platform) TakeFromChest(ctx context.Context, a Account, id string) (items int, err error) {
	c, err := p.store.Chest(ctx, a.World, id)
	if err != nil {
		return 0, err
	}
	players, err := p.store.PlayersOf(ctx, a.UIN)
	if err != nil {
		return 0, err
	}
	if !slices.ContainsFunc(players, func(pl Player) bool { return pl.AppID == c.AppID }) {
		return 0, Refuse(UnknownPlayer, "only players of app %d can open this chest", c.AppID)
	}
	n, err := p.store.TakeFromChest(ctx, c, Take{UIN: a.UIN, At: p.Now(a.World)})
	if err != nil {
		return 0, err
	}
	return c.Shares()[n], nil
}
