package tongwantest

import (
	"time"

	"tongwan/internal/world"
)

// PlayerOption says how a player is, for [Server.Player].
type PlayerOption func(*playerSpec)

// playerSpec is what options gather: parts of a world document.
type playerSpec struct {
	account       world.Account
	player        world.Player
	openid, token string
	life          time.Duration
	wrong         string // an option that no document can hold
}

func (p *playerSpec) document(appid, uin int64) *world.Document {
	p.player.AppID = appid
	p.account.UIN = uin
	p.account.Players = []world.Player{p.player}
	return &world.Document{Accounts: []world.Account{p.account}}
}

// Genders of [Gender]. Games see an unknown one as male.
const (
	Male          = "male"
	Female        = "female"
	UnknownGender = "unknown"
)

// Nickname sets the nickname, which is the player's name otherwise.
func Nickname(text string) PlayerOption {
	return func(p *playerSpec) { p.account.Nickname = &text }
}

// Gender sets the gender: Male, Female or UnknownGender, the default.
func Gender(gender string) PlayerOption {
	return func(p *playerSpec) { setText(&p.account.Gender, gender) }
}

// Avatar sets the base URL of the player's pictures; without one the server
// draws them.
func Avatar(baseURL string) PlayerOption {
	return func(p *playerSpec) { p.account.Avatar = &baseURL }
}

// QQLevel sets the QQ level, 0 otherwise.
func QQLevel(level int) PlayerOption {
	return func(p *playerSpec) { p.account.QQLevel = &level }
}

// Wifi lets the player use the portable wifi (get_wifi answers 1).
func Wifi() PlayerOption {
	return func(p *playerSpec) { p.player.Wifi = ptr(true) }
}

// NoFollow makes the player not follow the games account, so that nobody can
// share with them (msdk.CodeShareNotFollowing, 32).
func NoFollow() PlayerOption {
	return func(p *playerSpec) { p.account.FollowsGames = ptr(false) }
}

// Gift lets a pack wait for the player until get_gift takes it. Given several
// times, several wait. On a player who is there already, they replace those
// that wait.
func Gift(id string, count int) PlayerOption {
	return func(p *playerSpec) { p.player.Gifts = append(p.player.Gifts, world.Gift{ID: id, Count: count}) }
}

// OpenID sets the openid, 1 to 64 bytes, of a new player.
func OpenID(openid string) PlayerOption {
	return func(p *playerSpec) { p.openid = openid }
}

// Token sets the token of a new player.
func Token(token string) PlayerOption {
	return func(p *playerSpec) { p.token = token }
}

// TokenLife sets how long the token of a new player lives from now, by the
// world's clock; a negative one has expired. It is the app's session time, 2 h,
// otherwise.
func TokenLife(life time.Duration) PlayerOption {
	return func(p *playerSpec) { p.life = life }
}

// setText sets a field of a document whose type is some kind of text.
func setText[T ~string](field **T, text string) {
	v := T(text)
	*field = &v
}
