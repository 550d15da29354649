package storetest

import (
	"errors"
	"slices"
	"testing"

	"tongwan/internal/platform"
)

func dumpCases(open func(t *testing.T) platform.Store) []testCase {
	return []testCase{
		{"of a rich world", testDumpRich},
		{"sorted", testDumpSorted},
		{"into an empty store", func(t *testing.T, s platform.Store) { testDumpLoadDump(t, s, open(t)) }},
		{"stops", testDumpStops},
		{"yield reads the store", testDumpReads},
		{"of a player", testDumpPlayer},
	}
}

// normal returns rows of a fixture as Dump gives them: with their world, and
// each friendship from the smaller uin.
func normal(rows []platform.Row, world string) []platform.Row {
	rows = inWorld(world, rows)
	for i, row := range rows {
		if f, ok := row.(platform.Friendship); ok && f.UIN > f.Friend {
			rows[i] = platform.Friendship{UIN: f.Friend, Friend: f.UIN, Remark: f.FriendRemark, FriendRemark: f.Remark}
		}
	}
	slices.SortStableFunc(rows, func(a, b platform.Row) int {
		pa, aok := a.(platform.Player)
		pb, bok := b.(platform.Player)
		if aok && bok {
			return int(pa.UIN - pb.UIN)
		}
		return 0
	})
	return rows
}

func testDumpRich(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "rich", rich()...)
	same(t, dump(t, s, "rich"), rich())
	refused(t, s.Dump(t.Context(), "nowhere", func(platform.Row) error { return nil }), platform.NotFound)
	load(t, s, "empty")
	same(t, len(dump(t, s, "empty")), 0)
}

// testDumpSorted loads every kind backwards: Dump does not care.
func testDumpSorted(t *testing.T, s platform.Store) {
	rows := rich()
	slices.Reverse(rows)
	slices.SortStableFunc(rows, func(a, b platform.Row) int { return rank(a) - rank(b) })
	load(t, s, "rich", rows...)
	same(t, dump(t, s, "rich"), rich())
}

// rank orders the kinds so that each comes after what it rests on.
func rank(r platform.Row) int {
	switch r.(type) {
	case platform.App, platform.Account:
		return 0
	case platform.Player:
		return 1
	}
	return 2
}

func testDumpLoadDump(t *testing.T, from, to platform.Store) {
	blueAndRed(t, from)
	load(t, from, "rich", rich()...)
	for _, world := range []string{"blue", "red", "rich"} {
		rows := dump(t, from, world)
		load(t, to, world, rows...)
		same(t, dump(t, to, world), rows)
	}
}

func testDumpStops(t *testing.T, s platform.Store) {
	load(t, s, "rich", rich()...)
	enough := errors.New("enough")
	for stop := range len(rich()) {
		n := 0
		err := s.Dump(t.Context(), "rich", func(platform.Row) error {
			if n++; n > stop {
				return enough
			}
			return nil
		})
		if err != enough || n != stop+1 {
			t.Fatalf("got %v after %d rows, want the very error of yield after %d", err, n, stop+1)
		}
	}
	if err := s.DumpPlayer(t.Context(), 31, 5, func(platform.Row) error { return enough }); err != enough {
		t.Errorf("got %v, want the very error of yield", err)
	}
	load(t, s, "blue", blue()...) // the store still takes writes
}

func testDumpReads(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	ok(t, s.Dump(t.Context(), "blue", func(row platform.Row) error {
		if p, is := row.(platform.Player); is {
			same(t, must(s.PlayerOf(t.Context(), p.UIN, p.AppID))(t), p)
		}
		return nil
	}))
	ok(t, s.DumpPlayer(t.Context(), 11, 1, func(platform.Row) error {
		return second(s.PlayerOf(t.Context(), 11, 1))
	}))
}

func testDumpPlayer(t *testing.T, s platform.Store) {
	load(t, s, "rich", rich()...)
	blueAndRed(t, s)
	read := func(uin, appid int64) []platform.Row {
		var rows []platform.Row
		ok(t, s.DumpPlayer(t.Context(), uin, appid, func(r platform.Row) error {
			rows = append(rows, r)
			return nil
		}))
		return rows
	}
	var want []platform.Row
	for _, row := range rich() {
		switch r := row.(type) {
		case platform.Account:
			if r.UIN != 31 {
				continue
			}
		case platform.Player:
			if r.UIN != 31 || r.AppID != 5 {
				continue
			}
		case platform.Session:
			if r.AppID != 5 {
				continue
			}
		case platform.App, platform.Message, platform.Unbound:
			continue // messages were sent, not received
		}
		want = append(want, row)
	}
	same(t, read(31, 5), want)

	other := read(32, 5)
	same(t, len(of[platform.Message](other)), 3)
	same(t, of[platform.Friendship](other), []platform.Friendship{
		{UIN: 32, Friend: 31, Remark: "another\x00name", FriendRemark: "a 'quoted' \"name\""}})
	refused(t, s.DumpPlayer(t.Context(), 14, 1, func(platform.Row) error { return nil }), platform.NotFound)
}
