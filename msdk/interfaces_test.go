package msdk_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"testing"

	"tongwan/msdk"
)

const (
	appID       = 100703379
	appKey      = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
	msdkKey     = "secret"
	timestamp   = "1381288134"
	signature   = "7aa72bca0528c9a8a4cee8dedc02379e" // of appKey and timestamp, by md5sum(1)
	player      = "A3284A812ECA15269F85AE1C2D94EB37"
	friend      = "69FF99F3B17436F2F6621FA158B30549"
	accessToken = "933FE8C9AB9C585D7EABD04373B7155F"
	group       = "4944D5C58AF654020B010465AC945E76"
)

func app() msdk.App { return msdk.App{ID: appID, Key: appKey, MSDKKey: msdkKey} }

// serve starts a server and a client for it whose clock stands still.
func serve(t *testing.T, h http.HandlerFunc, opts ...msdk.Option) *msdk.Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	fixed := msdk.WithTimestamp(func() string { return timestamp })
	client := msdk.New(server.URL, app(), append([]msdk.Option{fixed}, opts...)...)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func reply(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, text) }
}

// an interface, what the client must send, and the answer the document shows.
type sample struct {
	path   string
	call   func(context.Context, *msdk.Client) (msdk.Enveloped, error)
	body   string
	answer string
}

