package platform

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"slices"
	"time"
)

// Grant is an account's consent that an app knows who it is.
type Grant struct {
	UIN   int64
	AppID int64
	Scope string
	At    time.Time
}

// Code is an authorization code, which an app exchanges for tokens (RFC 6749
// 4.1.2), and afterwards what became of it: of the refresh tokens that came of
// a code the newest is good. Only hashes are kept.
type Code struct {
	Hash        TokenHash
	UIN         int64
	AppID       int64
	RedirectURI string
	Challenge   string // of PKCE with S256 (RFC 7636); empty: none
	Scope       string
	Refresh     TokenHash // zero: no token was issued, or all were taken back
	Expires     time.Time // of the code, once tokens were issued of Refresh
}

// Issued is an access token that an app gets, with a refresh token if a code
// was exchanged for them.
type Issued struct {
	Session
	Code           TokenHash // that all this began with; zero: none, and no refresh token
	Spent          TokenHash // the refresh token that was given for these; zero: the code itself
	Refresh        TokenHash
	RefreshExpires time.Time
}

// Tokens are what an app gets in an exchange.
type Tokens struct {
	Access  string // the openkey, or accessToken, of the 17 interfaces
	Expires time.Time
	Refresh string // empty: none
	Player  Player
	Scope   string
}

// How long codes and refresh tokens live, and how long what is over is still
// known to have been. An access token lives for the app's session time.
const (
	CodeTime    = 10 * time.Minute
	RefreshTime = 90 * 24 * time.Hour
	OverTime    = 24 * time.Hour
)

// GrantStore keeps what apps were granted. No two codes or refresh tokens are
// ever the same.
type GrantStore interface {
	// PutGrant adds or replaces a grant to an app that the account plays.
	PutGrant(ctx context.Context, g Grant) error
	// Grants returns the grants of an account, ordered by appid.
	Grants(ctx context.Context, uin int64) ([]Grant, error)
	// DropGrant removes a grant and, in the same step, revokes the live
	// sessions of that player and removes its codes.
	DropGrant(ctx context.Context, uin, appid int64) error
	// AddCode adds a code, and drops those of the player that were over
	// before a time.
	AddCode(ctx context.Context, c Code, before time.Time) error
	// Code returns a code, used or not, or [NotFound].
	Code(ctx context.Context, hash TokenHash) (Code, error)
	// UseCode is Code and reports whether this is the code's first use: of
	// concurrent callers one is the first.
	UseCode(ctx context.Context, hash TokenHash) (c Code, first bool, err error)
	// Issue adds a session and, if it came of a code, makes the refresh token
	// the code's newest. It is refused with [TokenRevoked] if the newest is
	// not the one that was spent, so of concurrent callers one gets through,
	// and if the code is unused, gone or revoked. Sessions that were issued to
	// the player and were over before a time are dropped.
	Issue(ctx context.Context, i Issued, before time.Time) error
	// RevokeIssued takes back all that was issued for a code, now and later:
	// live sessions are revoked, the refresh token goes.
	RevokeIssued(ctx context.Context, c Code) error
	// SessionsByToken returns the sessions that have a token, of any app,
	// ordered by appid.
	SessionsByToken(ctx context.Context, token TokenHash) ([]Session, error)
	// Secret returns the secret of a name. The first who asks for it sets it.
	Secret(ctx context.Context, name string, fresh []byte) ([]byte, error)
}

// AuthRequest is what an app asks of a person.
type AuthRequest struct {
	RedirectURI string
	Challenge   string // of PKCE with S256; empty: none
	Scope       string
}

// AllowsRedirect reports whether an app registered a redirect_uri: exactly
// this one.
func (a *App) AllowsRedirect(uri string) bool { return slices.Contains(a.RedirectURIs, uri) }

// Authorize grants an app's request and returns the code for it. The account
// becomes a player of the app, if it is none yet.
func (p *Platform) Authorize(ctx context.Context, app *App, uin int64, r AuthRequest) (string, error) {
	if _, err := p.grant(ctx, app, uin, r.Scope); err != nil {
		return "", err
	}
	code, now := randomID(), p.Now(app.World)
	return code, p.store.AddCode(ctx, Code{Hash: HashToken(code), UIN: uin, AppID: app.ID, RedirectURI: r.RedirectURI,
		Challenge: r.Challenge, Scope: r.Scope, Expires: now.Add(CodeTime)}, now.Add(-OverTime))
}

