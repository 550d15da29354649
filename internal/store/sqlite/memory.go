package sqlite

import (
	"tongwan/internal/platform"
	"tongwan/internal/store/memo"
)

// memory is what the store remembers of people: what most calls read before
// they come to their own matter. That is sound because nobody else writes to
// the file (lock_unix.go). Players, accounts and the cards of friend lists
// seldom change but when a world is loaded or dropped, sessions one by one.
type memory struct {
	players  *memo.Memo[playerKey, platform.Player]
	accounts *memo.Memo[int64, platform.Account]
	cards    *memo.Memo[cardKey, platform.Friend] // without remark; without openid: does not play the app
	sessions *memo.Memo[sessionKey, platform.Session]
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
		players:  memo.New[playerKey, platform.Player](remembered),
		accounts: memo.New[int64, platform.Account](remembered),
		cards:    memo.New[cardKey, platform.Friend](remembered),
		sessions: memo.New[sessionKey, platform.Session](remembered),
	}
}

// forgetAll is called when a world was changed.
func (m memory) forgetAll() {
	m.players.ForgetAll()
	m.accounts.ForgetAll()
	m.cards.ForgetAll()
	m.sessions.ForgetAll()
}
