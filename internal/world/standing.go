package world

import (
	"context"
	"strings"

	"tongwan/internal/platform"
)

// standing reads what the store holds of a world. Things of another world are
// not there. The first error of the store sticks in err; after it everything
// is as if it were not there.
//
// Only what is asked for often is kept: apps, who is there, and the remarks of
// friendships. A world may be large.
type standing struct {
	ctx     context.Context
	store   platform.WorldReader
	world   string
	created bool // the world is not there yet
	empty   bool // nor is anything that stays: a new world, or one that is reset
	err     error

	words    []string
	apps     map[int64]*platform.App // nil: not there
	accounts map[int64]bool
	players  map[ofApp]bool
	remarked map[[2]int64]string // see prefetch
}

func newStanding(ctx context.Context, store platform.WorldReader, world string, reset bool) (*standing, error) {
	s := &standing{
		ctx: ctx, store: store, world: world,
		apps: make(map[int64]*platform.App), accounts: make(map[int64]bool), players: make(map[ofApp]bool),
		remarked: make(map[[2]int64]string),
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

// found judges what a read of the store returned: a thing, and the world that
// it is in.
func (s *standing) found(world string, err error) bool {
	if err != nil && platform.ReasonOf(err) != platform.NotFound && s.err == nil {
		s.err = err
	}
	return err == nil && world == s.world
}

// gone reports that nothing is there, or that nothing can be asked any more.
func (s *standing) gone() bool { return s.empty || s.err != nil }

func (s *standing) app(id int64) (platform.App, bool) {
	if s.gone() {
		return platform.App{}, false
	}
	kept, known := s.apps[id]
	if !known {
		if a, err := s.store.App(s.ctx, id); s.found(a.World, err) {
			kept = &a
		}
		s.apps[id] = kept
	}
	if kept == nil {
		return platform.App{}, false
	}
	return *kept, true
}

func (s *standing) account(uin int64) (platform.Account, bool) {
	if s.gone() {
		return platform.Account{}, false
	}
	a, err := s.store.Account(s.ctx, uin)
	return a, s.found(a.World, err)
}

// player is asked for only of apps that are the world's own.
func (s *standing) player(uin, appid int64) (platform.Player, bool) {
	if s.gone() {
		return platform.Player{}, false
	}
	p, err := s.store.PlayerOf(s.ctx, uin, appid)
	return p, s.found(s.world, err)
}

func (s *standing) group(code int64) (platform.GroupRow, bool) {
	if s.gone() {
		return platform.GroupRow{}, false
	}
	g, err := s.store.GroupRow(s.ctx, code)
	return g, s.found(g.World, err)
}

// hasAccount is account for who only wants to know.
func (s *standing) hasAccount(uin int64) bool {
	return remember(s.accounts, uin, func() bool { _, ok := s.account(uin); return ok })
}

// hasPlayer is player for who only wants to know.
func (s *standing) hasPlayer(uin, appid int64) bool {
	return remember(s.players, ofApp{appid, uin}, func() bool { _, ok := s.player(uin, appid); return ok })
}

func remember[K comparable](memo map[K]bool, k K, ask func() bool) bool {
	known, asked := memo[k]
	if !asked {
		known = ask()
		memo[k] = known
	}
	return known
}

// prefetch reads what the store cannot be asked for one by one: the remarks of
// friendships that the document names without saying them. Most friendships
// have none, and only the others are kept.
func (s *standing) prefetch(named *checker) error {
	if s.empty || !named.remarks {
		return nil
	}
	return s.store.Dump(s.ctx, s.world, func(row platform.Row) error {
		if f, ok := row.(platform.Friendship); ok && f.Remark+f.FriendRemark != "" && named.friends.has(pair(f.UIN, f.Friend)) {
			if f.UIN > f.Friend {
				f.Remark, f.FriendRemark = f.FriendRemark, f.Remark
			}
			s.remarked[pair(f.UIN, f.Friend)] = f.Remark + "\x00" + f.FriendRemark
		}
		return nil
	})
}

// remarks returns what two friends call each other, from uin's side.
func (s *standing) remarks(uin, friend int64) (remark, friendRemark string) {
	remark, friendRemark, _ = strings.Cut(s.remarked[pair(uin, friend)], "\x00")
	if uin > friend {
		return friendRemark, remark
	}
	return remark, friendRemark
}