// AuthorizeToken grants an app's request and returns an access token right
// away, without a refresh token (RFC 6749 4.2).
func (p *Platform) AuthorizeToken(ctx context.Context, app *App, uin int64, scope string) (Tokens, error) {
	player, err := p.grant(ctx, app, uin, scope)
	if err != nil {
		return Tokens{}, err
	}
	return p.issue(ctx, app, Issued{Session: Session{UIN: player.UIN}}, Tokens{Scope: scope})
}

// grant keeps a grant and makes the account a player of the app.
func (p *Platform) grant(ctx context.Context, app *App, uin int64, scope string) (Player, error) {
	a, err := p.store.Account(ctx, uin)
	if err != nil {
		return Player{}, err
	}
	if a.World != app.World {
		return Player{}, Refuse(Invalid, "account %d is not of the world of app %d", uin, app.ID)
	}
	player, err := p.store.AddPlayer(ctx, Player{UIN: uin, AppID: app.ID, OpenID: NewOpenID(*app, uin)})
	if err != nil {
		return Player{}, err
	}
	return player, p.store.PutGrant(ctx, Grant{UIN: uin, AppID: app.ID, Scope: scope, At: p.Now(app.World)})
}

// Exchange gives tokens for a code, once. A code that is used a second time
// has leaked: it is refused with [CodeUsed], and all that it gave is revoked.
// One that is unknown, over, another app's or not proven by the verifier is
// [BadCode], one for another redirect_uri [BadRedirect].
func (p *Platform) Exchange(ctx context.Context, app *App, code, redirectURI, verifier string) (Tokens, error) {
	c, first, err := p.store.UseCode(ctx, HashToken(code))
	switch {
	case ReasonOf(err) == NotFound:
		return Tokens{}, Refuse(BadCode, "code is unknown")
	case err != nil:
		return Tokens{}, err
	case !first:
		return Tokens{}, p.leaked(ctx, c, Refuse(CodeUsed, "code was used before: all that it gave is revoked"))
	}
	if err := c.check(app, redirectURI, verifier, p.Now(app.World)); err != nil {
		return Tokens{}, err
	}
	t, err := p.issueFor(ctx, app, c, code, TokenHash{})
	if ReasonOf(err) == TokenRevoked { // by a second use, in this very moment
		err = Refuse(CodeUsed, "code was used twice: all that it gave is revoked")
	}
	return t, err
}

// leaked takes back what a code gave and returns the refusal to answer with.
func (p *Platform) leaked(ctx context.Context, c Code, refusal error) error {
	if err := p.store.RevokeIssued(ctx, c); err != nil {
		return err
	}
	return refusal
}

func (c Code) check(app *App, redirectURI, verifier string, now time.Time) error {
	switch {
	case c.AppID != app.ID:
		return Refuse(BadCode, "code is not of app %d", app.ID)
	case !now.Before(c.Expires):
		return Refuse(BadCode, "code is over: it lives for %d minutes", int(CodeTime.Minutes()))
	case c.RedirectURI != redirectURI:
		return Refuse(BadRedirect, "redirect_uri is not the one that code was asked for with")
	case c.Challenge == "" && verifier != "": // somebody took the challenge away (RFC 9700 4.8.2)
		return Refuse(BadCode, "code was asked for without a code_challenge, so it takes no code_verifier")
	case c.Challenge != "" && !provenBy(c.Challenge, verifier):
		return Refuse(BadCode, "code_verifier does not match the code_challenge")
	}
	return nil
}

