package tongwantest

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tongwan/internal/world"
)

// Player is a person who plays the app. Its fields do not change.
type Player struct {
	Name   string // as given to [Server.Player]
	OpenID string // 32 upper-case hex digits unless [OpenID] said otherwise
	Token  string // accessToken and openkey in one; see [TokenLife], [Player.NewToken] and [Player.Revoke]
	UIN    int64  // number of the account, unique in the process

	s *Server
}

// Player returns the player with a name, made at first use: an account of that
// nickname and unknown gender that follows the games account and has no friends,
// memberships or gifts, and a token that lives for the app's session time (2 h)
// from now by the world's clock.
//
// Options for a player who is there already change what they name: nickname,
// memberships, gifts that wait and so on.
func (s *Server) Player(name string, opts ...PlayerOption) *Player {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	p, made := s.players[name]
	if made && len(opts) == 0 {
		return p
	}
	spec := &playerSpec{}
	for _, opt := range opts {
		opt(spec)
	}
	if spec.wrong != "" {
		s.fatalf("player %q: %s", name, spec.wrong)
	}
	if !made {
		p = s.newPlayer(name, spec)
	} else if spec.openid != "" || spec.token != "" || spec.life != 0 {
		s.fatalf("player %q is there already: OpenID, Token and TokenLife must stand where Player(%q) is called first; for another token there is NewToken", name, name)
	}
	if err := s.put(spec.document(s.app.ID, p.UIN)); err != nil {
		s.fatalf("player %q: %v", name, err)
	}
	s.players[name] = p
	return p
}

// newPlayer fills in what a player needs beyond the options.
func (s *Server) newPlayer(name string, spec *playerSpec) *Player {
	s.t.Helper()
	if name == "" {
		s.fatalf(`Player needs a name: s.Player("alice")`)
	}
	if spec.openid == "" {
		spec.openid = s.secret("openid", name)
	}
	if spec.token == "" {
		spec.token = s.secret("token", name)
	}
	if spec.account.Nickname == nil {
		spec.account.Nickname = &name
	}
	spec.player.OpenID = &spec.openid
	token := world.Token{Token: &spec.token}
	if spec.life != 0 {
		token.Expires = world.ExpiresIn(spec.life)
	}
	spec.player.Tokens = []world.Token{token}
	return &Player{Name: name, OpenID: spec.openid, Token: spec.token, UIN: s.id(len(s.players)), s: s}
}

// PlayerByOpenID returns a player of the app that a document given to
// [Server.World] made. Its name is its nickname, and its token the one that
// lives longest, empty if none lives.
func (s *Server) PlayerByOpenID(openid string) *Player {
	s.t.Helper()
	p := &Player{OpenID: openid, s: s}
	state := p.State()
	p.Name, p.UIN = state.Account.Nickname, state.Account.UIN
	var longest time.Time
	for _, x := range state.Sessions {
		if x.State == SessionLive && x.Expires.After(longest) {
			p.Token, longest = x.Token, x.Expires
		}
	}
	return p
}

// NewToken makes another token, that lives for a time by the world's clock: 0 is
// the app's session time (2 h), less has expired already. p.Token stays what it
// is, and good.
func (p *Player) NewToken(life time.Duration) string {
	p.s.t.Helper()
	body := make(map[string]string)
	if life != 0 {
		body["expires"] = life.String()
	}
	var answer struct {
		Token string `json:"token"`
	}
	if err := p.call(http.MethodPost, "/tokens", body, &answer); err != nil {
		p.s.fatalf("a new token for player %q: %v", p.Name, err)
	}
	return answer.Token
}

// Reason is why tokens are taken back.
type Reason string

// The reasons, and the platform's code that games get for each.
const (
	SignedOut       Reason = ""         // msdk.CodeTokenRevoked, 100015
	PasswordChanged Reason = "password" // msdk.CodeTokenPasswordChanged, -73
)

// Revoke takes back all tokens of the player that are good, p.Token among them.
func (p *Player) Revoke(why Reason) {
	p.s.t.Helper()
	if err := p.call(http.MethodDelete, "/tokens?reason="+url.QueryEscape(string(why)), nil, nil); err != nil {
		p.s.fatalf("revoking the tokens of player %q: %v; the reasons are SignedOut and PasswordChanged", p.Name, err)
	}
}

// call makes a call of the control API about the player.
func (p *Player) call(method, path string, body, out any) error {
	ctx, cancel := context.WithTimeout(context.Background(), controlTimeout)
	defer cancel()
	path = "/control/players/" + strconv.FormatInt(p.s.app.ID, 10) + "/" + url.PathEscape(p.OpenID) + path
	return p.s.process.call(ctx, method, path, body, out)
}