var samples = []sample{
	{
		path: "/auth/verify_login",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.VerifyLogin(ctx, msdk.VerifyLoginRequest{OpenID: player, OpenKey: accessToken, UserIP: "192.168.5.114"})
		},
		body:   `{"appid":100703379,"openid":"` + player + `","openkey":"` + accessToken + `","userip":"192.168.5.114"}`,
		answer: `{"ret":0,"msg":"user is logged in"}`,
	},
	{
		path: "/share/qq",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.ShareQQ(ctx, msdk.ShareQQRequest{
				OpenID: player, AccessToken: accessToken, Title: "test", Summary: "摘要",
				FOpenIDs: []msdk.ShareReceiver{{OpenID: friend}},
				ImageURL: "http://mat1.gtimg.com/x.png", TargetURL: "http://gamecenter.qq.com/gcjump?a=1&b=2",
				PreviewText: "我在天天连萌游戏", GameTag: msdk.GameTagInvite,
				Act: msdk.ShareActApp, Dst: msdk.ShareDst, Flag: msdk.ShareFlag,
			})
		},
		body: `{"oauth_consumer_key":100703379,"openid":"` + player + `","access_token":"` + accessToken + `",
			"fopenids":[{"openid":"` + friend + `","type":0}],"title":"test","summary":"摘要",
			"image_url":"http://mat1.gtimg.com/x.png","target_url":"http://gamecenter.qq.com/gcjump?a=1&b=2",
			"previewText":"我在天天连萌游戏","game_tag":"MSG_INVITE","act":1,"dst":1001,"flag":1}`,
		answer: `{"ret":0,"msg":"success"}`,
	},
	{
		path: "/relation/qqprofile",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.QQProfile(ctx, msdk.QQProfileRequest{OpenID: player, AccessToken: accessToken})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `"}`,
		answer: `{"ret":0,"msg":"success","nickName":"憨特","gender":"男",
			"picture40":"http://q.qlogo.cn/qqapp/100703379/A3284A812ECA15269F85AE1C2D94EB37/40",
			"picture100":"http://q.qlogo.cn/qqapp/100703379/A3284A812ECA15269F85AE1C2D94EB37/100",
			"yellow_vip":0,"yellow_vip_level":0,"yellow_year_vip":0,"is_lost":"0"}`,
	},
	{
		path: "/relation/qqfriends_detail",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.QQFriendsDetail(ctx, msdk.QQFriendsDetailRequest{OpenID: player, AccessToken: accessToken, Flag: msdk.FriendsWithoutSelf})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `","flag":1}`,
		answer: `{"ret":0,"msg":"success","lists":[{"openid":"69FF99F3B17436F2F6621FA158B30549","nickName":"张鸿","gender":"男",
			"figureurl_qq":"http://q.qlogo.cn/qqapp/100703379/69FF99F3B17436F2F6621FA158B30549/"}],"is_lost":"0"}`,
	},
	{
		path: "/relation/qqstrange_profile",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.QQStrangeProfile(ctx, msdk.QQStrangeProfileRequest{OpenID: player, AccessToken: accessToken, VCOpenID: []string{player}})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `","vcopenid":["` + player + `"]}`,
		answer: `{"ret":0,"msg":"success","lists":[{"openid":"B9EEA5EE1E99694146AC2700BFE6B88B","gender":"1","nickName":"/xu゛♥快到碗里来இ",
			"qzonepicture50":"http://thirdapp1.qlogo.cn/qzopenapp/aff242e95d20fb902bedd93bb1dcd4c01ed5dc2a14b37510a81685c74529ab1e/50",
			"qqpicture40":"http://q.qlogo.cn/qqapp/100732256/B9EEA5EE1E99694146AC2700BFE6B88B/40",
			"qqpicture100":"http://q.qlogo.cn/qqapp/100732256/B9EEA5EE1E99694146AC2700BFE6B88B/100",
			"qqpicture":"http://q.qlogo.cn/qqapp/100732256/B9EEA5EE1E99694146AC2700BFE6B88B"}],"is_lost":"0"}`,
	},
	{
		path: "/relation/qqfriends_vip",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.QQFriendsVIP(ctx, msdk.QQFriendsVIPRequest{
				OpenID: player, AccessToken: accessToken, FOpenIDs: []string{friend},
				Flags: msdk.FlagQQVIP + "," + msdk.FlagQQSVIP, PF: "openmobile_android", UserIP: "127.0.0.1",
			})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `","fopenids":["` + friend + `"],
			"flags":"qq_vip,qq_svip","pf":"openmobile_android","userip":"127.0.0.1"}`,
		answer: `{"is_lost":"0","lists":[{"is_qq_vip":1,"is_qq_year_vip":1,"openid":"69FF99F3B17436F2F6621FA158B30549",
			"qq_vip_level":6,"is_qq_svip":1}],"msg":"success","ret":0}`,
	},
	{
		path: "/relation/get_groupopenid",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.GroupOpenID(ctx, msdk.GroupOpenIDRequest{
				OpenID: player, AccessToken: accessToken, Opt: msdk.OptByGuild, UnionID: "u1", ZoneID: "0", GroupCode: "113172721",
			})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `",
			"opt":"0","unionid":"u1","zoneid":"0","groupCode":"113172721"}`,
		answer: `{"is_lost":"0","platCode":"0","groupOpenid":"xxxx","msg":"success","ret":0}`,
	},
	{
		path: "/relation/get_groupinfo",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.GroupInfo(ctx, msdk.GroupInfoRequest{OpenID: player, AccessToken: accessToken, GroupOpenID: group})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `","groupOpenid":"` + group + `"}`,
		answer: `{"is_lost":"0","platCode":"0","groupName":"xxxx","fingerMemo":"xxxx","memberNum":"1000","maxNum":"2000",
			"ownerOpenid":"A3284A812ECA15269F85AE1C2D94EB38","unionid":"xxxx","zoneid":"1",
			"adminOpenids":"0000000000000000000000002329FBEF,0000000000000000000000002329FAFF","msg":"success","ret":0}`,
	},
	{
		path: "/relation/unbind_group",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.UnbindGroup(ctx, msdk.UnbindGroupRequest{OpenID: player, AccessToken: accessToken, GroupOpenID: group, UnionID: "u1"})
		},
		body:   `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `","groupOpenid":"` + group + `","unionid":"u1"}`,
		answer: `{"is_lost":"0","platCode":"0","msg":"success","ret":0}`,
	},
	{
		path: "/relation/get_group_detail",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.GroupDetail(ctx, msdk.GroupDetailRequest{OpenID: player, AccessToken: accessToken, Opt: msdk.OptByGroupCode, GroupCode: "188959810"})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `","opt":"1","groupCode":"188959810"}`,
		answer: `{"adminOpenids":"","fingerMemo":"","groupName":"傲世西游35区绑群","groupOpenid":"4944D5C58AF654020B010465AC945E76",
			"is_lost":"0","joinGroupKey":"","maxNum":"200","memberNum":"1","msg":"success",
			"ownerOpenid":"ECF664F0127DAB4004821795B40797F6","platCode":"0","ret":0,"unionid":"35502799","zoneid":"35"}`,
	},
	{
		path: "/relation/get_group_key",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.GroupKey(ctx, msdk.GroupKeyRequest{OpenID: player, AccessToken: accessToken, GroupOpenID: group})
		},
		body:   `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `","groupOpenid":"` + group + `"}`,
		answer: `{"ret":0,"msg":"success","is_lost":"0","joinGroupKey":"ggpas1lMAu9rDASaEXf2be1DYiw0o27I","platCode":"0"}`,
	},
	{
		path: "/relation/get_vip_rich_info",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.VIPRichInfo(ctx, msdk.VIPRichInfoRequest{OpenID: player, AccessToken: accessToken})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `"}`,
		answer: `{"is_lost":"0","is_qq_vip":"0","msg":"success","qq_svip_end":"0","qq_svip_start":"0","qq_vip_end":"1448817920",
			"qq_vip_start":"1443461120","qq_year_vip_end":"0","qq_year_vip_start":"0","ret":0,"is_qq_year_vip":"1","is_svip":"1"}`,
	},
	{
		path: "/relation/qq_gain_chest",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.GainChest(ctx, msdk.GainChestRequest{OpenID: player, AccessToken: accessToken, PF: "qq_m_qq", ActID: 92, Num: 5, PeopleNum: 4})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `",
			"pf":"qq_m_qq","actid":92,"num":5,"peoplenum":4,"type":0}`,
		answer: `{"ret":0,"msg":"","platCode":"","boxid":"xxxx"}`,
	},
	{
		path: "/profile/query_vip",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.QueryVIP(ctx, msdk.QueryVIPRequest{
				OpenID: player, AccessToken: accessToken, VIP: msdk.VIPNormal | msdk.VIPQQLevel | msdk.VIPBlue | msdk.VIPRed,
			})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `","vip":15}`,
		answer: `{"ret":0,"msg":"","lists":[{"flag":1,"year":0,"level":0,"luxury":0,"isvip":0},
			{"flag":2,"year":0,"level":10,"luxury":0,"isvip":1},{"flag":4,"year":0,"level":0,"luxury":0,"isvip":0},
			{"flag":8,"year":0,"level":0,"luxury":0,"isvip":0}]}`,
	},
	{
		path: "/profile/get_gift",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.Gift(ctx, msdk.GiftRequest{OpenID: player})
		},
		body:   `{"appid":"100703379","openid":"` + player + `"}`,
		answer: `{"GiftPackList":[{"giftCount":"1","giftId":"1001"}],"msdkExtInfo":"testhunter","msg":"success","ret":0}`,
	},
	{
		path: "/profile/get_wifi",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.Wifi(ctx, msdk.WifiRequest{OpenID: player})
		},
		body:   `{"appid":"100703379","openid":"` + player + `"}`,
		answer: `{"msg":"success","ret":0,"wifiVip":1}`,
	},
	{
		path: "/profile/qqscore_batch",
		call: func(ctx context.Context, c *msdk.Client) (msdk.Enveloped, error) {
			return c.ScoreBatch(ctx, msdk.ScoreBatchRequest{OpenID: player, AccessToken: accessToken, Param: []msdk.ScoreEntry{
				{Type: msdk.ScorePoints, Data: "999", Expires: "123459751"},
				{Type: msdk.ScoreMoney, Data: "1999", BCover: msdk.Replace},
			}})
		},
		body: `{"appid":"100703379","openid":"` + player + `","accessToken":"` + accessToken + `","param":[
			{"type":3,"data":"999","expires":"123459751"},{"type":2,"data":"1999","bcover":1}]}`,
		answer: `{"msg":"success","ret":0,"type":0}`,
	},
}

