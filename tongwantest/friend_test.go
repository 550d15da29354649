package tongwantest_test

import (
	"strings"
	"testing"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

func TestBefriend(t *testing.T) {
	s := tongwantest.New(t)
	alice, bob, carol := s.Player("alice"), s.Player("bob"), s.Player("carol")
	s.Befriend(alice, bob, tongwantest.Remark(bob, "Ally"))
	s.Befriend(carol, alice)
	list := must(s.Client().QQFriendsDetail(t.Context(), msdk.QQFriendsDetailRequest{OpenID: bob.OpenID, AccessToken: bob.Token}))(t).Lists
	if len(list) != 1 || list[0].OpenID != alice.OpenID || list[0].NickName != "Ally" {
		t.Errorf("bob's friends: %+v", list)
	}
	if friends := alice.State().Friends; len(friends) != 2 || friends[0].Remark != "" {
		t.Errorf("alice's friends: %+v", friends)
	}
	s.Befriend(alice, bob, tongwantest.Remark(alice, "Bobby"))
	if friends := alice.State().Friends; friends[0].Remark != "Bobby" {
		t.Errorf("alice's friends: %+v", friends)
	}
	if friends := bob.State().Friends; friends[0].Remark != "Ally" {
		t.Errorf("bob's remark is lost: %+v", friends)
	}
}

// A message lands in the friend's inbox.
func TestInbox(t *testing.T) {
	s := tongwantest.New(t)
	alice, bob := s.Player("alice"), s.Player("bob")
	s.Befriend(alice, bob)
	sent := s.Clock().Freeze(monday)
	must(s.Client().ShareQQ(t.Context(), msdk.ShareQQRequest{
		OpenID: alice.OpenID, AccessToken: alice.Token, Title: "come and play", Summary: "now",
		FOpenIDs: []msdk.ShareReceiver{{OpenID: bob.OpenID}}, GameTag: msdk.GameTagInvite,
	}))(t)
	inbox := bob.State().Messages
	if len(inbox) != 1 || inbox[0].From != alice.UIN || inbox[0].Title != "come and play" ||
		inbox[0].GameTag != msdk.GameTagInvite || !inbox[0].Sent.Equal(sent) {
		t.Errorf("inbox %+v", inbox)
	}
}

func TestGroup(t *testing.T) {
	s := tongwantest.New(t)
	alice, bob, carol, dave := s.Player("alice"), s.Player("bob"), s.Player("carol"), s.Player("dave")
	g := s.Group("rangers", alice, tongwantest.Members(bob, dave), tongwantest.Admins(carol, dave), tongwantest.Guild("35502799", "35"),
		tongwantest.Memo("we range"), tongwantest.MaxMembers(10))
	c := s.Client()
	info := func(p *tongwantest.Player) (*msdk.GroupInfoAnswer, error) {
		return c.GroupInfo(t.Context(), msdk.GroupInfoRequest{OpenID: p.OpenID, AccessToken: p.Token, GroupOpenID: g.OpenID})
	}
	card := must(info(bob))(t)
	if card.GroupName != "rangers" || card.FingerMemo != "we range" || card.MemberNum != "4" || card.MaxNum != "10" ||
		card.OwnerOpenID != alice.OpenID || card.UnionID != "35502799" || card.ZoneID != "35" ||
		!strings.Contains(card.AdminOpenIDs, carol.OpenID) {
		t.Errorf("card %+v", card)
	}
	of := carol.State().Groups
	if len(of) != 1 || of[0].Code != g.Code || of[0].Role != "admin" || of[0].Bindings[0].GroupOpenID != g.OpenID || of[0].Bindings[0].JoinKey != g.JoinKey {
		t.Errorf("carol's groups %+v", of)
	}
	g.Remove(bob, carol)
	if _, err := info(bob); !msdk.IsCode(err, msdk.CodeGroupNotMember) {
		t.Errorf("who was removed: %v", err)
	}
	g.Add(bob)
	if card := must(info(bob))(t); card.MemberNum != "3" || card.AdminOpenIDs != dave.OpenID || card.FingerMemo != "we range" {
		t.Errorf("card %+v", card)
	}
	g.Dissolve()
	if _, err := info(bob); !msdk.IsCode(err, msdk.CodeGroupDissolved) {
		t.Errorf("dissolved: %v", err)
	}
}

// A group that is not bound has a number and no groupOpenid.
func TestUnboundGroup(t *testing.T) {
	s := tongwantest.New(t)
	alice := s.Player("alice")
	if g := s.Group("plain", alice); g.OpenID != "" || g.JoinKey != "" || g.Code == 0 {
		t.Errorf("%+v", g)
	}
	if g := s.Group("bound", alice, tongwantest.Guild("7", "")); g.OpenID == "" {
		t.Errorf("%+v", g)
	}
	got := alice.State().Groups
	if len(got) != 2 || len(got[0].Bindings) != 0 || got[1].Bindings[0].ZoneID != "0" || got[0].Role != "owner" {
		t.Errorf("groups %+v", got)
	}
}

func TestMisuseOfFriendsAndGroups(t *testing.T) {
	stranger := tongwantest.New(t).Player("stranger")
	for name, tt := range map[string]struct {
		body func(*tongwantest.Server, *tongwantest.Player)
		says string
	}{
		"no friend": {func(s *tongwantest.Server, a *tongwantest.Player) { s.Befriend(a, nil) }, "nil"},
		"oneself":   {func(s *tongwantest.Server, a *tongwantest.Player) { s.Befriend(a, a) }, "friend"},
		"a stranger": {func(s *tongwantest.Server, a *tongwantest.Player) { s.Befriend(a, stranger) },
			`"stranger" of another Server`},
		"a remark of a third": {func(s *tongwantest.Server, a *tongwantest.Player) {
			s.Befriend(a, s.Player("bob"), tongwantest.Remark(s.Player("carol"), "x"))
		}, "Remark must be by"},
		"a group twice": {func(s *tongwantest.Server, a *tongwantest.Player) {
			s.Group("g", a)
			s.Group("g", a)
		}, "Add, Remove and Dissolve"},
		"a group of nobody":    {func(s *tongwantest.Server, _ *tongwantest.Player) { s.Group("g", nil) }, "nil"},
		"a group of strangers": {func(s *tongwantest.Server, a *tongwantest.Player) { s.Group("g", a, tongwantest.Members(stranger)) }, "another Server"},
		"a group that is too small": {func(s *tongwantest.Server, a *tongwantest.Player) {
			s.Group("g", a, tongwantest.Members(s.Player("b")), tongwantest.MaxMembers(1))
		}, "max is 1"},
		"an owner who leaves": {func(s *tongwantest.Server, a *tongwantest.Player) { s.Group("g", a).Remove(a) }, "Dissolve"},
		"a guild that is taken": {func(s *tongwantest.Server, a *tongwantest.Player) {
			s.Group("g", a, tongwantest.Guild("7", "1"))
			s.Group("h", a, tongwantest.Guild("7", "1"))
		}, "bound to another group"},
	} {
		t.Run(name, func(t *testing.T) {
			told := failure(t, func(t testing.TB) {
				s := tongwantest.New(t)
				tt.body(s, s.Player("alice"))
			})
			if !strings.HasPrefix(told, "tongwantest: ") || !strings.Contains(told, tt.says) {
				t.Errorf("%q does not say %q", told, tt.says)
			}
		})
	}
}
