package platform

import (
	"context"
	"crypto/rand"
	"strconv"
	"strings"
	"time"
)

// Visit is a browser in which an account is signed in.
type Visit struct {
	UIN     int64
	Hash    TokenHash // of the secret in the browser's cookie
	Expires time.Time
}

// VisitTime is how long a browser stays signed in.
const VisitTime = 30 * 24 * time.Hour

// VisitStore keeps visits.
type VisitStore interface {
	// AddVisit adds a visit and drops those of the account that are over at
	// now; an account that is not there is [NotFound]. proved is the hash of
	// the password that was shown for it: if the account has another by now,
	// that is [WrongPassword], looked at in the same step, so that a visit
	// either goes with a change of password or never begins. Empty: none had
	// to be shown.
	AddVisit(ctx context.Context, v Visit, proved string, now time.Time) error
	// Visit returns a visit, or [NotFound].
	Visit(ctx context.Context, uin int64, hash TokenHash) (Visit, error)
	// EndVisit removes a visit, if it is there.
	EndVisit(ctx context.Context, uin int64, hash TokenHash) error
}

// Visitor returns the account that a browser is signed in as, by the value
// of its cookie. One that is not signed in, or no longer, is [NotSignedIn].
func (p *Platform) Visitor(ctx context.Context, cookie string) (Account, error) {
	uin, hash, ok := parseVisit(cookie)
	if !ok {
		return Account{}, notSignedIn()
	}
	v, err := p.store.Visit(ctx, uin, hash)
	if ReasonOf(err) == NotFound {
		return Account{}, notSignedIn()
	}
	if err != nil {
		return Account{}, err
	}
	a, err := p.store.Account(ctx, uin)
	switch {
	case ReasonOf(err) == NotFound:
		return Account{}, notSignedIn()
	case err == nil && !p.Now(a.World).Before(v.Expires):
		return Account{}, notSignedIn()
	}
	return a, err
}

// SignOut ends a visit.
func (p *Platform) SignOut(ctx context.Context, cookie string) error {
	uin, hash, ok := parseVisit(cookie)
	if !ok {
		return nil
	}
	return p.store.EndVisit(ctx, uin, hash)
}

// visit signs an account in, if the hash that was proved is still the one of
// its password, and returns the cookie for it. The uin stands in
// front, so that a visit lies with the account's other rows.
func (p *Platform) visit(ctx context.Context, a Account, proved string) (string, error) {
	secret := rand.Text()
	now := p.Now(a.World)
	v := Visit{UIN: a.UIN, Hash: HashToken(secret), Expires: now.Add(VisitTime)}
	return strconv.FormatInt(a.UIN, 10) + "." + secret, p.store.AddVisit(ctx, v, proved, now)
}

func parseVisit(cookie string) (int64, TokenHash, bool) {
	number, secret, _ := strings.Cut(cookie, ".")
	uin, err := strconv.ParseInt(number, 10, 64)
	return uin, HashToken(secret), err == nil && secret != ""
}

func notSignedIn() error { return Refuse(NotSignedIn, "sign in first") }