func TestSamplesCoverEveryInterface(t *testing.T) {
	var got []string
	for _, s := range samples {
		got = append(got, s.path)
	}
	if want := msdk.Paths(); !reflect.DeepEqual(got, want) {
		t.Errorf("samples are for %v\nwant %v", got, want)
	}
}

func TestInterfacesSpeakTheDocument(t *testing.T) {
	for _, s := range samples {
		t.Run(s.path, func(t *testing.T) {
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				checkRequest(t, r, s)
				io.WriteString(w, s.answer)
			})
			answer, err := s.call(t.Context(), client)
			if err != nil {
				t.Fatal(err)
			}
			back, err := json.Marshal(answer)
			if err != nil {
				t.Fatal(err)
			}
			// Read and written again, the sample has the same keys, types and values:
			// no key is unknown to the type, none is added.
			if got, want := decoded(t, back), decoded(t, []byte(s.answer)); !reflect.DeepEqual(got, want) {
				t.Errorf("answer written again: %v\nwant %v", got, want)
			}
		})
	}
}

func checkRequest(t *testing.T, r *http.Request, s sample) {
	t.Helper()
	if r.Method != http.MethodPost || r.URL.Path != s.path {
		t.Errorf("%s %s, want POST %s", r.Method, r.URL.Path, s.path)
	}
	want := url.Values{
		"timestamp": {timestamp}, "appid": {"100703379"}, "sig": {signature}, "openid": {player}, "encode": {"1"},
	}
	if got := r.URL.Query(); !reflect.DeepEqual(got, want) {
		t.Errorf("URL parameters %v\nwant %v", got, want)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	if got, want := decoded(t, body), decoded(t, []byte(s.body)); !reflect.DeepEqual(got, want) {
		t.Errorf("body %v\nwant %v", got, want)
	}
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return v
}

// A zero that was asked for must be sent, one that was not must not be.
func TestFriendVIPTellsZeroFromAbsent(t *testing.T) {
	for _, tt := range []struct {
		vip  msdk.FriendVIP
		want string
	}{
		{msdk.FriendVIP{OpenID: "a", IsQQVIP: new(0), IsQQYearVIP: new(0)}, `{"openid":"a","is_qq_vip":0,"is_qq_year_vip":0}`},
		{msdk.FriendVIP{OpenID: "a", IsQQSVIP: new(0)}, `{"openid":"a","is_qq_svip":0}`},
	} {
		got, err := json.Marshal(tt.vip)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s, %v, want %s", got, err, tt.want)
		}
	}
}

