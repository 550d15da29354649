package sqlite

import "tongwan/internal/platform"

// memory is what the store remembers of people: what most calls read before
// they come to their own matter. Players, accounts and the cards of friend
// lists change only when a world is loaded or dropped, sessions one by one.
type memory struct {
	players  *memo[playerKey, platform.Player]
	accounts *memo[int64, platform.Account]
	cards    *memo[cardKey, platform.Friend] // without remark; without openid: does not play the app
	sessions *memo[sessionKey, platform.Session]
}

type playerKey struct {
	appid  int64
	openid string
}

type cardKey struct{ uin, appid int64 }

type sessionKey struct {
	uin, appid int64
	hash       platform.TokenHash
}

// remembered bounds each kind. An entry takes 200 to 300 bytes.
const remembered = 50_000

func newMemory() memory {
	return memory{
		players:  newMemo[playerKey, platform.Player](remembered),
		accounts: newMemo[int64, platform.Account](remembered),
		cards:    newMemo[cardKey, platform.Friend](remembered),
		sessions: newMemo[sessionKey, platform.Session](remembered),
	}
}

// forgetAll is called when a world was changed.
func (m memory) forgetAll() {
	m.players.forgetAll()
	m.accounts.forgetAll()
	m.cards.forgetAll()
	m.sessions.forgetAll()
}
