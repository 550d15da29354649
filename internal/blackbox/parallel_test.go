package blackbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tongwan/msdk"
)

func asError(err error, target **msdk.Error) bool { return errors.As(err, target) }

// together runs fn n times at once and waits.
func together(n int, fn func(i int)) {
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-begin
			fn(i)
		})
	}
	close(begin)
	wg.Wait()
}

// Of 50 callers at once one gets the gifts, each pack once, on both kinds of
// database.
func TestGiftsGoOnce(t *testing.T) {
	for _, db := range []string{"memory", "sqlite:" + t.TempDir() + "/gifts.db"} {
		srv := start(t, "--db", db)
		srv.mustManage(t, "PUT", "/control/worlds/g", `{apps: [{appid: 5, appkey: k}], accounts: [{uin: 1, players: [{appid: 5, openid: P, gifts: [{giftId: "1", giftCount: 1}, {giftId: "2", giftCount: 5}]}]}]}`)
		c := srv.client(msdk.App{ID: 5, Key: "k"}, msdk.WithTimeout(patience))
		var packs, winners atomic.Int64
		together(50, func(int) {
			a, err := c.Gift(t.Context(), msdk.GiftRequest{OpenID: "P"})
			if err != nil {
				t.Error(err)
				return
			}
			if len(a.GiftPackList) > 0 {
				winners.Add(1)
			}
			packs.Add(int64(len(a.GiftPackList)))
		})
		if packs.Load() != 2 || winners.Load() != 1 {
			t.Errorf("%s: %d packs went to %d callers, want 2 to 1", db, packs.Load(), winners.Load())
		}
	}
}

// Parallel reports of one player and of many lose none.
func TestParallelReportsLoseNone(t *testing.T) {
	srv := start(t, "--db", "sqlite:"+t.TempDir()+"/scores.db")
	const players, reporters, reports = 4, 8, 25
	var accounts []string
	for p := range players {
		accounts = append(accounts, fmt.Sprintf("{uin: %d, players: [{appid: 5, openid: P%d, tokens: [{token: t%d}]}]}", p+1, p, p))
	}
	srv.mustManage(t, "PUT", "/control/worlds/s", `{apps: [{appid: 5, appkey: k}], accounts: [`+strings.Join(accounts, ",")+`]}`)
	c := srv.client(msdk.App{ID: 5, Key: "k"}, msdk.WithTimeout(patience))
	together(players*reporters, func(i int) {
		p := i % players
		for n := range reports {
			_, err := c.ScoreBatch(t.Context(), msdk.ScoreBatchRequest{OpenID: fmt.Sprintf("P%d", p), AccessToken: fmt.Sprintf("t%d", p),
				Param: []msdk.ScoreEntry{{Type: 3, Data: fmt.Sprint(i*1000 + n)}, {Type: 14, Data: "2"}}})
			if err != nil {
				t.Error(err)
			}
		}
	})
	for p := range players {
		computed := make(map[int]string)
		for _, c := range srv.player(t, 5, fmt.Sprintf("P%d", p)).Scores[0].Computed {
			computed[c.Type] = c.Data
		}
		best := fmt.Sprint(((reporters-1)*players+p)*1000 + reports - 1)
		for typ, want := range map[int]string{5: best, 15: best, 10: fmt.Sprint(reporters * reports), 14: fmt.Sprint(2 * reporters * reports)} {
			if computed[typ] != want {
				t.Errorf("player %d: type %d is %s, want %s", p, typ, computed[typ], want)
			}
		}
	}
}

// The daily quota holds against senders at once.
func TestQuotaHolds(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	var accounts, friends []string
	const senders = 30
	for s := range senders {
		accounts = append(accounts, fmt.Sprintf("{uin: %d, players: [{appid: 5, openid: S%d, tokens: [{token: t%d}]}]}", s+2, s, s))
		friends = append(friends, fmt.Sprintf("{uin: 1, friend: %d}", s+2))
	}
	srv.mustManage(t, "PUT", "/control/worlds/q", `{apps: [{appid: 5, appkey: k, settings: {share_quota: 7}}], accounts: [{uin: 1, players: [{appid: 5, openid: R}]}, `+
		strings.Join(accounts, ",")+`], friends: [`+strings.Join(friends, ",")+`]}`)
	c := srv.client(msdk.App{ID: 5, Key: "k"}, msdk.WithTimeout(patience))
	var sent, refused atomic.Int64
	together(senders, func(i int) {
		_, err := c.ShareQQ(t.Context(), msdk.ShareQQRequest{OpenID: fmt.Sprintf("S%d", i), AccessToken: fmt.Sprintf("t%d", i), Title: "hi", FOpenIDs: []msdk.ShareReceiver{{OpenID: "R"}}})
		switch {
		case err == nil:
			sent.Add(1)
		case msdk.IsCode(err, msdk.CodeShareQuota):
			refused.Add(1)
		default:
			t.Error(err)
		}
	})
	if sent.Load() != 7 || refused.Load() != senders-7 {
		t.Errorf("%d were sent and %d refused, want 7 and %d", sent.Load(), refused.Load(), senders-7)
	}
}