func TestErrorAnswerKeys(t *testing.T) {
	for _, tt := range []struct {
		answer any
		want   string
	}{
		{msdk.Answer{Ret: -502, Msg: "sig", ErrType: 5}, `{"ret":-502,"msg":"sig","err_type":5}`},
		{msdk.Answer{Ret: -502, Msg: "sig", ErrType: 5, MSDKExtInfo: "n1"}, `{"ret":-502,"msg":"sig","err_type":5,"msdkExtInfo":"n1"}`},
		{msdk.ErrorAnswer{Answer: msdk.Answer{Ret: -1011, Msg: "x", ErrType: 5}}, `{"ret":-1011,"msg":"x","err_type":5}`},
		{msdk.ErrorAnswer{Answer: msdk.Answer{Ret: -10000, Msg: "2001,x", ErrType: 5}, PlatCode: "2001"},
			`{"ret":-10000,"msg":"2001,x","err_type":5,"platCode":"2001"}`},
		{msdk.ErrorAnswer{Answer: msdk.Answer{Ret: -10000, Msg: "-4035,x", ErrType: 5}, Type: new(0)},
			`{"ret":-10000,"msg":"-4035,x","err_type":5,"type":0}`},
	} {
		got, err := json.Marshal(tt.answer)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s, %v, want %s", got, err, tt.want)
		}
	}
}
