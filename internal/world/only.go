package world

import (
	"errors"

	"tongwan/internal/platform"
)

// worldIs tells the world that the document names.
func (n *names) worldIs(world string) {
	if n.world == "" && world != "" {
		n.late = n.late || len(n.numbers) > 0 || n.relied
		n.world = world
	}
}

// describes tells an app that the document describes. To tell it again, when
// the document is read again, changes nothing.
func (n *names) describes(appid int64) {
	switch {
	case appid == n.first:
	case n.relied:
		n.late = true
	case n.first == 0:
		n.first = appid
	default:
		n.several = true
	}
}

// only returns the app that goes without saying: the only one that the
// document describes or, if it describes none, that the world has.
func (n *names) only() (int64, error) {
	if !n.relied && n.first == 0 {
		n.standingApp()
	}
	n.relied = true
	switch {
	case n.several:
		return 0, errors.New("must not be left out: there are several apps")
	case n.first == 0:
		return 0, errors.New("must not be left out: there is no app, neither in the document nor in the world")
	}
	return n.first, nil
}

var errSeen = errors.New("seen enough")

// standingApp looks for the only app of the world. Apps are the first rows of
// a world.
func (n *names) standingApp() {
	if n.store == nil {
		n.first = candidate(n.world, anApp, "", 0) // any will do: which, only a server knows
		return
	}
	err := n.store.Dump(n.ctx, n.world, func(row platform.Row) error {
		a, ok := row.(platform.App)
		if !ok || n.first != 0 {
			n.several = ok
			return errSeen
		}
		n.first = a.ID
		return nil
	})
	if !errors.Is(err, errSeen) {
		n.failed(err)
	}
}
