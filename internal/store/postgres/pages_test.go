package postgres

import (
	"fmt"
	"testing"
	"time"

	"tongwan/internal/platform"
)

// visitPages calls everything that signing in and the players' own pages
// call, once, for players of the busy world.
func visitPages(t *testing.T, s *Store) {
	t.Helper()
	for name, call := range map[string]func(t *testing.T, s *Store) map[string]error{
		"sign in": signIn, "grant": grant, "inbox": readInbox, "guild": joinGuild, "chest": openChest,
	} {
		for method, err := range call(t, s) {
			if err != nil {
				t.Errorf("%s: %s: %v", name, method, err)
			}
		}
	}
}

func signIn(t *testing.T, s *Store) map[string]error {
	ctx, token := t.Context(), platform.HashToken("visit")
	errs := map[string]error{
		"AddAccount":   s.AddAccount(ctx, platform.Account{UIN: 1_000_000, World: "w"}),
		"AddVisit":     s.AddVisit(ctx, platform.Visit{UIN: 1, Hash: token, Expires: noon}, "", noon.Add(-time.Hour)),
		"SetFollowing": s.SetFollowing(ctx, 1, true),
		"Secret":       second(s.Secret(ctx, "name", []byte("value"))),
	}
	errs["AddPlayer"] = second(s.AddPlayer(ctx, platform.Player{UIN: 1_000_000, AppID: 1, OpenID: "new"}))
	errs["PlayersOf"] = second(s.PlayersOf(ctx, 1))
	errs["Visit"] = second(s.Visit(ctx, 1, token))
	errs["EndVisit"] = s.EndVisit(ctx, 1, token)
	return errs
}

func grant(t *testing.T, s *Store) map[string]error {
	ctx, token := t.Context(), platform.HashToken("code")
	c := platform.Code{Hash: token, UIN: 1, AppID: 1, Expires: noon}
	issued := platform.Issued{Session: platform.Session{UIN: 1, AppID: 1, Hash: platform.HashToken("access"), Expires: noon},
		Code: token, Refresh: platform.HashToken("refresh"), RefreshExpires: noon}
	errs := map[string]error{
		"PutGrant": s.PutGrant(ctx, platform.Grant{UIN: 1, AppID: 1, At: noon}),
		"Grants":   second(s.Grants(ctx, 1)),
		"AddCode":  s.AddCode(ctx, c, noon),
	}
	_, _, errs["UseCode"] = s.UseCode(ctx, token)
	errs["Issue"] = s.Issue(ctx, issued, noon)
	issued.Hash, issued.Spent, issued.Refresh = platform.HashToken("2"), issued.Refresh, platform.HashToken("3")
	errs["Issue and drop"] = s.Issue(ctx, issued, noon.Add(time.Hour))
	errs["SessionsByToken"] = second(s.SessionsByToken(ctx, platform.HashToken(openid(0))))
	errs["Code"] = second(s.Code(ctx, token))
	errs["RevokeIssued"] = s.RevokeIssued(ctx, c)
	errs["DropGrant"] = s.DropGrant(ctx, 1, 1)
	errs["ChangePassword"] = s.ChangePassword(ctx, 2, "", "hash")
	if err := s.ChangePassword(ctx, 2, "another", "hash"); platform.ReasonOf(err) != platform.WrongPassword {
		errs["ChangePassword of another"] = fmt.Errorf("not refused: %w", err)
	}
	return errs
}

func readInbox(t *testing.T, s *Store) map[string]error {
	ctx := t.Context()
	_, _, err := s.Results(ctx, 1, 1)
	return map[string]error{
		"Results":      err,
		"Inbox":        second(s.Inbox(ctx, 1, 1, "m", 9)),
		"Unread":       second(s.Unread(ctx, 1)),
		"MarkRead":     second(s.MarkRead(ctx, 1, 1, []string{"m"}, noon)),
		"MarkRead all": second(s.MarkRead(ctx, 1, 1, nil, noon)),
		"Standings":    second(s.Standings(ctx, 1, 1, platform.PeriodWeek, noon)),
	}
}

func joinGuild(t *testing.T, s *Store) map[string]error {
	ctx := t.Context()
	return map[string]error{
		"GroupsOf":          second(s.GroupsOf(ctx, 11)),
		"GroupRow":          second(s.GroupRow(ctx, 11)),
		"AddMember":         s.AddMember(ctx, 11, 5),
		"AddMember nowhere": refusal(s.AddMember(ctx, 12, 5), platform.NotFound),
		"BindingByJoinKey":  second(s.BindingByJoinKey(ctx, "w", "k10")),
		"Bind":              s.Bind(ctx, platform.Binding{AppID: 1, Code: 1, UnionID: "new", ZoneID: "z", OpenID: "new", JoinKey: "new"}),
	}
}

// refusal is nil for an error that is a refusal for one reason.
func refusal(err error, why platform.Reason) error {
	if platform.ReasonOf(err) == why {
		return nil
	}
	return fmt.Errorf("not refused with %s: %w", why, err)
}

func openChest(t *testing.T, s *Store) map[string]error {
	c, err := s.Chest(t.Context(), "w", "c1")
	errs := map[string]error{"Chest": err}
	errs["TakeFromChest"] = second(s.TakeFromChest(t.Context(), c, platform.Take{UIN: 2, At: noon}))
	c.ID = "none"
	errs["TakeFromChest nowhere"] = refusal(second(s.TakeFromChest(t.Context(), c, platform.Take{UIN: 3, At: noon})), platform.NotFound)
	return errs
}
