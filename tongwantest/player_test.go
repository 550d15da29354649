package tongwantest_test

import (
	"strings"
	"testing"
	"time"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

func TestPlayerDefaults(t *testing.T) {
	s := tongwantest.New(t)
	s.Clock().Freeze(monday)
	alice := s.Player("alice")
	if again := s.Player("alice"); again != alice {
		t.Error("the same name is another player")
	}
	got := alice.State()
	want := tongwantest.Account{UIN: alice.UIN, Nickname: "alice", Gender: tongwantest.UnknownGender, FollowsGames: true}
	if got.Account != want {
		t.Errorf("account %+v, want %+v", got.Account, want)
	}
	if len(got.Sessions) != 1 || got.Sessions[0].Token != alice.Token || got.Sessions[0].State != tongwantest.SessionLive ||
		!got.Sessions[0].Expires.Equal(monday.Add(2*time.Hour)) || !got.Now.Equal(monday) {
		t.Errorf("sessions %+v at %v", got.Sessions, got.Now)
	}
	if got.Wifi || len(got.Friends)+len(got.VIP)+len(got.Gifts)+len(got.Messages)+len(got.Scores)+len(got.Groups)+len(got.Chests) > 0 {
		t.Errorf("a new player has something: %+v", got)
	}
}

func TestPlayerOptions(t *testing.T) {
	s := tongwantest.New(t)
	s.Clock().Freeze(monday)
	alice := s.Player("alice",
		tongwantest.Nickname("小红"), tongwantest.Gender(tongwantest.Female), tongwantest.Avatar("https://cdn.example.com/a"),
		tongwantest.QQLevel(12), tongwantest.Wifi(), tongwantest.NoFollow(),
		tongwantest.Gift("1001", 2), tongwantest.Gift("1002", 1),
		tongwantest.VIP(tongwantest.QQVIP, 6, monday.Add(time.Hour), tongwantest.ByYear, tongwantest.Luxury),
		tongwantest.VIP(tongwantest.SuperVIP, 3, time.Time{}),
		tongwantest.OpenID("ALICE"), tongwantest.Token("alice-token"), tongwantest.TokenLife(time.Minute))
	if alice.OpenID != "ALICE" || alice.Token != "alice-token" || alice.Name != "alice" {
		t.Errorf("player %+v", alice)
	}
	got := alice.State()
	want := tongwantest.Account{UIN: alice.UIN, Nickname: "小红", Gender: tongwantest.Female, Avatar: "https://cdn.example.com/a", QQLevel: 12}
	if got.Account != want {
		t.Errorf("account %+v, want %+v", got.Account, want)
	}
	if !got.Wifi || len(got.Gifts) != 2 || got.Gifts[0] != (tongwantest.WaitingGift{ID: "1001", Count: 2}) {
		t.Errorf("wifi %t, gifts %+v", got.Wifi, got.Gifts)
	}
	if !got.Sessions[0].Expires.Equal(monday.Add(time.Minute)) {
		t.Errorf("sessions %+v", got.Sessions)
	}
	qq, super := got.VIP[tongwantest.QQVIP], got.VIP[tongwantest.SuperVIP]
	if !qq.Held || qq.Level != 6 || !qq.Year || !qq.Luxury || !qq.End.Equal(monday.Add(time.Hour)) {
		t.Errorf("QQ member %+v", qq)
	}
	if !super.Held || super.Year || super.Luxury || !super.End.IsZero() {
		t.Errorf("super member %+v", super)
	}
	s.Clock().Advance(time.Hour)
	if later := alice.State(); later.VIP[tongwantest.QQVIP].Held || !later.VIP[tongwantest.SuperVIP].Held {
		t.Errorf("an hour later: %+v", later.VIP)
	}
}

func TestEveryVIPKind(t *testing.T) {
	kinds := []tongwantest.VIPKind{tongwantest.QQVIP, tongwantest.SuperVIP, tongwantest.BlueVIP, tongwantest.RedVIP,
		tongwantest.YellowVIP, tongwantest.XinyueVIP, tongwantest.AnimeVIP}
	s := tongwantest.New(t)
	for i, kind := range kinds {
		s.Player("alice", tongwantest.VIP(kind, i+1, time.Time{}))
	}
	held := s.Player("alice").State().VIP
	for i, kind := range kinds {
		if m := held[kind]; !m.Held || m.Level != i+1 {
			t.Errorf("%s: %+v", kind, m)
		}
	}
}

// Options change a player who is there, and nothing else of them.
func TestPlayerChanges(t *testing.T) {
	s := tongwantest.New(t)
	alice := s.Player("alice", tongwantest.QQLevel(3), tongwantest.Gift("1", 1))
	if s.Player("alice", tongwantest.Nickname("Alicia"), tongwantest.Gift("2", 2)) != alice {
		t.Error("a change made another player")
	}
	got := alice.State()
	if got.Account.Nickname != "Alicia" || got.Account.QQLevel != 3 || len(got.Sessions) != 1 {
		t.Errorf("%+v, sessions %+v", got.Account, got.Sessions)
	}
	if len(got.Gifts) != 1 || got.Gifts[0].ID != "2" {
		t.Errorf("gifts %+v", got.Gifts)
	}
}

func TestNewToken(t *testing.T) {
	s := tongwantest.New(t)
	alice, c := s.Player("alice"), s.Client()
	long, usual, expired := alice.NewToken(100*time.Hour), alice.NewToken(0), alice.NewToken(-time.Second)
	check := func(token string) error {
		_, err := c.VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: alice.OpenID, OpenKey: token})
		return err
	}
	if err := check(usual); err != nil {
		t.Error(err)
	}
	if err := check(expired); !msdk.IsCode(err, msdk.CodeTokenExpired) {
		t.Errorf("a token that has expired: %v", err)
	}
	s.Clock().Advance(99 * time.Hour)
	if err := check(long); err != nil {
		t.Error(err)
	}
	if err := check(alice.Token); !msdk.IsCode(err, msdk.CodeTokenExpired) {
		t.Errorf("after 99 h: %v", err)
	}
}

