package storetest

import (
	"context"
	"maps"
	"testing"
	"time"

	"tongwan/internal/platform"
)

func contextCases() []testCase {
	return []testCase{
		{"cancelled before", testCancelled},
		{"cancelled in a load", testCancelledLoad},
		{"cancelled in a dump", testCancelledDump},
	}
}

// testCancelled: a call whose context has ended does nothing and says why.
func testCancelled(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue", gifts(11, 1, "g"), session(11, 1, "t", noon.Add(time.Hour)))
	before := dump(t, s, "blue")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	hash := platform.HashToken("t")
	calls := map[string]error{
		"App":            second(s.App(ctx, 1)),
		"Player":         second(s.Player(ctx, 1, "A1")),
		"Account":        second(s.Account(ctx, 11)),
		"People":         second(s.People(ctx, 1, []string{"A1"})),
		"Login":          second(s.Login(ctx, 1, "A1", hash)),
		"RenewSession":   second(s.RenewSession(ctx, 1, "A1", hash, noon, noon.Add(9*time.Hour))),
		"TokenInUse":     second(s.TokenInUse(ctx, "blue", hash)),
		"AddSession":     s.AddSession(ctx, session(12, 1, "t", noon)),
		"RevokeSessions": second(s.RevokeSessions(ctx, 11, 1, platform.Revoked)),
		"Friends":        second(s.Friends(ctx, 11, 1)),
		"AreFriends":     second(s.AreFriends(ctx, 11, 12)),
		"SendMessage":    s.SendMessage(ctx, share("m", 1, 12, noon), dayStart, dayEnd, 9),
		"BindingOfGuild": second(s.BindingOfGuild(ctx, 1, "u1", "z1")),
		"IsMember":       second(s.IsMember(ctx, 51, 11)),
		"GroupCard":      second(s.GroupCard(ctx, bound51())),
		"Unbind":         s.Unbind(ctx, bound51().Binding, noon, noon),
		"TakeGifts":      second(s.TakeGifts(ctx, 11, 1)),
		"AddChest":       s.AddChest(ctx, platform.Chest{ID: "c", UIN: 11, AppID: 1}),
		"ReportScores":   s.ReportScores(ctx, games(noon, platform.Game{Score: 1})),
		"Standings":      second(s.Standings(ctx, 11, 1, platform.PeriodAll, time.Time{})),
		"World":          second(s.World(ctx, "blue")),
		"Worlds":         second(s.Worlds(ctx)),
		"Load":           s.Load(ctx, platform.World{Name: "blue"}, true, seq(app(1))),
		"Dump":           s.Dump(ctx, "blue", func(platform.Row) error { return nil }),
		"DumpPlayer":     s.DumpPlayer(ctx, 11, 1, func(platform.Row) error { return nil }),
		"DropWorld":      s.DropWorld(ctx, "blue"),
		"PlayerOf":       second(s.PlayerOf(ctx, 11, 1)),
		"GroupRow":       second(s.GroupRow(ctx, 51)),
	}
	maps.Copy(calls, playersCalls(ctx, s))
	for name, err := range calls {
		t.Run(name, func(t *testing.T) { is(t, err, context.Canceled) })
	}
	same(t, dump(t, s, "blue"), before)
}

// playersCalls are those of pages that players see.
func playersCalls(ctx context.Context, s platform.Store) map[string]error {
	hash := platform.HashToken("t")
	_, _, use := s.UseCode(ctx, hash)
	_, _, results := s.Results(ctx, 11, 1)
	return map[string]error{
		"AddAccount":       s.AddAccount(ctx, platform.Account{UIN: 15, World: "blue"}),
		"ChangePassword":   s.ChangePassword(ctx, 11, "", "x"),
		"SetFollowing":     s.SetFollowing(ctx, 11, false),
		"Accounts":         second(s.Accounts(ctx, "blue", 0, 9)),
		"AddPlayer":        second(s.AddPlayer(ctx, player(14, 1, "D1"))),
		"PlayersOf":        second(s.PlayersOf(ctx, 11)),
		"AddVisit":         s.AddVisit(ctx, visit(11, "v", noon), "", noon),
		"Visit":            second(s.Visit(ctx, 11, hash)),
		"EndVisit":         s.EndVisit(ctx, 11, hash),
		"PutGrant":         s.PutGrant(ctx, platform.Grant{UIN: 11, AppID: 1}),
		"Grants":           second(s.Grants(ctx, 11)),
		"DropGrant":        s.DropGrant(ctx, 11, 1),
		"AddCode":          s.AddCode(ctx, code(11, 1, "c"), noon),
		"Code":             second(s.Code(ctx, hash)),
		"UseCode":          use,
		"Issue":            s.Issue(ctx, platform.Issued{Session: session(11, 1, "i", noon)}, noon),
		"RevokeIssued":     s.RevokeIssued(ctx, code(11, 1, "c")),
		"SessionsByToken":  second(s.SessionsByToken(ctx, hash)),
		"Secret":           second(s.Secret(ctx, "k", hash[:])),
		"Inbox":            second(s.Inbox(ctx, 11, 1, "", 9)),
		"Unread":           second(s.Unread(ctx, 11)),
		"MarkRead":         second(s.MarkRead(ctx, 11, 1, nil, noon)),
		"GroupsOf":         second(s.GroupsOf(ctx, 11)),
		"Bind":             s.Bind(ctx, binding(2, 51, "u", "z", "G")),
		"BindingByJoinKey": second(s.BindingByJoinKey(ctx, "blue", "key of G51-1")),
		"AddMember":        s.AddMember(ctx, 51, 11),
		"Chest":            second(s.Chest(ctx, "blue", "c")),
		"TakeFromChest":    second(s.TakeFromChest(ctx, chest("c"), platform.Take{UIN: 11})),
		"Results":          results,
	}
}

func testCancelledLoad(t *testing.T, s platform.Store) {
	unchanged(t, s, func(world string, reset bool) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		err := s.Load(ctx, platform.World{Name: world}, reset, func(yield func(platform.Row, error) bool) {
			if yield(app(8), nil) {
				cancel()
				yield(account(88), nil)
			}
		})
		is(t, err, context.Canceled)
	})
}

func testCancelledDump(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	// Whether the rest still comes is the store's choice, but no other error.
	if err := s.Dump(ctx, "blue", func(platform.Row) error { cancel(); return nil }); err != nil {
		is(t, err, context.Canceled)
	}
	same(t, dump(t, s, "blue"), normal(blue(), "blue"))
}
