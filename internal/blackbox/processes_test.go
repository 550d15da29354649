package blackbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tongwan/msdk"
)

// What a platform promises holds whichever server is asked.
func TestProcessesAreOne(t *testing.T) {
	f, _ := startFleet(t, 3)
	for name, test := range map[string]func(*testing.T, *fleet){
		"tokens": tokensAreShared, "worlds": worldsAreShared, "gifts": giftsGoOnce, "quota": quotaHolds, "unbind": unbindIntervalHolds,
	} {
		t.Run(name, func(t *testing.T) { test(t, f) })
	}
}

// Each test has an app and accounts of its own: they share the servers.

// A token that one server made is good at each, and as soon as one has
// revoked it dead at each.
func tokensAreShared(t *testing.T, f *fleet) {
	f.servers[0].mustManage(t, "PUT", "/control/worlds/tokens", `{apps: [{appid: 11, appkey: k}], accounts: [{uin: 1100, players: [{appid: 11, openid: P}]}]}`)
	var made struct{ Token string }
	if err := json.Unmarshal(f.servers[1].mustManage(t, "POST", "/control/players/11/P/tokens", `{"expires":"2h"}`), &made); err != nil {
		t.Fatal(err)
	}
	login := func(s *server) error {
		_, err := s.client(msdk.App{ID: 11, Key: "k"}).VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: "P", OpenKey: made.Token})
		return err
	}
	for _, s := range f.servers {
		if err := login(s); err != nil {
			t.Error(err)
		}
	}
	f.servers[2].mustManage(t, "DELETE", "/control/players/11/P/tokens?reason=password", "")
	for _, s := range f.servers {
		if err := login(s); !msdk.IsCode(err, msdk.CodeTokenPasswordChanged) {
			t.Errorf("%v, want the code of a changed password", err)
		}
	}
}

// A world that is changed at one server changes at each.
func worldsAreShared(t *testing.T, f *fleet) {
	wifi := func(s *server, key string) error {
		_, err := s.client(msdk.App{ID: 12, Key: key}).Wifi(t.Context(), msdk.WifiRequest{OpenID: "P"})
		return err
	}
	const accounts = `, accounts: [{uin: 1200, players: [{appid: 12, openid: P}]}]}`
	for i, key := range []string{"first", "second"} {
		f.servers[i].mustManage(t, "PUT", "/control/worlds/changing", `{apps: [{appid: 12, appkey: `+key+`}]`+accounts)
		for _, s := range f.servers {
			await(t, func() bool { return wifi(s, key) == nil })
		}
	}
	f.servers[2].mustManage(t, "DELETE", "/control/worlds/changing", "")
	for _, s := range f.servers {
		await(t, func() bool { return msdk.IsRet(wifi(s, "second"), msdk.RetNoApp) })
	}
}

