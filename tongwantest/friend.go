package tongwantest

import "tongwan/internal/world"

// FriendOption says more about a friendship, for [Server.Befriend].
type FriendOption func(*friendSpec)

type friendSpec struct{ remarks map[*Player]string }

// Remark sets what one of the two calls the other.
func Remark(by *Player, text string) FriendOption {
	return func(f *friendSpec) { f.remarks[by] = text }
}

// Befriend makes two players friends of each other, without remarks unless
// [Remark] gives some. Of friends, a remark that is given is changed.
func (s *Server) Befriend(a, b *Player, opts ...FriendOption) {
	s.t.Helper()
	s.mustBeMine("Befriend", a, b)
	f := friendSpec{make(map[*Player]string)}
	for _, opt := range opts {
		opt(&f)
	}
	friend := world.Friend{UIN: a.UIN, Friend: b.UIN}
	for by, text := range f.remarks {
		switch by {
		case a:
			friend.Remark = &text
		case b:
			friend.FriendRemark = &text
		default:
			s.fatalf("Befriend: a Remark must be by player %q or %q", a.Name, b.Name)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.put(&world.Document{Friends: []world.Friend{friend}}); err != nil {
		s.fatalf("befriending %q and %q: %v", a.Name, b.Name, err)
	}
}

// mustBeMine refuses players who are none, or of another server.
func (s *Server) mustBeMine(method string, players ...*Player) {
	s.t.Helper()
	for _, p := range players {
		switch {
		case p == nil:
			s.fatalf("%s was given no player (nil)", method)
		case p.s != s:
			s.fatalf("%s was given player %q of another Server: worlds share nobody", method, p.Name)
		}
	}
}
