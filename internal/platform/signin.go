package platform

import (
	"context"
	"crypto/rand"
	"math/big"
	"strings"
	"unicode/utf8"
)

// The bounds of what people choose.
const (
	MinPassword = 8   // characters
	MaxPassword = 128 // bytes
	MaxNickname = 36  // bytes
)

// AccountStore changes accounts one by one.
type AccountStore interface {
	// AddAccount adds an account to its world. A uin that is taken, in any
	// world, is [Conflict], a world that is not there [NotFound].
	AddAccount(ctx context.Context, a Account) error
	// ChangePassword sets the hash of an account's password if it is still
	// old: another is [WrongPassword] and changes nothing. In the same step all that was signed in with the old one ends: live sessions of all
	// its players become [PasswordChanged], codes with their refresh tokens
	// and visits go. An account that is not there is [NotFound].
	ChangePassword(ctx context.Context, uin int64, old, hash string) error
	// SetFollowing says whether an account follows the games account; one
	// that is not there is [NotFound].
	SetFollowing(ctx context.Context, uin int64, follows bool) error
	// Accounts returns at most limit accounts of a world whose uin is greater
	// than after, ordered by uin.
	Accounts(ctx context.Context, world string, after int64, limit int) ([]Account, error)
	// AddPlayer makes an account a player of an app, unless it is one, and
	// returns what it is then. An openid that another has is [Conflict], an
	// account or app that is not there [NotFound].
	AddPlayer(ctx context.Context, p Player) (Player, error)
	// PlayersOf returns the players that an account is, ordered by appid.
	PlayersOf(ctx context.Context, uin int64) ([]Player, error)
}

// Register makes an account with a free uin in a world. address is where the
// request comes from: from one address only so many are taken for a while,
// further ones are [TooManyTries].
func (p *Platform) Register(ctx context.Context, world, nickname, password, address string) (Account, error) {
	w, err := p.store.World(ctx, world)
	if err != nil {
		return Account{}, err
	}
	nickname = strings.TrimSpace(nickname)
	if err := checkNickname(nickname, w.Words); err != nil {
		return Account{}, err
	}
	if err := checkPassword(password); err != nil {
		return Account{}, err
	}
	if wait := p.tries.register(address); wait > 0 {
		return Account{}, tooManyTries(wait)
	}
	hash, err := p.hash(ctx, password)
	if err != nil {
		return Account{}, err
	}
	a := Account{World: world, Nickname: nickname, Gender: GenderUnknown, FollowsGames: true, Password: hash}
	for range 100 {
		a.UIN = randomUIN()
		if err = p.store.AddAccount(ctx, a); ReasonOf(err) != Conflict {
			return a, err
		}
	}
	return Account{}, err
}

// SignIn checks an account's password and returns the cookie of a visit.
// address is where the request comes from: after a few failures, of one
// account or from one address, further tries are refused for a while with
// [TooManyTries], right or wrong. A wrong number and a wrong password are
// both [WrongPassword] and take the same time.
func (p *Platform) SignIn(ctx context.Context, uin int64, password, address string) (cookie string, a Account, err error) {
	if a, err = p.prove(ctx, uin, password, address); err != nil {
		return "", Account{}, err
	}
	cookie, err = p.visit(ctx, a, a.Password)
	return cookie, a, err
}

// SignInAs signs in without a password, which only a sandbox allows.
func (p *Platform) SignInAs(ctx context.Context, uin int64) (cookie string, a Account, err error) {
	if !p.sandbox {
		return "", Account{}, Refuse(Invalid, "only a sandbox lets people in without a password")
	}
	if a, err = p.store.Account(ctx, uin); err != nil {
		return "", Account{}, err
	}
	cookie, err = p.visit(ctx, a, "")
	return cookie, a, err
}

// ChangePassword sets an account's password, if the old one is right, and
// ends all that was signed in with it: tokens with code -73 (protocol.md 3).
func (p *Platform) ChangePassword(ctx context.Context, uin int64, old, password, address string) error {
	a, err := p.prove(ctx, uin, old, address)
	if err != nil {
		return err
	}
	if err := checkPassword(password); err != nil {
		return err
	}
	hash, err := p.hash(ctx, password)
	if err != nil {
		return err
	}
	return p.store.ChangePassword(ctx, uin, a.Password, hash)
}

// Accounts lists a world's accounts: see [AccountStore]. A sandbox offers
// them for signing in.
func (p *Platform) Accounts(ctx context.Context, world string, after int64, limit int) ([]Account, error) {
	return p.store.Accounts(ctx, world, after, limit)
}

// Follow makes an account follow the games account, or no longer.
func (p *Platform) Follow(ctx context.Context, uin int64, follows bool) error {
	return p.store.SetFollowing(ctx, uin, follows)
}

// PlayersOf lists the players that an account is: its games.
func (p *Platform) PlayersOf(ctx context.Context, uin int64) ([]Player, error) {
	return p.store.PlayersOf(ctx, uin)
}

// NotProved says that a password is not the account's, or no longer.
func NotProved() error { return Refuse(WrongPassword, "number or password is wrong") }

// prove returns the account if the password is its own.
func (p *Platform) prove(ctx context.Context, uin int64, password, address string) (Account, error) {
	a, err := p.store.Account(ctx, uin)
	if err != nil && ReasonOf(err) != NotFound {
		return Account{}, err
	}
	if wait := p.tries.begin(uin, address); wait > 0 {
		return Account{}, tooManyTries(wait)
	}
	right, err := p.verify(ctx, a.Password, password)
	if err != nil {
		return Account{}, err
	}
	if !right {
		return Account{}, NotProved()
	}
	p.tries.succeeded(uin, address)
	return a, nil
}

func checkNickname(name string, words []string) error {
	switch {
	case name == "" || len(name) > MaxNickname || !utf8.ValidString(name) || strings.ContainsFunc(name, isControl):
		return Refuse(BadNickname, "nickname must be 1 to %d bytes of text, got %q", MaxNickname, brief(name))
	}
	for _, w := range words {
		if strings.Contains(name, w) {
			return Refuse(ListedWord, "nickname contains a listed word")
		}
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7F }

func checkPassword(password string) error {
	if utf8.RuneCountInString(password) < MinPassword || len(password) > MaxPassword {
		return Refuse(BadPassword, "password must have at least %d characters and at most %d bytes", MinPassword, MaxPassword)
	}
	return nil
}

// randomUIN returns a number of ten digits: far more than there are people.
func randomUIN() int64 {
	n, err := rand.Int(rand.Reader, big.NewInt(8_000_000_000))
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	return 2_000_000_000 + n.Int64()
}