// nameless is a world without a number in it: any number of tests can have it
// at the same time, each under a name of its own.
const nameless = `
apps: [{name: game}]
accounts:
  - {nickname: alice, players: [{tokens: [{}]}]}
  - {nickname: bob, players: [{}]}
friends: [{uin: alice, friend: bob}]
`

// made is what the answer to a document tells of what it leaves out.
type made struct {
	Apps []struct {
		AppID  int64  `json:"appid"`
		AppKey string `json:"appkey"`
	} `json:"apps"`
	Players []struct {
		Nickname string   `json:"nickname"`
		OpenID   string   `json:"openid"`
		Tokens   []string `json:"tokens"`
	} `json:"players"`
}

func (s *server) putNameless(t *testing.T, world string) made {
	t.Helper()
	var answer struct {
		Made made `json:"made"`
	}
	status, body := s.manage(t, "PUT", "/control/worlds/"+world, nameless)
	if err := json.Unmarshal(body, &answer); err != nil || status != 200 || len(answer.Made.Apps) != 1 || len(answer.Made.Players) != 2 {
		t.Fatalf("%s: %d %s", world, status, body)
	}
	return answer.Made
}

// A hundred tests at once make their worlds of one document, and each has
// people, a clock and faults of its own in it.
func TestManyWorldsOfOneDocument(t *testing.T) {
	for _, db := range []string{"memory", "sqlite:" + t.TempDir() + "/worlds.db"} {
		srv := start(t, "--sandbox", "--db", db)
		const worlds = 100
		var all [worlds]made
		together(worlds, func(i int) { all[i] = srv.putNameless(t, fmt.Sprintf("ci-%d", i)) })
		if t.Failed() {
			return
		}
		appids, openids := make(map[int64]bool), make(map[string]bool)
		for _, m := range all {
			appids[m.Apps[0].AppID], openids[m.Players[0].OpenID] = true, true
		}
		if len(appids) != worlds || len(openids) != worlds {
			t.Errorf("%s: %d worlds have %d appids and %d openids", db, worlds, len(appids), len(openids))
		}
		together(worlds, func(i int) { srv.liveIn(t, fmt.Sprintf("ci-%d", i), i, all[i]) })
		if left := string(srv.mustManage(t, "GET", "/control/worlds", "")); !strings.Contains(left, `"worlds":[]`) {
			t.Errorf("%s: worlds are left: %s", db, left)
		}
	}
}

// liveIn is the i-th test's life in its world.
func (s *server) liveIn(t *testing.T, world string, i int, first made) {
	path := "/control/worlds/" + world
	now := fmt.Sprintf("2020-05-20T10:00:%02d+08:00", i%60)
	s.mustManage(t, "POST", path+"/clock", `{"freeze":"`+now+`","force":true}`)
	if diff := cmp.Diff(first, s.putNameless(t, world)); diff != "" { // counts the token's time from now
		t.Errorf("%s: applied again (-first +second):\n%s", world, diff)
	}
	s.mustManage(t, "PUT", path+"/faults", fmt.Sprintf(`[{"times":1,"answer":{"ret":%d,"msg":"busy"}}]`, -20000-i))
	alice := first.Players[0]
	c := s.client(msdk.App{ID: first.Apps[0].AppID, Key: first.Apps[0].AppKey}, msdk.WithTimeout(patience))
	verify := func() error {
		_, err := c.VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: alice.OpenID, OpenKey: alice.Tokens[0]})
		return err
	}
	if err := verify(); !msdk.IsRet(err, -20000-i) {
		t.Errorf("%s: with a fault: %v", world, err)
	}
	if err := verify(); err != nil {
		t.Errorf("%s: %v", world, err)
	}
	friends, err := c.QQFriendsDetail(t.Context(), msdk.QQFriendsDetailRequest{OpenID: alice.OpenID, AccessToken: alice.Tokens[0]})
	if err != nil || len(friends.Lists) != 1 || friends.Lists[0].OpenID != first.Players[1].OpenID {
		t.Errorf("%s: alice's friends are %+v, %v", world, friends, err)
	}
	if clock := s.mustManage(t, "POST", path+"/clock", `{"advance":"2h1s"}`); !strings.Contains(string(clock), "2020-05-20T12:") {
		t.Errorf("%s: the clock says %s", world, clock)
	}
	if err := verify(); !msdk.IsCode(err, msdk.CodeTokenExpired) {
		t.Errorf("%s: two hours later: %v", world, err)
	}
	s.mustManage(t, "DELETE", path, "")
}
