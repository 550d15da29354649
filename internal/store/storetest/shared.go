package storetest

import (
	"fmt"
	"testing"
	"time"

	"tongwan/internal/platform"
)

// RunShared runs what the contracts say of several servers over one database.
// Each case gets two stores over one that is empty, which open closes when
// its test ends.
func RunShared(t *testing.T, open func(t *testing.T) (a, b platform.Store)) {
	cases := []sharedCase{
		{"each sees what the other did", testSharedSees},
		{"an openid that moves", testSharedMoves},
		{"gifts are taken once", testSharedGifts},
		{"one quota", testSharedQuota},
		{"unbound once", testSharedUnbind},
		{"no report is lost", testSharedReports},
		{"reports in opposite orders", testSharedOrders},
		{"renewed and revoked together", testSharedRenew},
		{"loads of one world", testSharedLoads},
		{"loads that want the same", testSharedConflict},
		{"writes while a world is loaded anew", testSharedReset},
		{"writes while a world is dropped", testSharedDrop},
		{"dedicated once", testSharedDedicate},
	}
	for _, c := range append(cases, sharedPages()...) {
		t.Run(c.name, func(t *testing.T) {
			a, b := open(t)
			c.run(t, a, b)
		})
	}
}

// sharedCase is one rule, tried on two stores over one empty database.
type sharedCase struct {
	name string
	run  func(t *testing.T, a, b platform.Store)
}

// either returns one of two stores in turn.
func either(a, b platform.Store, i int) platform.Store {
	if i%2 == 0 {
		return a
	}
	return b
}

func testSharedSees(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	same(t, dump(t, b, "blue"), normal(blue(), "blue"))
	same(t, must(b.Account(t.Context(), 11))(t).Nickname, "nick")
	renamed := account(11)
	renamed.Nickname = "new"
	load(t, a, "blue", renamed, session(11, 1, "t", noon.Add(time.Hour)))
	same(t, must(b.Account(t.Context(), 11))(t).Nickname, "new")
	same(t, must(b.Friends(t.Context(), 12, 1))(t)[0].Nickname, "new")
	hash := platform.HashToken("t")
	same(t, must(b.Login(t.Context(), 1, "A1", hash))(t).Found, true)
	same(t, must(a.RevokeSessions(t.Context(), 11, 1, platform.Revoked))(t), 1)
	same(t, must(b.Login(t.Context(), 1, "A1", hash))(t).Session.Revoked, platform.Revoked)
	same(t, must(b.RenewSession(t.Context(), 1, "A1", hash, noon, noon.Add(time.Hour)))(t), false)
	ok(t, a.DropWorld(t.Context(), "blue"))
	for _, err := range []error{second(b.Player(t.Context(), 1, "A1")), second(b.Login(t.Context(), 1, "A1", hash)), second(b.App(t.Context(), 1))} {
		refused(t, err, platform.NotFound)
	}
}

// testSharedMoves: what one store knows of an openid the other one changes.
func testSharedMoves(t *testing.T, a, b platform.Store) {
	hash := platform.HashToken("t")
	for i := range 6 {
		uin := int64(11 + i%2)
		load := func(s platform.Store) error {
			return s.Load(t.Context(), platform.World{Name: "w"}, true, seq(app(1), account(uin), player(uin, 1, "X"), session(uin, 1, "t", noon.Add(time.Hour))))
		}
		ok(t, load(either(a, b, i/2)))
		for _, s := range []platform.Store{a, b} {
			same(t, must(s.Player(t.Context(), 1, "X"))(t).UIN, uin)
			same(t, must(s.Login(t.Context(), 1, "X", hash))(t).Session.UIN, uin)
			people := must(s.People(t.Context(), 1, []string{"X", "Y"}))(t)
			same(t, []int64{people[0].UIN, int64(len(people))}, []int64{uin, 1})
			same(t, must(s.RenewSession(t.Context(), 1, "X", hash, noon, noon.Add(2*time.Hour)))(t), true)
		}
	}
}

