package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tongwan/internal/platform"
)

// sharedPages are the rules of several servers for what players do on their
// own pages.
func sharedPages() []sharedCase {
	return []sharedCase{
		{"each sees who signed in at the other", testSharedSignIn},
		{"visits while the password changes", testVisitsOfOldPassword},
		{"a code is used once", testSharedUseCode},
		{"a refresh token is spent once", testSharedIssue},
		{"one player of an account", testSharedAddPlayer},
		{"players added while friends are loaded", testSharedFriends},
		{"a guild and a group are bound once", testSharedBind},
		{"a group is never too full", testSharedMembers},
		{"shares of a chest are numbered once", testSharedTakes},
		{"one secret", testSharedSecret},
		{"players come while a world is loaded anew", testSharedPagesReset},
		{"players come while a world is dropped", testSharedPagesDrop},
	}
}

func testSharedSignIn(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	refused(t, second(b.Player(t.Context(), 1, "D1")), platform.NotFound)
	same(t, len(must(b.Friends(t.Context(), 11, 1))(t)), 2)
	ok(t, second(a.AddPlayer(t.Context(), player(14, 1, "D1"))))
	same(t, must(b.Player(t.Context(), 1, "D1"))(t).UIN, int64(14))
	same(t, len(must(b.Friends(t.Context(), 11, 1))(t)), 3)

	c := used(t, a, "c")
	ok(t, b.Issue(t.Context(), issued(c, "t", "", "r"), noon))
	ok(t, a.AddVisit(t.Context(), visit(11, "v", noon), "", noon.Add(-1)))
	for _, s := range []platform.Store{a, b} {
		same(t, must(s.Login(t.Context(), 1, "A1", platform.HashToken("t")))(t).Session.Revoked, platform.Live)
		ok(t, second(s.Visit(t.Context(), 11, platform.HashToken("v"))))
	}
	ok(t, b.ChangePassword(t.Context(), 11, "", "hash"))
	for _, s := range []platform.Store{a, b} {
		same(t, must(s.Account(t.Context(), 11))(t).Password, "hash")
		same(t, must(s.Login(t.Context(), 1, "A1", platform.HashToken("t")))(t).Session.Revoked, platform.PasswordChanged)
		refused(t, second(s.Visit(t.Context(), 11, platform.HashToken("v"))), platform.NotFound)
		refused(t, second(s.Code(t.Context(), c.Hash)), platform.NotFound)
	}
}

func testSharedUseCode(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	ok(t, a.AddCode(t.Context(), code(11, 1, "c"), noon))
	firsts := make([]bool, 40)
	for _, err := range together(len(firsts), func(i int) (err error) {
		_, firsts[i], err = either(a, b, i).UseCode(background(), platform.HashToken("c"))
		return err
	}) {
		ok(t, err)
	}
	same(t, len(slices.DeleteFunc(firsts, func(first bool) bool { return !first })), 1)
}

func testSharedIssue(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	c := used(t, a, "c")
	ok(t, b.Issue(t.Context(), issued(c, "a", "", "r"), noon))
	var won []platform.TokenHash
	for i, err := range together(40, func(i int) error {
		return either(a, b, i).Issue(background(), issued(c, fmt.Sprint("a", i), "r", fmt.Sprint("r", i)), noon)
	}) {
		if err == nil {
			won = append(won, platform.HashToken(fmt.Sprint("r", i)))
		} else {
			refused(t, err, platform.TokenRevoked)
		}
	}
	same(t, won, []platform.TokenHash{must(b.Code(t.Context(), c.Hash))(t).Refresh})
	same(t, len(of[platform.Session](dump(t, b, "blue"))), 2)
}

func testSharedAddPlayer(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	got := make([]platform.Player, 40)
	for _, err := range together(len(got), func(i int) (err error) {
		got[i], err = either(a, b, i).AddPlayer(background(), player(14, 1, fmt.Sprint("D", i)))
		return err
	}) {
		ok(t, err)
	}
	for _, p := range got {
		same(t, p, got[0])
	}
	same(t, must(b.Player(t.Context(), 1, got[0].OpenID))(t), got[0])
	same(t, must(a.Friends(t.Context(), 11, 1))(t)[2].OpenID, got[0].OpenID)
}

// testSharedFriends: whichever comes first, friends' lists show the player.
func testSharedFriends(t *testing.T, a, b platform.Store) {
	const n = 20
	rows := []platform.Row{app(1), account(1), player(1, 1, "one")}
	for i := range int64(n) {
		rows = append(rows, account(100+i))
	}
	load(t, a, "w", rows...)
	for _, err := range together(2*n, func(i int) error {
		uin := 100 + int64(i/2)
		if i%2 == 0 {
			return second(a.AddPlayer(background(), player(uin, 1, fmt.Sprint(uin))))
		}
		named := account(uin)
		named.Nickname = "new"
		return b.Load(background(), platform.World{Name: "w"}, false, seq(named, platform.Friendship{UIN: 1, Friend: uin}))
	}) {
		ok(t, err)
	}
	friends := must(a.Friends(t.Context(), 1, 1))(t)
	same(t, len(friends), n)
	for _, f := range friends {
		same(t, []string{f.OpenID, f.Nickname}, []string{fmt.Sprint(f.UIN), "new"})
	}
}

