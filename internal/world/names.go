package world

import (
	"context"
	"fmt"

	"tongwan/internal/platform"
)

const (
	// maxTries is how many candidates a name has. Of a server with ten million
	// accounts one name in 10²⁰ finds them all taken.
	maxTries = 8
	// maxMade is how many numbers, and how many tokens, are made for a document:
	// they are kept in memory, and go back in the answer.
	maxMade = 10_000
)

// called is something by its name, numbered by its number.
type (
	called struct {
		kind kind
		name string
	}
	numbered struct {
		kind   kind
		number int64
	}
)

// names gives numbers to what a document calls by name. A name has a few
// candidates, and its number is the one under which the world holds something
// of this name, or else the first that nobody has, here or in another world. So
// a number stays with its name, whatever becomes of other worlds.
//
// Nothing is reserved: if somebody else takes the number before the document
// is applied, that is a conflict then, and moved tells that another try helps.
// Servers that share a database need no more than that.
//
// The first error of the store sticks in err.
type names struct {
	ctx   context.Context
	store platform.WorldReader // nil: the document is only checked, so nobody has any number
	world string               // "" while it is not known
	err   error

	numbers map[called]int64
	calls   map[numbered]string
	isNew   *bool // the world is not there yet; nil: not asked for

	first   int64 // app that was described, or that the world has alone
	several bool  // others were described
	relied  bool  // an appid was left out
	late    bool  // world or apps turn out to be others than was relied on
}

func newNames(ctx context.Context, store platform.WorldReader, world string) *names {
	return &names{ctx: ctx, store: store, world: world, numbers: make(map[called]int64), calls: make(map[numbered]string)}
}

// number returns the number of what a document calls by name. Its error says
// why there is none.
func (n *names) number(k kind, name string) (int64, error) {
	key := called{k, name}
	if number, known := n.numbers[key]; known {
		return number, nil
	}
	if len(n.numbers) == maxMade {
		return 0, fmt.Errorf("the document leaves out the numbers of more than %d things: write them in, or split it", maxMade)
	}
	number := n.choose(k, name)
	if number == 0 {
		return 0, fmt.Errorf("no number was free for the %s %q: write one in", k, clip(name))
	}
	n.numbers[key], n.calls[numbered{k, number}] = number, name
	return number, nil
}

// choose returns the candidate for a name, 0 if all are taken.
func (n *names) choose(k kind, name string) (free int64) {
	for try := range maxTries {
		number := candidate(n.world, k, name, try)
		if _, taken := n.calls[numbered{k, number}]; taken {
			continue
		}
		world, is := n.holder(k, number)
		switch {
		case world == "" && free == 0:
			free = number
		case world != "" && world == n.world && is == name:
			return number
		}
		if free != 0 && n.nothingStands() {
			break
		}
	}
	return free
}

// holder returns the world of what has a number, "" if nothing has it, and its
// name.
func (n *names) holder(k kind, number int64) (world, name string) {
	if n.store == nil || n.err != nil {
		return "", ""
	}
	var err error
	switch k {
	case anApp:
		var a platform.App
		a, err = n.store.App(n.ctx, number)
		world, name = a.World, a.Name
	case anAccount:
		var a platform.Account
		a, err = n.store.Account(n.ctx, number)
		world, name = a.World, a.Nickname
	case aGroup:
		var g platform.GroupRow
		g, err = n.store.GroupRow(n.ctx, number)
		world, name = g.World, g.Name
	}
	if n.failed(err) {
		return "", ""
	}
	return world, name
}

// failed keeps an error of the store. Not to find something is none.
func (n *names) failed(err error) bool {
	if err != nil && n.err == nil && platform.ReasonOf(err) != platform.NotFound {
		n.err = err
	}
	return err != nil
}

// nothingStands reports that the world is not there yet.
func (n *names) nothingStands() bool {
	if n.isNew == nil {
		isNew := true
		if n.store != nil && n.err == nil {
			_, err := n.store.World(n.ctx, n.world)
			isNew = n.failed(err)
		}
		n.isNew = &isNew
	}
	return *n.isNew
}

// moved reports whether a name would get another number now: somebody took
// its number meanwhile.
func (n *names) moved() bool {
	now := newNames(n.ctx, n.store, n.world)
	for key, number := range n.numbers {
		if is, err := now.number(key.kind, key.name); err == nil && now.err == nil && is != number {
			return true
		}
	}
	return false
}

// name returns what the document calls the owner of a number, if it calls it
// by name.
func (n *names) name(k kind, number int64) (string, bool) {
	if n == nil {
		return "", false
	}
	name, ok := n.calls[numbered{k, number}]
	return name, ok
}
