package sqlite

import (
	"sync"

	"tongwan/internal/platform"
)

// cards remembers what friend lists show of people. A list of a hundred
// friends is one range of the friend table, but a hundred look-ups each in
// the player and account tables: three quarters of the whole call. Only worlds
// being loaded or dropped change those, through this process, and then all is
// forgotten. A card without an openid says that the account does not play the
// app.
type cards struct {
	mu      sync.Mutex
	changes uint64 // of worlds, so far
	young   map[cardKey]platform.Friend
	old     map[cardKey]platform.Friend // what was young before young was full
}

type cardKey struct{ uin, appid int64 }

// maxYoung bounds the memory: twice as many cards of some 250 bytes.
const maxYoung = 50_000

// begin returns what add needs to know of the time before a look into the
// database.
func (c *cards) begin() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changes
}

// fill puts the cards it has in the place of those with their keys, and
// returns the indices of the others.
func (c *cards) fill(list []platform.Friend, appid int64) (missing []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range list {
		key := cardKey{list[i].UIN, appid}
		known, ok := c.young[key]
		if !ok {
			if known, ok = c.old[key]; ok {
				c.keep(key, known)
			}
		}
		if !ok {
			missing = append(missing, i)
			continue
		}
		remark := list[i].Remark
		list[i] = known
		list[i].Remark = remark
	}
	return missing
}

// add remembers cards that were read since begin, unless a world was changed
// meanwhile: then they may be of its old state.
func (c *cards) add(began uint64, list []platform.Friend, appid int64, which []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changes != began {
		return
	}
	for _, i := range which {
		known := list[i]
		known.Remark = ""
		c.keep(cardKey{known.UIN, appid}, known)
	}
}

func (c *cards) keep(key cardKey, known platform.Friend) {
	if c.young == nil || len(c.young) >= maxYoung {
		c.old, c.young = c.young, make(map[cardKey]platform.Friend)
	}
	c.young[key] = known
}

// forget drops all cards: a world was changed.
func (c *cards) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes++
	c.young, c.old = nil, nil
}