func testSharedBind(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	const n = 20
	for i := range int64(n) {
		load(t, a, "blue", platform.GroupRow{Group: platform.Group{Code: 100 + i, Max: 9}})
	}
	bind := func(of func(i int) platform.Binding, want ...platform.Reason) {
		t.Helper()
		bound := 0
		for i, err := range together(n, func(i int) error { return either(a, b, i).Bind(background(), of(i)) }) {
			switch {
			case err == nil:
				bound++
				same(t, must(either(b, a, i).BindingByJoinKey(t.Context(), "blue", of(i).JoinKey))(t).Binding, of(i))
			case !slices.Contains(want, platform.ReasonOf(err)):
				t.Errorf("got error %v, want a refusal: %v", err, want)
			}
		}
		same(t, bound, 1)
	}
	bind(func(i int) platform.Binding { return binding(1, 100+int64(i), "u", "z", fmt.Sprint("G", i)) }, platform.GuildBound)
	bind(func(i int) platform.Binding { return binding(2, 100, fmt.Sprint("u", i), "z", fmt.Sprint("H", i)) }, platform.GroupBound)
	bind(func(i int) platform.Binding {
		one := binding(2, 101+int64(i%(n-1)), fmt.Sprint("v", i), "z", fmt.Sprint("I", i))
		one.JoinKey = "one key"
		return one
	}, platform.Conflict, platform.GroupBound) // the first and the last one want one group
}

func testSharedMembers(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	const n, most = 40, 7
	load(t, a, "blue", group52(most))
	for i := range int64(n) {
		load(t, a, "blue", account(100+i))
	}
	joined := []int64{12}
	for i, err := range together(n, func(i int) error { return either(a, b, i).AddMember(background(), 52, 100+int64(i)) }) {
		if err == nil {
			joined = append(joined, 100+int64(i))
		} else {
			refused(t, err, platform.GroupFull)
		}
	}
	same(t, len(joined), most)
	same(t, must(b.GroupRow(t.Context(), 52))(t).Members, joined)
	same(t, len(must(b.GroupsOf(t.Context(), joined[1]))(t)), 1)
}

func testSharedTakes(t *testing.T, a, b platform.Store) {
	blueAndRed(t, a)
	const n, people = 20, 7
	c := chest("c")
	c.People = people
	ok(t, a.AddChest(t.Context(), c))
	numbers := make([]int, 2*n)
	errs := together(2*n, func(i int) (err error) { // everybody comes to both
		numbers[i], err = either(a, b, i).TakeFromChest(background(), c, platform.Take{UIN: 100 + int64(i/2), At: noon})
		return err
	})
	var got []int
	for i := 0; i < len(errs); i += 2 {
		if errs[i] != nil {
			refused(t, errs[i], platform.ChestEmpty)
			refused(t, errs[i+1], platform.ChestEmpty)
			continue
		}
		ok(t, errs[i+1])
		same(t, numbers[i+1], numbers[i])
		got = append(got, numbers[i])
	}
	slices.Sort(got)
	same(t, got, []int{0, 1, 2, 3, 4, 5, 6})
	same(t, len(must(b.Chest(t.Context(), "blue", "c"))(t).Takes), people)
}

func testSharedSecret(t *testing.T, a, b platform.Store) {
	got := make([][]byte, 20)
	for _, err := range together(len(got), func(i int) (err error) {
		got[i], err = either(a, b, i).Secret(background(), "name", []byte{byte(i)})
		return err
	}) {
		ok(t, err)
	}
	for _, key := range got {
		same(t, key, got[0])
	}
}

// visits are what a player may do on the pages at any time.
func visits(s platform.Store, i int) error {
	id := fmt.Sprint(i)
	switch i % 8 {
	case 0:
		return s.AddVisit(background(), visit(11, id, noon), "", noon.Add(-time.Hour))
	case 1:
		return s.AddCode(background(), code(11, 1, id), noon)
	case 2:
		return s.PutGrant(background(), platform.Grant{UIN: 11, AppID: 1, At: noon})
	case 3:
		return s.Issue(background(), platform.Issued{Session: session(11, 1, id, noon)}, noon)
	case 4:
		return s.SetFollowing(background(), 11, true)
	case 5:
		return second(s.AddPlayer(background(), player(14, 1, "D1")))
	case 6:
		return s.AddMember(background(), 51, 11+int64(i/8%4))
	}
	return second(s.TakeFromChest(background(), chest("c"), platform.Take{UIN: 11 + int64(i/8%3), At: noon}))
}

// blueChest is blue with a chest.
func blueChest() []platform.Row { return append(blue(), chest("c")) }

// testSharedPagesReset: nobody who is there before and after is ever gone.
func testSharedPagesReset(t *testing.T, a, b platform.Store) {
	load(t, a, "blue", blueChest()...)
	for _, err := range together(160, func(i int) error {
		if i%20 == 0 {
			return a.Load(background(), platform.World{Name: "blue"}, true, seq(blueChest()...))
		}
		return visits(either(a, b, i/8), i)
	}) {
		ok(t, err)
	}
	same(t, must(b.GroupRow(t.Context(), 51))(t).Members, []int64{11, 12, 13, 14})
	same(t, len(of[platform.Chest](dump(t, b, "blue"))), 1)
}

// testSharedPagesDrop: what comes before the drop goes with the world.
func testSharedPagesDrop(t *testing.T, a, b platform.Store) {
	load(t, a, "blue", blueChest()...)
	for range 5 {
		for i, err := range together(80, func(i int) error {
			if i == 40 {
				return a.DropWorld(background(), "blue")
			}
			return visits(either(a, b, i/8), i)
		}) {
			if i == 40 {
				ok(t, err)
			} else if err != nil {
				refused(t, err, platform.NotFound)
			}
		}
		load(t, b, "blue", blueChest()...)
		same(t, dump(t, a, "blue"), normal(blueChest(), "blue"))
		same(t, len(must(b.Grants(t.Context(), 11))(t)), 0)
		refused(t, second(b.Visit(t.Context(), 11, platform.HashToken("0"))), platform.NotFound)
		refused(t, second(b.Code(t.Context(), platform.HashToken("1"))), platform.NotFound)
	}
}
