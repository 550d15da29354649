package storetest

import (
	"fmt"
	"testing"

	"tongwan/internal/platform"
)

func worldCases() []testCase {
	return []testCase{
		{"names and words", testWorlds},
		{"reset", testReset},
		{"drop", testDrop},
		{"a hundred worlds together", testManyWorlds},
		{"dedicated once", testDedicate},
	}
}

func testWorlds(t *testing.T, s platform.Store) {
	same(t, must(s.Worlds(t.Context()))(t), []string(nil))
	_, err := s.World(t.Context(), "b")
	refused(t, err, platform.NotFound)
	worlds := []platform.World{{Name: "b", Words: []string{"赌", "x"}}, {Name: "a"}, {Name: "é"}}
	for _, w := range worlds {
		ok(t, s.Load(t.Context(), w, false, seq()))
	}
	same(t, must(s.Worlds(t.Context()))(t), []string{"a", "b", "é"})
	for _, w := range worlds {
		same(t, must(s.World(t.Context(), w.Name))(t), w)
	}
	ok(t, s.Load(t.Context(), platform.World{Name: "b", Words: []string{"y"}}, false, seq(app(7))))
	same(t, must(s.World(t.Context(), "b"))(t).Words, []string{"y"})
	same(t, must(s.App(t.Context(), 7))(t).Words, []string{"y"})
	refused(t, s.Load(t.Context(), platform.World{}, false, seq()), platform.Invalid)
}

// testReset: of a world that is reset only the new rows are left.
func testReset(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "rich", rich()...)
	red := dump(t, s, "red")
	ok(t, s.Load(t.Context(), platform.World{Name: "rich"}, true, seq(app(5), account(31), player(31, 5, "x"))))
	want := []platform.Row{app(5), account(31), player(31, 5, "x")}
	same(t, dump(t, s, "rich"), inWorld("rich", want))
	same(t, dump(t, s, "red"), red)
	ok(t, s.Load(t.Context(), platform.World{Name: "rich"}, true, seq(rich()...)))
	same(t, dump(t, s, "rich"), rich())
	ok(t, s.Load(t.Context(), platform.World{Name: "new"}, true, seq())) // of a world that is not there
}

func testDrop(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "rich", rich()...)
	blue, red := dump(t, s, "blue"), dump(t, s, "red")
	ok(t, s.DropWorld(t.Context(), "rich"))
	refused(t, s.DropWorld(t.Context(), "rich"), platform.NotFound)
	refused(t, s.Dump(t.Context(), "rich", func(platform.Row) error { return nil }), platform.NotFound)
	same(t, must(s.Worlds(t.Context()))(t), []string{"blue", "red"})
	same(t, dump(t, s, "blue"), blue)
	same(t, dump(t, s, "red"), red)
	for _, err := range []error{
		second(s.App(t.Context(), 5)), second(s.Account(t.Context(), 31)), second(s.Player(t.Context(), 5, "openid")),
		second(s.GroupRow(t.Context(), 71)), second(s.BindingOfGuild(t.Context(), 5, "7", "8")),
		s.ReportScores(t.Context(), platform.Report{UIN: 31, AppID: 5, Now: noon, Played: 1}),
	} {
		refused(t, err, platform.NotFound)
	}
	load(t, s, "other", inWorld("other", rich())...) // nothing is left that another world would conflict with
	same(t, dump(t, s, "other"), inWorld("other", rich()))
}

func second[V any](_ V, err error) error { return err }

// inWorld returns rows with the world they are in.
func inWorld(world string, rows []platform.Row) []platform.Row {
	moved := make([]platform.Row, len(rows))
	for i, row := range rows {
		switch r := row.(type) {
		case platform.App:
			r.World = world
			row = r
		case platform.Account:
			r.World = world
			row = r
		case platform.GroupRow:
			r.World = world
			row = r
		}
		moved[i] = row
	}
	return moved
}

// testManyWorlds makes, changes and drops worlds side by side.
func testManyWorlds(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	before := dump(t, s, "blue")
	for _, err := range together(100, func(i int) error { return oneOfMany(s, int64(i)) }) {
		ok(t, err)
	}
	same(t, dump(t, s, "blue"), before)
	same(t, len(must(s.Worlds(t.Context()))(t)), 2+50)
}

func oneOfMany(s platform.Store, i int64) error {
	name, appid, uin := fmt.Sprint("w", i), 1000+i, 2000+2*i
	rows := []platform.Row{app(appid), account(uin), account(uin + 1), player(uin, appid, "x"), player(uin+1, appid, "y"),
		platform.Friendship{UIN: uin, Friend: uin + 1}}
	for range 2 {
		if err := s.Load(background(), platform.World{Name: name}, true, seq(rows...)); err != nil {
			return err
		}
	}
	friends, err := s.Friends(background(), uin, appid)
	if err != nil || len(friends) != 1 || friends[0].OpenID != "y" {
		return fmt.Errorf("friends of %d are %v, %w", uin, friends, err)
	}
	if i%2 == 0 {
		return s.DropWorld(background(), name)
	}
	return nil
}

// testDedicate: the first of parallel callers decides, for ever.
func testDedicate(t *testing.T, s platform.Store) {
	purposes := make([]string, 8)
	errs := together(len(purposes), func(i int) (err error) {
		purposes[i], err = s.Dedicate(t.Context(), fmt.Sprint("purpose ", i))
		return err
	})
	for _, err := range errs {
		ok(t, err)
	}
	for _, is := range purposes {
		same(t, is, purposes[0])
	}
	load(t, s, "w", app(1))
	ok(t, s.DropWorld(t.Context(), "w"))
	same(t, must(s.Dedicate(t.Context(), "another"))(t), purposes[0])
}
