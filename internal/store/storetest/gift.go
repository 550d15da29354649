package storetest

import (
	"sync"
	"testing"

	"tongwan/internal/platform"
)

func giftCases() []testCase {
	return []testCase{
		{"take in order, once", testTakeGifts},
		{"fifty take, one gets", testTakeGiftsTogether},
		{"a list replaces the list", testGiftsReplaced},
	}
}

func gifts(uin, appid int64, ids ...string) platform.Gifts {
	g := platform.Gifts{UIN: uin, AppID: appid}
	for i, id := range ids {
		g.Gifts = append(g.Gifts, platform.Gift{ID: id, Count: i + 1})
	}
	return g
}

func testTakeGifts(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	mine, other, elsewhere := gifts(11, 1, "9", "1", "9", "5"), gifts(12, 1, "a"), gifts(11, 2, "b")
	load(t, s, "blue", mine, other, elsewhere)
	same(t, must(s.TakeGifts(t.Context(), 11, 1))(t), mine.Gifts)
	same(t, must(s.TakeGifts(t.Context(), 11, 1))(t), []platform.Gift(nil))
	same(t, must(s.TakeGifts(t.Context(), 14, 1))(t), []platform.Gift(nil))
	same(t, of[platform.Gifts](dump(t, s, "blue")), []platform.Gifts{elsewhere, other})
}

func testTakeGiftsTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", gifts(11, 1, "1", "2", "3"))
	var (
		mu    sync.Mutex
		taken []platform.Gift
	)
	for _, err := range together(50, func(int) error {
		g, err := s.TakeGifts(background(), 11, 1)
		mu.Lock()
		defer mu.Unlock()
		taken = append(taken, g...)
		return err
	}) {
		ok(t, err)
	}
	same(t, taken, gifts(11, 1, "1", "2", "3").Gifts)
}

func testGiftsReplaced(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", gifts(11, 1, "1", "2", "3"), gifts(11, 1, "4"), gifts(12, 1, "5"), gifts(12, 1))
	same(t, of[platform.Gifts](dump(t, s, "blue")), []platform.Gifts{gifts(11, 1, "4")})
}