// provenBy checks a PKCE verifier (RFC 7636 4.6).
func provenBy(challenge, verifier string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

// Refresh gives new tokens for a refresh token, which ends. One that is used
// a second time has leaked: all that came of its code is revoked. Whatever is
// wrong with one is [BadRefresh].
func (p *Platform) Refresh(ctx context.Context, app *App, token string) (Tokens, error) {
	code, ok := codeOfRefresh(token)
	if !ok {
		return Tokens{}, unknownRefresh()
	}
	spent := HashToken(token)
	c, err := p.store.Code(ctx, HashToken(code))
	switch {
	case ReasonOf(err) == NotFound, err == nil && c.Refresh == TokenHash{}:
		return Tokens{}, unknownRefresh()
	case err != nil:
		return Tokens{}, err
	case c.AppID != app.ID:
		return Tokens{}, Refuse(BadRefresh, "refresh_token is not of app %d", app.ID)
	case !p.Now(app.World).Before(c.Expires):
		return Tokens{}, Refuse(BadRefresh, "refresh_token is over: sign in again")
	case c.Refresh != spent:
		return Tokens{}, p.leaked(ctx, c, refreshUsed())
	}
	t, err := p.issueFor(ctx, app, c, code, spent)
	if ReasonOf(err) == TokenRevoked { // it was spent in this very moment
		err = p.leaked(ctx, c, refreshUsed())
	}
	return t, err
}

func unknownRefresh() error {
	return Refuse(BadRefresh, "refresh_token is unknown or revoked: sign in again")
}

func refreshUsed() error {
	return Refuse(BadRefresh, "refresh_token was used before: all that came of it is revoked")
}

// newRefresh returns a refresh token. It begins with the code that it came
// of, so that a spent one still leads to what must be revoked without anybody
// having to keep it.
func newRefresh(code string) string { return code + randomID() }

func codeOfRefresh(token string) (code string, ok bool) {
	const half = 32 // hex digits of a randomID
	if len(token) != 2*half {
		return "", false
	}
	return token[:half], true
}

// issueFor gives tokens for a code, or in place of those of a refresh token
// that came of it.
func (p *Platform) issueFor(ctx context.Context, app *App, c Code, code string, spent TokenHash) (Tokens, error) {
	refresh := newRefresh(code)
	i := Issued{Session: Session{UIN: c.UIN}, Code: c.Hash, Spent: spent,
		Refresh: HashToken(refresh), RefreshExpires: p.Now(app.World).Add(RefreshTime)}
	return p.issue(ctx, app, i, Tokens{Refresh: refresh, Scope: c.Scope})
}

// issue keeps a new session of i.UIN and completes the tokens with it.
func (p *Platform) issue(ctx context.Context, app *App, i Issued, t Tokens) (Tokens, error) {
	player, err := p.store.PlayerOf(ctx, i.UIN, app.ID)
	if err != nil {
		return Tokens{}, err
	}
	now := p.Now(app.World)
	t.Access, i.Session = p.newSession(player, now.Add(app.Settings.Session))
	t.Expires, t.Player = i.Expires, player
	if err := p.store.Issue(ctx, i, now.Add(-OverTime)); err != nil {
		return Tokens{}, err
	}
	return t, nil
}

// TokenOf returns the app and player that an access token stands for, if it
// holds. appid chooses between apps that happen to have the same token; 0 is
// the first. The reasons are those of a login.
func (p *Platform) TokenOf(ctx context.Context, token string, appid int64) (*App, Player, error) {
	list, err := p.store.SessionsByToken(ctx, HashToken(token))
	if err != nil {
		return nil, Player{}, err
	}
	i := slices.IndexFunc(list, func(s Session) bool { return appid == 0 || s.AppID == appid })
	if i < 0 {
		return nil, Player{}, Refuse(TokenUnknown, "the token is nobody's")
	}
	app, err := p.App(ctx, list[i].AppID)
	if err != nil {
		return nil, Player{}, err
	}
	if err := list[i].Check(p.Now(app.World)); err != nil {
		return nil, Player{}, err
	}
	player, err := p.store.PlayerOf(ctx, list[i].UIN, app.ID)
	return app, player, err
}

// Grants lists the apps that an account let in.
func (p *Platform) Grants(ctx context.Context, uin int64) ([]Grant, error) {
	return p.store.Grants(ctx, uin)
}

// RevokeGrant shows an app the door: its tokens for this account are revoked.
func (p *Platform) RevokeGrant(ctx context.Context, uin, appid int64) error {
	return p.store.DropGrant(ctx, uin, appid)
}

// UnionID returns the name that an account has in all apps. Nobody who does
// not know the server's secret can tell the account from it.
func (p *Platform) UnionID(ctx context.Context, uin int64) (string, error) {
	key, err := p.Secret(ctx, "unionid")
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "unionid:%d", uin)
	return fmt.Sprintf("UID_%X", mac.Sum(nil)[:16]), nil
}
