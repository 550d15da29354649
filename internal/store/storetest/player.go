package storetest

import (
	"fmt"
	"testing"

	"tongwan/internal/platform"
)

func playerCases() []testCase {
	return []testCase{
		{"add", testAddPlayer},
		{"add together", testAddPlayerTogether},
		{"add for one openid together", testAddPlayerOneOpenID},
		{"of an account", testPlayersOf},
	}
}

func testAddPlayer(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	same(t, len(must(s.Friends(t.Context(), 11, 1))(t)), 2) // 14 does not play yet
	refused(t, second(s.Player(t.Context(), 1, "D1")), platform.NotFound)

	same(t, must(s.AddPlayer(t.Context(), player(14, 1, "D1")))(t), player(14, 1, "D1"))
	same(t, must(s.Player(t.Context(), 1, "D1"))(t), player(14, 1, "D1"))
	same(t, must(s.PlayerOf(t.Context(), 14, 1))(t), player(14, 1, "D1"))
	friends := must(s.Friends(t.Context(), 11, 1))(t)
	same(t, friends[len(friends)-1].OpenID, "D1")

	// One who plays stays who they are, whatever openid is offered.
	for _, openid := range []string{"D1", "D2", "A1"} {
		same(t, must(s.AddPlayer(t.Context(), player(14, 1, openid)))(t), player(14, 1, "D1"))
	}
	refused(t, second(s.AddPlayer(t.Context(), player(13, 2, "A2"))), platform.Conflict)
	refused(t, second(s.AddPlayer(t.Context(), player(99, 1, "E1"))), platform.NotFound)
	refused(t, second(s.AddPlayer(t.Context(), player(14, 9, "E1"))), platform.NotFound)
	same(t, must(s.AddPlayer(t.Context(), player(14, 2, "A1")))(t), player(14, 2, "A1")) // another app's A1
}

// testAddPlayerTogether: all get the one player that there is.
func testAddPlayerTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	got := make([]platform.Player, 20)
	for _, err := range together(len(got), func(i int) (err error) {
		got[i], err = s.AddPlayer(background(), player(14, 1, fmt.Sprint("D", i)))
		return err
	}) {
		ok(t, err)
	}
	kept := must(s.PlayerOf(t.Context(), 14, 1))(t)
	for _, p := range got {
		same(t, p, kept)
	}
	same(t, must(s.Player(t.Context(), 1, kept.OpenID))(t), kept)
}

func testAddPlayerOneOpenID(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	uins := []int64{13, 14}
	var won []int64
	for i, err := range together(len(uins), func(i int) error {
		return second(s.AddPlayer(background(), player(uins[i], 2, "X")))
	}) {
		if err == nil {
			won = append(won, uins[i])
		} else {
			refused(t, err, platform.Conflict)
		}
	}
	same(t, []int64{must(s.Player(t.Context(), 2, "X"))(t).UIN}, won)
}

func testPlayersOf(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	same(t, must(s.PlayersOf(t.Context(), 11))(t), []platform.Player{player(11, 1, "A1"), player(11, 2, "A2")})
	same(t, len(must(s.PlayersOf(t.Context(), 14))(t)), 0)
	same(t, len(must(s.PlayersOf(t.Context(), 99))(t)), 0)
}