func TestRevoke(t *testing.T) {
	s := tongwantest.New(t)
	alice, bob, c := s.Player("alice"), s.Player("bob"), s.Client()
	alice.Revoke(tongwantest.SignedOut)
	bob.Revoke(tongwantest.PasswordChanged)
	if err := verify(t, c, alice); !msdk.IsCode(err, msdk.CodeTokenRevoked) {
		t.Errorf("signed out: %v", err)
	}
	if err := verify(t, c, bob); !msdk.IsCode(err, msdk.CodeTokenPasswordChanged) {
		t.Errorf("password changed: %v", err)
	}
	if state := bob.State().Sessions[0].State; state != tongwantest.SessionPassword {
		t.Errorf("state %q", state)
	}
	alice.NewToken(0)
	if found := s.PlayerByOpenID(alice.OpenID); found.Token == alice.Token || verify(t, c, found) != nil {
		t.Error("PlayerByOpenID does not find the token that is good")
	}
}

func TestMisuseOfPlayers(t *testing.T) {
	for name, tt := range map[string]struct {
		body func(*tongwantest.Server)
		says string
	}{
		"no name":           {func(s *tongwantest.Server) { s.Player("") }, `s.Player("alice")`},
		"a gender":          {func(s *tongwantest.Server) { s.Player("a", tongwantest.Gender("none")) }, "gender"},
		"a VIP kind":        {func(s *tongwantest.Server) { s.Player("a", tongwantest.VIP("gold", 1, time.Time{})) }, "SuperVIP"},
		"a gift of nothing": {func(s *tongwantest.Server) { s.Player("a", tongwantest.Gift("1", 0)) }, "giftCount"},
		"a long openid":     {func(s *tongwantest.Server) { s.Player("a", tongwantest.OpenID(strings.Repeat("x", 65))) }, "openid"},
		"an openid of another": {func(s *tongwantest.Server) {
			s.Player("a", tongwantest.OpenID("X"))
			s.Player("b", tongwantest.OpenID("X"))
		}, `player "b"`},
		"an openid too late": {func(s *tongwantest.Server) {
			s.Player("a")
			s.Player("a", tongwantest.OpenID("X"))
		}, "called first"},
		"a token too late": {func(s *tongwantest.Server) {
			s.Player("a")
			s.Player("a", tongwantest.Token("X"))
		}, "NewToken"},
		"a reason": {func(s *tongwantest.Server) { s.Player("a").Revoke("angry") }, "PasswordChanged"},
	} {
		t.Run(name, func(t *testing.T) {
			told := failure(t, func(t testing.TB) { tt.body(tongwantest.New(t)) })
			if !strings.HasPrefix(told, "tongwantest: ") || !strings.Contains(told, tt.says) {
				t.Errorf("%q does not say %q", told, tt.says)
			}
		})
	}
}
