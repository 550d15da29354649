package world

import (
	"context"

	"tongwan/internal/platform"
)

// standing reads what the store holds of a world, each thing once. Things of
// another world are not there. The first error of the store sticks in err;
// after it everything is as if it were not there.
type standing struct {
	ctx     context.Context
	store   platform.WorldReader
	world   string
	created bool // the world is not there yet
	empty   bool // nor is anything that stays: a new world, or one that is reset
	all     bool // everything the document names was read by prefetch
	err     error

	words    []string
	apps     map[int64]*platform.App
	accounts map[int64]*platform.Account
	players  map[ofApp]*platform.Player
	groups   map[int64]*platform.GroupRow
	friends  map[[2]int64]platform.Friendship
}

func newStanding(ctx context.Context, store platform.WorldReader, world string, reset bool) (*standing, error) {
	s := &standing{
		ctx: ctx, store: store, world: world,
		apps: make(map[int64]*platform.App), accounts: make(map[int64]*platform.Account),
		players: make(map[ofApp]*platform.Player), groups: make(map[int64]*platform.GroupRow),
		friends: make(map[[2]int64]platform.Friendship),
	}
	w, err := store.World(ctx, world)
	switch {
	case platform.ReasonOf(err) == platform.NotFound:
		s.created, s.empty = true, true
	case err != nil:
		return nil, err
	case reset:
		s.empty = true
	default:
		s.words = w.Words
	}
	return s, nil
}

// look returns a thing from memo, or reads it. The memo keeps nil for what is
// not there.
func look[K comparable, V any](s *standing, memo map[K]*V, k K, read func() (V, string, error)) (v V, ok bool) {
	if s.empty || s.err != nil {
		return v, false
	}
	kept, known := memo[k]
	if !known && !s.all {
		v, world, err := read()
		switch {
		case err == nil && world == s.world:
			kept = &v
		case err != nil && platform.ReasonOf(err) != platform.NotFound:
			s.err = err
		}
		memo[k] = kept
	}
	if kept == nil {
		return v, false
	}
	return *kept, true
}

func (s *standing) app(id int64) (platform.App, bool) {
	return look(s, s.apps, id, func() (platform.App, string, error) {
		a, err := s.store.App(s.ctx, id)
		return a, a.World, err
	})
}

func (s *standing) account(uin int64) (platform.Account, bool) {
	return look(s, s.accounts, uin, func() (platform.Account, string, error) {
		a, err := s.store.Account(s.ctx, uin)
		return a, a.World, err
	})
}

// player is asked for only of apps that are the world's own.
func (s *standing) player(uin, appid int64) (platform.Player, bool) {
	return look(s, s.players, ofApp{appid, uin}, func() (platform.Player, string, error) {
		p, err := s.store.PlayerOf(s.ctx, uin, appid)
		return p, s.world, err
	})
}

func (s *standing) group(code int64) (platform.GroupRow, bool) {
	return look(s, s.groups, code, func() (platform.GroupRow, string, error) {
		g, err := s.store.GroupRow(s.ctx, code)
		return g, g.World, err
	})
}

// manyNamed is from how many accounts on one pass over the whole world is
// taken instead of asking for each of them.
const manyNamed = 2000

// prefetch reads the world once, if the document names much of it, or wants
// what the store cannot be asked for one by one: the remarks of friends.
func (s *standing) prefetch(d *Document) error {
	if s.empty {
		return nil
	}
	wanted := make(map[[2]int64]bool)
	for _, f := range d.Friends {
		if f.Remark == nil || f.FriendRemark == nil {
			wanted[pair(f.UIN, f.Friend)] = true
		}
	}
	s.all = len(d.Accounts) > manyNamed
	if !s.all && len(wanted) == 0 {
		return nil
	}
	return s.store.Dump(s.ctx, s.world, func(row platform.Row) error {
		switch r := row.(type) {
		case platform.App:
			s.apps[r.ID] = &r
		case platform.Account:
			s.keep(func() { s.accounts[r.UIN] = &r })
		case platform.Player:
			s.keep(func() { s.players[ofApp{r.AppID, r.UIN}] = &r })
		case platform.GroupRow:
			s.keep(func() { s.groups[r.Code] = &r })
		case platform.Friendship:
			if wanted[pair(r.UIN, r.Friend)] {
				s.friends[pair(r.UIN, r.Friend)] = r
			}
		}
		return nil
	})
}

// keep keeps a row of a pass that reads all there is.
func (s *standing) keep(put func()) {
	if s.all {
		put()
	}
}

// remarks returns what two friends call each other, from uin's side.
func (s *standing) remarks(uin, friend int64) (remark, friendRemark string) {
	f := s.friends[pair(uin, friend)]
	if f.UIN == friend {
		return f.FriendRemark, f.Remark
	}
	return f.Remark, f.FriendRemark
}