func testSharedGifts(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	load(t, a, "blue", gifts(11, 1, "1", "2", "3"))
	taken := make([][]platform.Gift, 40)
	for _, err := range together(len(taken), func(i int) (err error) {
		taken[i], err = either(a, b, i).TakeGifts(background(), 11, 1)
		return err
	}) {
		ok(t, err)
	}
	var all []platform.Gift
	for _, list := range taken {
		all = append(all, list...)
	}
	same(t, all, gifts(11, 1, "1", "2", "3").Gifts)
}

func testSharedQuota(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	const quota = 7
	sent := 0
	for _, err := range together(60, func(i int) error {
		return either(a, b, i).SendMessage(background(), share(fmt.Sprint(i), 1, 12, noon), dayStart, dayEnd, quota)
	}) {
		if err == nil {
			sent++
		} else {
			refused(t, err, platform.QuotaUsed)
		}
	}
	same(t, sent, quota)
	same(t, len(of[platform.Message](dump(t, b, "blue"))), quota)
}

func testSharedUnbind(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	bind := blue()[len(blue())-1]
	for round := range 3 {
		now := noon.Add(time.Duration(round) * time.Hour)
		load(t, a, "blue", bind)
		done := 0
		for _, err := range together(20, func(i int) error {
			return either(a, b, i).Unbind(background(), bound51().Binding, now, now.Add(-time.Minute))
		}) {
			if err == nil {
				done++
			} else if r := platform.ReasonOf(err); r != platform.NoBinding && r != platform.UnbindTooSoon {
				t.Error(err)
			}
		}
		same(t, done, 1)
		load(t, b, "blue", bind)
		refused(t, a.Unbind(t.Context(), bound51().Binding, now.Add(time.Second), now.Add(time.Second-time.Minute)), platform.UnbindTooSoon)
	}
}

func testSharedReports(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	const n = 200
	for _, err := range together(n, func(i int) error {
		r := report(noon, platform.ReportedScore{Score: score(3, "x", int64(i))})
		r.Games, r.Played = []platform.Game{{Score: int64(i)}}, 10
		return either(a, b, i).ReportScores(background(), r)
	}) {
		ok(t, err)
	}
	same(t, kept(t, b)[0].Rank, int64(n-1))
	for _, p := range periods(t, b) {
		same(t, []int64{int64(p.Rounds), p.Best, p.Ranked}, []int64{n, n - 1, n - 1})
	}
}

// testSharedOrders: reports that name the same scores from either end.
func testSharedOrders(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	const n, types = 60, 20
	for _, err := range together(n, func(i int) error {
		r := report(noon)
		for k := range types {
			typ := 100 + k
			if i%2 == 1 {
				typ = 100 + types - 1 - k
			}
			sc := platform.ReportedScore{Score: score(typ, "x", int64(i)), Cover: (i+k)%3 == 0}
			sc.UIN, sc.AppID, sc.Reported = 11, 1, noon
			r.Scores = append(r.Scores, sc)
		}
		return either(a, b, i).ReportScores(background(), r)
	}) {
		ok(t, err)
	}
	same(t, len(kept(t, a)), types)
}

func testSharedRenew(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	load(t, a, "blue", session(11, 1, "t", noon.Add(time.Hour)))
	for _, err := range together(40, func(i int) error {
		if i == 21 {
			return second(b.RevokeSessions(background(), 11, 1, platform.Revoked))
		}
		return second(either(a, b, i).RenewSession(background(), 1, "A1", platform.HashToken("t"), noon, noon.Add(time.Duration(i)*time.Hour)))
	}) {
		ok(t, err)
	}
	same(t, must(a.Login(t.Context(), 1, "A1", platform.HashToken("t")))(t).Session.Revoked, platform.Revoked)
}

