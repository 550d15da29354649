package tongwantest

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"tongwan/internal/world"
)

// World applies a world document, YAML or JSON, over the test's world: what it
// names is added or set to what it says, the rest stays. It is the way to all
// that has no helper here, such as an app's settings:
//
//	s.World(fmt.Sprintf(`apps: [{appid: %d, settings: {share_quota: 1}}]`, s.App().ID))
//
// The name behind "world:" at the beginning of a line is ignored, so that files
// made for "tongwan serve" can be used. Appids, uins and group codes that they
// give can be in one world of a server at a time: leave them out, or see
// [OwnServer].
//
// World returns the players of the app whose openid or token the document leaves
// out, in its order, with what was made for them. Others are found with
// [Server.PlayerByOpenID].
//
//	alice := s.World(`accounts: [{nickname: alice, players: [{tokens: [{}]}]}]`)[0]
func (s *Server) World(document string) []*Player {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	var applied world.Summary
	err := s.call(http.MethodPut, "", []byte(ownName(document, s.world)), &applied)
	if isConflict(err) {
		s.fatalf("the world document was refused:\n%v\nTests that run at the same time share a server: leave the numbers out, let them differ, or give the test a server of its own with New(t, OwnServer())", err)
	}
	if err != nil {
		s.fatalf("the world document was refused:\n%v", err)
	}
	return s.made(applied.Made)
}

// made returns the players of the app that were made for a document.
func (s *Server) made(made *world.Made) []*Player {
	var players []*Player
	if made == nil {
		return nil
	}
	for _, m := range made.Players {
		if m.AppID != s.app.ID {
			continue
		}
		p := &Player{Name: m.Nickname, OpenID: m.OpenID, UIN: m.UIN, s: s}
		if len(m.Tokens) > 0 {
			p.Token = m.Tokens[0]
		}
		players = append(players, p)
	}
	return players
}

// Export returns all that the world holds as a document in YAML, for a look or
// for "tongwan serve --world".
func (s *Server) Export() string {
	s.t.Helper()
	var text string
	if err := s.call(http.MethodGet, "", nil, &text); err != nil {
		s.fatalf("exporting the world: %v", err)
	}
	return text
}

// put applies a document of our own making.
func (s *Server) put(doc *world.Document) error {
	return s.call(http.MethodPut, "", doc, nil)
}

// isConflict reports a refusal because another world has what was named.
func isConflict(err error) bool {
	return isCode(err, "conflict") || err != nil && strings.Contains(err.Error(), "belongs to another world")
}

var namesWorld = regexp.MustCompile(`(?m)^world:.*$`)

// ownName puts a name behind the key world of a document, in its line.
func ownName(document, name string) string {
	return namesWorld.ReplaceAllLiteralString(document, "world: "+name)
}

// worldName makes the name of a test's world, which is all its logs show of it:
// [a-z0-9][a-z0-9_-]{0,62}.
func worldName(test string, number int64) string {
	const most = 40
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, test)
	return "t" + strconv.FormatInt(number, 10) + "-" + name[:min(len(name), most)]
}
