package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"tongwan/internal/worldgen"
	"tongwan/msdk"
)

// Scenario is one kind of request to measure.
type Scenario struct {
	Name    string
	Path    string
	Durable bool // served only when the state is safe on disk
	// body makes the request's JSON for a player.
	body func(*player) ([]byte, error)
	// decode reads a body as the yardstick does.
	decode func([]byte) error
}

// player is who a request is for, with the draws for what it says.
type player struct {
	*rand.Rand
	world  worldgen.Options
	index  int
	openid string
	token  string
}

// playerAt returns the player of an account.
func playerAt(w worldgen.Options, index int, r *rand.Rand) *player {
	uin := worldgen.UIN(index)
	return &player{r, w, index, worldgen.OpenID(w.Seed, uin), worldgen.Token(w.Seed, uin)}
}

func (p *player) appid() string { return strconv.FormatInt(p.world.AppID, 10) }

// anyFriend returns the openid of one of the player's friends.
func (p *player) anyFriend() string {
	friend := p.world.Friend(p.index, p.IntN(p.world.Friends))
	return worldgen.OpenID(p.world.Seed, worldgen.UIN(friend))
}

// Scenarios returns all there are, in the order they are measured.
func Scenarios() []Scenario {
	return []Scenario{
		durable(scenario("verify_login", msdk.PathVerifyLogin, verifyLogin)),
		scenario("qqprofile", msdk.PathQQProfile, qqProfile),
		scenario("qqfriends_detail", msdk.PathQQFriendsDetail, qqFriendsDetail),
		scenario("query_vip", msdk.PathQueryVIP, queryVIP),
		durable(scenario("share_qq", msdk.PathShareQQ, shareQQ)),
		durable(scenario("qqscore_batch", msdk.PathQQScoreBatch, qqScoreBatch)),
	}
}

// Select returns the scenarios and parts of these names in the order of
// [Scenarios] and [Parts]; all of them for no names. It fails on an unknown name.
func Select(names []string) ([]Scenario, []Part, error) {
	scenarios, parts := Scenarios(), Parts()
	var known []string
	for _, s := range scenarios {
		known = append(known, s.Name)
	}
	for _, p := range parts {
		known = append(known, string(p))
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, nil, fmt.Errorf("there is nothing called %q to measure; there are %s", name, strings.Join(known, ", "))
		}
	}
	if len(names) == 0 {
		return scenarios, parts, nil
	}
	return slices.DeleteFunc(scenarios, func(s Scenario) bool { return !slices.Contains(names, s.Name) }),
		slices.DeleteFunc(parts, func(p Part) bool { return !slices.Contains(names, string(p)) }), nil
}

func scenario[T any](name, path string, request func(*player) T) Scenario {
	return Scenario{
		Name: name, Path: path,
		body:   func(p *player) ([]byte, error) { return json.Marshal(request(p)) },
		decode: decodeAs[T],
	}
}

func durable(s Scenario) Scenario {
	s.Durable = true
	return s
}

func verifyLogin(p *player) msdk.VerifyLoginRequest {
	return msdk.VerifyLoginRequest{AppID: p.world.AppID, OpenID: p.openid, OpenKey: p.token, UserIP: "127.0.0.1"}
}

func qqProfile(p *player) msdk.QQProfileRequest {
	return msdk.QQProfileRequest{AppID: p.appid(), OpenID: p.openid, AccessToken: p.token}
}

func qqFriendsDetail(p *player) msdk.QQFriendsDetailRequest {
	return msdk.QQFriendsDetailRequest{AppID: p.appid(), OpenID: p.openid, AccessToken: p.token, Flag: msdk.FriendsWithoutSelf}
}

func queryVIP(p *player) msdk.QueryVIPRequest {
	return msdk.QueryVIPRequest{AppID: p.appid(), OpenID: p.openid, AccessToken: p.token, VIP: msdk.VIPAll}
}

func shareQQ(p *player) msdk.ShareQQRequest {
	return msdk.ShareQQRequest{
		AppID: p.world.AppID, OpenID: p.openid, AccessToken: p.token,
		FOpenIDs:  []msdk.ShareReceiver{{OpenID: p.anyFriend()}},
		Title:     "我超过你啦",
		Summary:   "快来天天连萌追上我",
		ImageURL:  "http://mat1.gtimg.com/www/images/qq2012/erweimaVideoPic.png",
		TargetURL: "http://gamecenter.qq.com/gcjump?appid=" + p.appid() + "&pf=invite&from=iphoneqq&plat=qq&originuin=111&ADTAG=gameobj.msg_invite",
		GameTag:   msdk.GameTagFriendExceed,
		Dst:       msdk.ShareDst,
		Flag:      msdk.ShareFlag,
	}
}

func qqScoreBatch(p *player) msdk.ScoreBatchRequest {
	return msdk.ScoreBatchRequest{
		AppID: p.appid(), OpenID: p.openid, AccessToken: p.token,
		Param: []msdk.ScoreEntry{
			{Type: msdk.ScorePoints, Data: strconv.Itoa(100_000 + p.IntN(900_000)), Expires: "0", BCover: msdk.KeepHigher},
			{Type: msdk.ScorePlatform, Data: strconv.Itoa(1 + p.IntN(2)), Expires: "0", BCover: msdk.Replace},
		},
	}
}
