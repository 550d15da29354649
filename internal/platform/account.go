package platform

import (
	"context"
	"strings"
)

// Gender of an account. The protocol shows an unknown one as male
// (mobile-qq.md 2.3.1.3).
type Gender string

// The genders.
const (
	GenderUnknown Gender = "unknown"
	Male          Gender = "male"
	Female        Gender = "female"
)

// Account is a person, in one world.
type Account struct {
	UIN          int64 // unique in the whole server, at least 1
	World        string
	Nickname     string
	Gender       Gender
	Avatar       string // base URL of pictures; empty: the server draws one
	FollowsGames bool   // follows the games account, so gets shared messages
	Password     string // hash, empty: cannot sign in with a password
	QQLevel      int
	VIP          []Membership // at most one of each kind
}

// Player is an account in one app: what a game knows of a person.
type Player struct {
	UIN    int64
	AppID  int64
	OpenID string // 1 to 64 bytes, unique in the app
	Wifi   bool   // may use the portable wifi (mobile-qq.md 2.4.4)
}

// Person is a player together with their account.
type Person struct {
	Player
	Account Account
}

// PlayerStore reads players and their accounts.
type PlayerStore interface {
	// Player returns the player an openid names in an app, or [NotFound].
	Player(ctx context.Context, appid int64, openid string) (Player, error)
	// Account returns an account, or [NotFound].
	Account(ctx context.Context, uin int64) (Account, error)
	// People returns the people behind openids of one app, in no order;
	// openids that nobody has are left out. openids has no duplicates.
	People(ctx context.Context, appid int64, openids []string) ([]Person, error)
}

// Account returns an account, or [NotFound].
func (p *Platform) Account(ctx context.Context, uin int64) (Account, error) {
	return p.store.Account(ctx, uin)
}

// player is PlayerStore.Player with the platform's own refusal.
func (p *Platform) player(ctx context.Context, app *App, openid string) (Player, error) {
	pl, err := p.store.Player(ctx, app.ID, openid)
	if ReasonOf(err) == NotFound {
		return Player{}, unknownPlayer(app, openid)
	}
	return pl, err
}

func unknownPlayer(app *App, openid string) error {
	return Refuse(UnknownPlayer, "openid %s is no player of app %d", brief(openid), app.ID)
}

// Profile returns the caller's own person (mobile-qq.md 2.3.1).
func (p *Platform) Profile(ctx context.Context, app *App, openid, token string) (Person, error) {
	caller, err := p.login(ctx, app, openid, token)
	if err != nil {
		return Person{}, err
	}
	account, err := p.store.Account(ctx, caller.UIN)
	return Person{Player: caller, Account: account}, err
}

// People returns the people behind openids, friends or not, in the order
// asked for; unknown openids are left out and duplicates come once
// (mobile-qq.md 2.3.3 and 2.3.4).
func (p *Platform) People(ctx context.Context, app *App, openid, token string, openids []string) ([]Person, error) {
	if _, err := p.login(ctx, app, openid, token); err != nil {
		return nil, err
	}
	return p.people(ctx, app, openids)
}

// Picture returns the account whose picture an openid shows. It takes no
// token: picture URLs are public.
func (p *Platform) Picture(ctx context.Context, appid int64, openid string) (Account, error) {
	pl, err := p.store.Player(ctx, appid, openid)
	if err != nil {
		return Account{}, err
	}
	return p.store.Account(ctx, pl.UIN)
}

// people returns the people behind openids in the order asked for, each once.
func (p *Platform) people(ctx context.Context, app *App, openids []string) ([]Person, error) {
	wanted := make([]string, 0, len(openids))
	seen := make(map[string]bool, len(openids))
	for _, id := range openids {
		if !seen[id] {
			seen[id] = true
			wanted = append(wanted, id)
		}
	}
	found, err := p.store.People(ctx, app.ID, wanted)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]Person, len(found))
	for _, person := range found {
		byID[person.OpenID] = person
	}
	list := make([]Person, 0, len(found))
	for _, id := range wanted {
		if person, ok := byID[id]; ok {
			list = append(list, person)
		}
	}
	return list, nil
}

// brief shortens a text of a caller's for an error message.
func brief(s string) string {
	const most = 64
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && s[cut]&0xC0 == 0x80 { // not inside a UTF-8 sequence
		cut--
	}
	return s[:cut] + "…"
}
