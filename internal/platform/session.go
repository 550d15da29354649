package platform

import (
	"context"
	"crypto/sha256"
	"time"
)

// TokenHash is the SHA-256 of an access token: what is kept of it.
type TokenHash [sha256.Size]byte

// HashToken returns what is kept of a token.
func HashToken(token string) TokenHash { return sha256.Sum256([]byte(token)) }

// Revocation says whether and why a token was taken back.
type Revocation int

// The states of a token, as stores keep them.
const (
	Live            Revocation = 0
	Revoked         Revocation = 1 // code 100015
	PasswordChanged Revocation = 2 // code -73
)

// Session is a login of a player: an access token and its life.
type Session struct {
	UIN     int64
	AppID   int64
	Hash    TokenHash
	Token   string // readable only in a sandbox, otherwise empty
	Expires time.Time
	Revoked Revocation
}

// Check tells whether the session holds at a time: nil, or why not. A token
// that was taken back says so even when it has expired too.
func (s Session) Check(now time.Time) error {
	switch {
	case s.Revoked == PasswordChanged:
		return Refuse(TokenPassword, "the token was revoked because the password changed: sign in again")
	case s.Revoked != Live:
		return Refuse(TokenRevoked, "the token was revoked: sign in again")
	case !now.Before(s.Expires):
		return Refuse(TokenExpired, "the token expired at %s: sign in again", s.Expires.In(now.Location()).Format(time.RFC3339))
	}
	return nil
}

// Login is what one read tells of a caller: the player, and the session that
// the token names, if the player has such a session.
type Login struct {
	Player  Player
	Session Session
	Found   bool // there is a session
}

// SessionStore keeps sessions.
type SessionStore interface {
	// Login reads a player and the session of a token, in one go; an openid
	// that the app does not know is [NotFound].
	Login(ctx context.Context, appid int64, openid string, token TokenHash) (Login, error)
	// RenewSession sets the expiry of a player's live session to the later of
	// its own and until. It reports whether there was one that is live at
	// now; if not, it changed nothing.
	RenewSession(ctx context.Context, appid int64, openid string, token TokenHash, now, until time.Time) (bool, error)
	// TokenInUse reports whether any player of a world has this token.
	TokenInUse(ctx context.Context, world string, token TokenHash) (bool, error)
	// AddSession adds or replaces a session.
	AddSession(ctx context.Context, s Session) error
	// RevokeSessions takes back all live sessions of a player and returns how
	// many there were.
	RevokeSessions(ctx context.Context, uin, appid int64, r Revocation) (int, error)
}

// VerifyLogin checks a player's token and, if it holds, moves its expiry to
// the later of its own and now + the app's session time (mobile-qq.md 2.1.1,
// protocol.md 4).
func (p *Platform) VerifyLogin(ctx context.Context, app *App, openid, openkey string) error {
	now := p.Now(app.World)
	renewed, err := p.store.RenewSession(ctx, app.ID, openid, HashToken(openkey), now, now.Add(app.Settings.Session))
	if err != nil || renewed {
		return err
	}
	if _, err = p.loginAt(ctx, app, openid, openkey, now); err != nil {
		return err
	}
	// The token came to life between the two looks: it was just issued.
	return nil
}

// login checks a player's token and returns the player.
func (p *Platform) login(ctx context.Context, app *App, openid, token string) (Player, error) {
	return p.loginAt(ctx, app, openid, token, p.Now(app.World))
}

func (p *Platform) loginAt(ctx context.Context, app *App, openid, token string, now time.Time) (Player, error) {
	hash := HashToken(token)
	l, err := p.store.Login(ctx, app.ID, openid, hash)
	if ReasonOf(err) == NotFound {
		return Player{}, unknownPlayer(app, openid)
	}
	if err != nil {
		return Player{}, err
	}
	if l.Found {
		return l.Player, l.Session.Check(now)
	}
	used, err := p.store.TokenInUse(ctx, app.World, hash)
	if err != nil {
		return Player{}, err
	}
	if used {
		return Player{}, Refuse(TokenOfOther, "the token belongs to another player than %s", brief(openid))
	}
	return Player{}, Refuse(TokenUnknown, "the token is none of player %s", brief(openid))
}

// IssueToken makes a token for a player that lives for a time, or for the
// app's session time if life is 0. The token is not kept outside a sandbox:
// this is the only time it is seen.
func (p *Platform) IssueToken(ctx context.Context, app *App, openid string, life time.Duration) (string, time.Time, error) {
	pl, err := p.player(ctx, app, openid)
	if err != nil {
		return "", time.Time{}, err
	}
	if life == 0 {
		life = app.Settings.Session
	}
	token, s := p.newSession(pl, p.Now(app.World).Add(life))
	return token, s.Expires, p.store.AddSession(ctx, s)
}

// newSession returns a new token of a player and the session to keep of it.
func (p *Platform) newSession(pl Player, expires time.Time) (token string, s Session) {
	token = randomID()
	s = Session{UIN: pl.UIN, AppID: pl.AppID, Hash: HashToken(token), Expires: expires}
	if p.sandbox {
		s.Token = token
	}
	return token, s
}

// RevokeTokens takes back all live tokens of a player and returns how many
// there were.
func (p *Platform) RevokeTokens(ctx context.Context, app *App, openid string, why Revocation) (int, error) {
	pl, err := p.player(ctx, app, openid)
	if err != nil {
		return 0, err
	}
	return p.store.RevokeSessions(ctx, pl.UIN, app.ID, why)
}