// testSharedLoads: of loads of one world side by side each is whole, and the
// last one stands.
func testSharedLoads(t *testing.T, a, b platform.Store) {
	state := func(i int) []platform.Row {
		rows := []platform.Row{app(1)}
		for uin := range int64(5) {
			named := account(uin + 1)
			named.Nickname = fmt.Sprint(i)
			rows = append(rows, named, player(uin+1, 1, fmt.Sprint("O", uin)))
		}
		for uin := range int64(4) {
			rows = append(rows, platform.Friendship{UIN: 5, Friend: uin + 1})
		}
		return rows
	}
	for _, err := range together(20, func(i int) error {
		return either(a, b, i).Load(background(), platform.World{Name: "w"}, i%3 == 0, seq(state(i)...))
	}) {
		ok(t, err)
	}
	accounts := of[platform.Account](dump(t, a, "w"))
	friends := must(b.Friends(t.Context(), 5, 1))(t)
	same(t, []int{len(accounts), len(friends)}, []int{5, 4})
	for i := range friends {
		same(t, []string{accounts[i].Nickname, friends[i].Nickname}, []string{accounts[4].Nickname, accounts[4].Nickname})
	}
}

// testSharedConflict: of two worlds that want the same account one gets it.
func testSharedConflict(t *testing.T, a, b platform.Store) {
	const n = 10
	done := 0
	for _, err := range together(n, func(i int) error {
		id := int64(i + 1)
		return either(a, b, i).Load(background(), platform.World{Name: fmt.Sprint("w", i)}, false,
			seq(app(id), account(100+id), player(100+id, id, "x"), account(99), player(99, id, "y")))
	}) {
		if err == nil {
			done++
		} else {
			refused(t, err, platform.Conflict)
		}
	}
	same(t, done, 1)
	same(t, len(must(a.Worlds(t.Context()))(t)), 1)
}

// writes are those that a player may make at any time.
func writes(s platform.Store, i int) error {
	id := fmt.Sprint(i)
	switch i % 5 {
	case 0:
		r := report(noon, platform.ReportedScore{Score: score(3, "1", int64(i))})
		r.Games = []platform.Game{{Score: int64(i)}}
		return s.ReportScores(background(), r)
	case 1:
		return s.AddSession(background(), session(11, 1, id, noon))
	case 2:
		return s.SendMessage(background(), share(id, 1, 11, noon), dayStart, dayEnd, 1000)
	case 3:
		return s.AddChest(background(), platform.Chest{ID: id, UIN: 11, AppID: 1})
	}
	return second(s.RenewSession(background(), 1, "A1", platform.HashToken("t"), noon, noon.Add(time.Hour)))
}

// testSharedReset: a player who is there before and after is never gone.
func testSharedReset(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	for _, err := range together(100, func(i int) error {
		if i%10 == 0 {
			return a.Load(background(), platform.World{Name: "blue"}, true, seq(blue()...))
		}
		return writes(either(a, b, i), i)
	}) {
		ok(t, err)
	}
	same(t, len(of[platform.Player](dump(t, b, "blue"))), 5)
}

// testSharedDrop: a write comes before the drop or finds nobody, and leaves
// nothing behind.
func testSharedDrop(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	for round := range 5 {
		for i, err := range together(60, func(i int) error {
			if i == 30 {
				return a.DropWorld(background(), "blue")
			}
			return writes(either(a, b, i), i)
		}) {
			if i == 30 {
				ok(t, err)
			} else if err != nil {
				refused(t, err, platform.NotFound)
			}
		}
		_, err := b.World(t.Context(), "blue")
		refused(t, err, platform.NotFound)
		load(t, b, fmt.Sprint("again", round), blue()...)
		ok(t, b.DropWorld(t.Context(), fmt.Sprint("again", round)))
		load(t, b, "blue", blue()...)
		same(t, dump(t, a, "blue"), normal(blue(), "blue"))
	}
}

func testSharedDedicate(t *testing.T, a, b platform.Store) {
	purposes := make([]string, 16)
	for _, err := range together(len(purposes), func(i int) (err error) {
		purposes[i], err = either(a, b, i).Dedicate(background(), fmt.Sprint("purpose ", i))
		return err
	}) {
		ok(t, err)
	}
	for _, is := range purposes {
		same(t, is, purposes[0])
	}
}