// Of 50 callers at three servers each pack goes to one.
func giftsGoOnce(t *testing.T, f *fleet) {
	f.servers[0].mustManage(t, "PUT", "/control/worlds/gifts", `{apps: [{appid: 13, appkey: k}], accounts: [{uin: 1300, players: [{appid: 13, openid: P, gifts: [
{giftId: "1", giftCount: 1}, {giftId: "2", giftCount: 5}, {giftId: "3", giftCount: 9}]}]}]}`)
	c := f.client(msdk.App{ID: 13, Key: "k"})
	var mu sync.Mutex
	var packs []string
	together(50, func(int) {
		a, err := c.Gift(t.Context(), msdk.GiftRequest{OpenID: "P"})
		if err != nil {
			t.Error(err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for _, p := range a.GiftPackList {
			packs = append(packs, p.GiftID)
		}
	})
	slices.Sort(packs)
	if !slices.Equal(packs, []string{"1", "2", "3"}) {
		t.Errorf("packs %v were handed out, want each once", packs)
	}
}

// A receiver's daily quota counts what came through any server.
func quotaHolds(t *testing.T, f *fleet) {
	const senders, quota = 30, 7
	var accounts, friends []string
	for s := range senders {
		accounts = append(accounts, fmt.Sprintf("{uin: %d, players: [{appid: 14, openid: S%d, tokens: [{token: t%d}]}]}", 1401+s, s, s))
		friends = append(friends, fmt.Sprintf("{uin: 1400, friend: %d}", 1401+s))
	}
	f.servers[0].mustManage(t, "PUT", "/control/worlds/quota", fmt.Sprintf(`{apps: [{appid: 14, appkey: k, settings: {share_quota: %d}}],
accounts: [{uin: 1400, players: [{appid: 14, openid: R}]}, %s], friends: [%s]}`, quota, strings.Join(accounts, ","), strings.Join(friends, ",")))
	c := f.client(msdk.App{ID: 14, Key: "k"})
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
	if sent.Load() != quota || refused.Load() != senders-quota {
		t.Errorf("%d were sent and %d refused, want %d and %d", sent.Load(), refused.Load(), quota, senders-quota)
	}
}

// One of many unbinds at once succeeds, and for a minute there is no second,
// wherever it is asked for.
func unbindIntervalHolds(t *testing.T, f *fleet) {
	const bound = `{apps: [{appid: 15, appkey: k}], accounts: [{uin: 1500, players: [{appid: 15, openid: P, tokens: [{token: t15}]}]}],
groups: [{code: 15, owner: 1500, members: [1500], bindings: [{appid: 15, unionid: "9", zoneid: "1", group_openid: G15}]}]}`
	f.servers[0].mustManage(t, "PUT", "/control/worlds/unbind", bound)
	c := f.client(msdk.App{ID: 15, Key: "k"})
	unbind := func() error {
		_, err := c.UnbindGroup(t.Context(), msdk.UnbindGroupRequest{OpenID: "P", AccessToken: "t15", GroupOpenID: "G15", UnionID: "9"})
		return err
	}
	var done atomic.Int64
	together(30, func(int) {
		switch err := unbind(); {
		case err == nil:
			done.Add(1)
		case !msdk.IsCode(err, msdk.CodeUnbindNoBinding) && !msdk.IsCode(err, msdk.CodeUnbindTooOften):
			t.Error(err)
		}
	})
	if done.Load() != 1 {
		t.Errorf("%d unbinds succeeded, want 1", done.Load())
	}
	f.servers[1].mustManage(t, "PUT", "/control/worlds/unbind", bound)
	for range f.servers {
		if err := unbind(); !msdk.IsCode(err, msdk.CodeUnbindTooOften) {
			t.Errorf("%v, want code 2004 for a second unbind within a minute", err)
		}
	}
}

// A server that is killed under load takes nothing along that it had
// acknowledged, and the others notice nothing.
func TestKillOneOfThree(t *testing.T) {
	f, _ := startFleet(t, 3)
	f.servers[0].mustManage(t, "PUT", "/control/worlds/durable", durabilityWorld())
	all := make([]*worker, workers)
	for i := range all {
		all[i] = &worker{n: i}
	}
	var acks atomic.Int64
	victim := f.servers[0]
	killed := make(chan struct{})
	var wg sync.WaitGroup
	for _, w := range all {
		wg.Go(func() {
			home := f.servers[w.n%len(f.servers)]
			c := home.client(msdk.App{ID: 5, Key: "k"}, msdk.WithTimeout(patience))
			for i, more := 0, 12; more > 0; i++ {
				if !w.write(t, c, i) {
					if home != victim {
						t.Errorf("worker %d lost a server that was not killed", w.n)
					}
					return
				}
				acks.Add(1)
				if isOver(killed) {
					more-- // the others go on for a while
				}
			}
		})
	}
	await(t, func() bool { return acks.Load() > acknowledgement })
	victim.kill(t)
	close(killed)
	wg.Wait()
	for _, w := range all {
		w.check(t, f.servers[1+w.n%2])
	}
}

// Servers that are replaced one after the other under load: a client that
// tries once more on a closed connection sees no error, and every report
// counts once.
func TestRollingRestart(t *testing.T) {
	f, dsn := startFleet(t, 3)
	const players = 8
	var accounts []string
	for p := range players {
		accounts = append(accounts, fmt.Sprintf("{uin: %d, players: [{appid: 5, openid: P%d, tokens: [{token: t%d}]}]}", p+1, p, p))
	}
	f.servers[0].mustManage(t, "PUT", "/control/worlds/r", `{apps: [{appid: 5, appkey: k}], accounts: [`+strings.Join(accounts, ",")+`]}`)
	c := f.client(msdk.App{ID: 5, Key: "k"})
	var acked [players]atomic.Int64
	over := make(chan struct{})
	var wg sync.WaitGroup
	for p := range players {
		wg.Go(func() {
			for !isOver(over) {
				_, err := c.ScoreBatch(t.Context(), msdk.ScoreBatchRequest{OpenID: fmt.Sprintf("P%d", p), AccessToken: fmt.Sprintf("t%d", p), Param: []msdk.ScoreEntry{{Type: 3, Data: "1"}}})
				if err != nil {
					t.Errorf("player %d: %v", p, err)
					return
				}
				acked[p].Add(1)
			}
		})
	}
	for _, old := range f.list() {
		before := acked[0].Load()
		await(t, func() bool { return acked[0].Load() > before+20 || t.Failed() })
		f.add(start(t, "--db", dsn))
		old.end(t)
		f.remove(old)
	}
	close(over)
	wg.Wait()
	for p := range players {
		if games := f.servers[0].games(t, fmt.Sprintf("P%d", p)); int64(games) != acked[p].Load() {
			t.Errorf("player %d has %d games, and %d were acknowledged", p, games, acked[p].Load())
		}
	}
}
