package tongwantest_test

import (
	"fmt"
	"strings"
	"testing"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

// A game that relies on a tolerance passes beside a strict server, and not with it.
func TestStrict(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		opts   []tongwantest.Option
		strict bool
	}{
		{"tolerant", nil, false},
		{"strict", []tongwantest.Option{tongwantest.Strict()}, true},
		{"strict, own", []tongwantest.Option{tongwantest.OwnServer(), tongwantest.Strict()}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tongwantest.New(t, tt.opts...)
			alice := s.Player("alice")
			raw := must(s.Client().Call(t.Context(), "/profile/get_wifi", alice.OpenID, []byte(`{"openid":"`+alice.OpenID+`"}`)))(t)
			err := raw.Decode(&msdk.WifiAnswer{})
			if refused := msdk.IsRet(err, msdk.RetForbiddenInterface); refused != tt.strict || !tt.strict && err != nil {
				t.Errorf("a body without appid: %v", err)
			}
			last := s.Requests(tongwantest.Filter{})[0]
			if tt.strict != strings.Contains(last.Msg, "--strict") || tt.strict == (len(last.Notes) > 0) {
				t.Errorf("journaled as %+v", last)
			}
		})
	}
}

// The Go client relies on no tolerance, also where it is given no more than it
// asks for.
func TestStrictTakesTheGoClient(t *testing.T) {
	t.Parallel()
	s := tongwantest.New(t, tongwantest.Strict())
	s.FailOnRefusals()
	alice, bob := s.Player("alice"), s.Player("bob")
	s.Befriend(alice, bob)
	g := s.Group("rangers", alice, tongwantest.Guild("7", "0"))
	c, ctx := s.Client(msdk.WithExtInfo("n1")), t.Context()
	id, token := alice.OpenID, alice.Token

	must(c.VerifyLogin(ctx, msdk.VerifyLoginRequest{OpenID: id, OpenKey: token}))(t)
	must(c.ShareQQ(ctx, msdk.ShareQQRequest{OpenID: id, AccessToken: token, Title: "hi", FOpenIDs: []msdk.ShareReceiver{{OpenID: bob.OpenID}}}))(t)
	must(c.QQProfile(ctx, msdk.QQProfileRequest{OpenID: id, AccessToken: token}))(t)
	must(c.QQFriendsDetail(ctx, msdk.QQFriendsDetailRequest{OpenID: id, AccessToken: token}))(t)
	must(c.QQStrangeProfile(ctx, msdk.QQStrangeProfileRequest{OpenID: id, AccessToken: token, VCOpenID: []string{bob.OpenID}}))(t)
	must(c.QQFriendsVIP(ctx, msdk.QQFriendsVIPRequest{OpenID: id, AccessToken: token, FOpenIDs: []string{bob.OpenID}, Flags: msdk.FlagQQVIP}))(t)
	must(c.VIPRichInfo(ctx, msdk.VIPRichInfoRequest{OpenID: id, AccessToken: token}))(t)
	must(c.QueryVIP(ctx, msdk.QueryVIPRequest{OpenID: id, AccessToken: token, VIP: msdk.VIPAll}))(t)
	must(c.Gift(ctx, msdk.GiftRequest{OpenID: id}))(t)
	must(c.Wifi(ctx, msdk.WifiRequest{OpenID: id}))(t)
	must(c.ScoreBatch(ctx, msdk.ScoreBatchRequest{OpenID: id, AccessToken: token, Param: []msdk.ScoreEntry{{Type: msdk.ScorePoints, Data: "1"}}}))(t)
	must(c.GainChest(ctx, msdk.GainChestRequest{OpenID: id, AccessToken: token, ActID: tongwantest.Activity, Num: 1, PeopleNum: 1}))(t)

	group := must(c.GroupOpenID(ctx, msdk.GroupOpenIDRequest{OpenID: id, AccessToken: token, UnionID: "7"}))(t).GroupOpenID
	must(c.GroupInfo(ctx, msdk.GroupInfoRequest{OpenID: id, AccessToken: token, GroupOpenID: group}))(t)
	must(c.GroupDetail(ctx, msdk.GroupDetailRequest{OpenID: id, AccessToken: token, Opt: msdk.OptByGuild, UnionID: "7"}))(t)
	must(c.GroupDetail(ctx, msdk.GroupDetailRequest{OpenID: id, AccessToken: token, Opt: msdk.OptByGroupCode, GroupCode: fmt.Sprint(g.Code)}))(t)
	must(c.GroupKey(ctx, msdk.GroupKeyRequest{OpenID: id, AccessToken: token, GroupOpenID: group}))(t)
	must(c.UnbindGroup(ctx, msdk.UnbindGroupRequest{OpenID: id, AccessToken: token, GroupOpenID: group, UnionID: "7"}))(t)
}
