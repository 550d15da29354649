package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tongwan/internal/platform"
)

func takeCases() []testCase {
	return []testCase{
		{"chest by its boxid", testChest},
		{"take", testTake},
		{"take together", testTakeTogether},
		{"load replaces takes", testLoadTakes},
		{"a boxid of somebody else", testConflictBoxID},
	}
}

// chest is one of 11 in app 1, for three.
func chest(id string, takes ...platform.Take) platform.Chest {
	return platform.Chest{ID: id, AppID: 1, UIN: 11, ActID: 92, Items: 40, People: 3, PF: "pf", Created: noon, Takes: takes}
}

func testChest(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	ok(t, s.AddChest(t.Context(), chest("c")))
	load(t, s, "blue", chest("d", platform.Take{UIN: 14, At: noon}, platform.Take{UIN: 11, At: noon.Add(1e9)}))
	same(t, must(s.Chest(t.Context(), "blue", "c"))(t), chest("c"))
	same(t, must(s.Chest(t.Context(), "blue", "d"))(t).Takes, []platform.Take{{UIN: 14, At: noon}, {UIN: 11, At: noon.Add(1e9)}})
	for _, miss := range []struct{ world, id string }{{"red", "c"}, {"nowhere", "c"}, {"blue", "C"}, {"blue", ""}} {
		refused(t, second(s.Chest(t.Context(), miss.world, miss.id)), platform.NotFound)
	}
}

func testTake(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	c := chest("c")
	ok(t, s.AddChest(t.Context(), c))
	ok(t, s.AddChest(t.Context(), chest("other")))
	steps := []struct {
		uin    int64
		number int
		empty  bool
	}{
		{12, 0, false},
		{11, 1, false}, // who made it may take
		{12, 0, false}, // once
		{14, 2, false},
		{13, 0, true},
		{11, 1, false}, // also when it is empty
	}
	for i, step := range steps {
		take := platform.Take{UIN: step.uin, At: noon.Add(time.Duration(i) * time.Second)}
		n, err := s.TakeFromChest(t.Context(), c, take)
		if step.empty {
			refused(t, err, platform.ChestEmpty)
			continue
		}
		ok(t, err)
		same(t, n, step.number)
	}
	c.Takes = []platform.Take{{UIN: 12, At: noon}, {UIN: 11, At: noon.Add(1e9)}, {UIN: 14, At: noon.Add(3e9)}}
	same(t, must(s.Chest(t.Context(), "blue", "c"))(t), c)
	same(t, of[platform.Chest](dump(t, s, "blue")), []platform.Chest{c, chest("other")})

	none := chest("none")
	refused(t, second(s.TakeFromChest(t.Context(), none, platform.Take{UIN: 12, At: noon})), platform.NotFound)
	c.UIN = 12 // not who made it
	refused(t, second(s.TakeFromChest(t.Context(), c, platform.Take{UIN: 12, At: noon})), platform.NotFound)
}

// testTakeTogether: everybody comes twice at the same time, each number is
// given to one, and both times the same.
func testTakeTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	const n, people = 20, 7
	c := chest("c")
	c.People = people
	ok(t, s.AddChest(t.Context(), c))
	for i := range int64(n) {
		load(t, s, "blue", account(100+i))
	}
	numbers := make([]int, 2*n)
	errs := together(2*n, func(i int) (err error) {
		numbers[i], err = s.TakeFromChest(background(), c, platform.Take{UIN: 100 + int64(i%n), At: noon})
		return err
	})
	var got []int
	for i := range n {
		if errs[i] != nil {
			refused(t, errs[i], platform.ChestEmpty)
			refused(t, errs[n+i], platform.ChestEmpty)
			continue
		}
		ok(t, errs[n+i])
		same(t, numbers[n+i], numbers[i])
		got = append(got, numbers[i])
	}
	slices.Sort(got)
	same(t, fmt.Sprint(got), "[0 1 2 3 4 5 6]")
	for i, take := range must(s.Chest(t.Context(), "blue", "c"))(t).Takes {
		same(t, numbers[take.UIN-100], i)
	}
}

func testLoadTakes(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	one, two := platform.Take{UIN: 12, At: noon}, platform.Take{UIN: 13, At: noon.Add(time.Second)}
	for _, takes := range [][]platform.Take{{one, two}, {two, one}, {two}, nil, {one}} {
		load(t, s, "blue", chest("c", takes...))
		same(t, of[platform.Chest](dump(t, s, "blue")), []platform.Chest{chest("c", takes...)})
	}
	for name, row := range map[string]platform.Chest{
		"nobody":             chest("d", platform.Take{UIN: 99, At: noon}),
		"one who took twice": chest("d", one, two, one),
		"more than people":   chest("d", one, two, platform.Take{UIN: 11}, platform.Take{UIN: 14}),
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, s.Load(t.Context(), platform.World{Name: "blue"}, false, seq(row)), platform.Invalid)
		})
	}
	stranger := chest("d", platform.Take{UIN: 21, At: noon})
	refused(t, s.Load(t.Context(), platform.World{Name: "blue"}, false, seq(stranger)), platform.Conflict)
	same(t, of[platform.Chest](dump(t, s, "blue")), []platform.Chest{chest("c", one)})
}

// testConflictBoxID: a boxid leads to one chest of a world.
func testConflictBoxID(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", chest("c"))
	load(t, s, "blue", chest("c"))
	for _, other := range []struct{ uin, appid int64 }{{12, 1}, {11, 2}} {
		c := chest("c")
		c.UIN, c.AppID = other.uin, other.appid
		refused(t, s.Load(t.Context(), platform.World{Name: "blue"}, false, seq(c)), platform.Conflict)
	}
	c := chest("c")
	c.UIN, c.AppID = 21, 3
	load(t, s, "red", c)
	same(t, must(s.Chest(t.Context(), "blue", "c"))(t).UIN, int64(11))
	same(t, must(s.Chest(t.Context(), "red", "c"))(t).UIN, int64(21))
}
