package blackbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"tongwan/internal/pgtest"
	"tongwan/internal/store"
	"tongwan/msdk"
)

// migrate is how databases of tests get their schema.
func migrate(ctx context.Context, dsn string) error {
	_, err := store.Migrate(ctx, dsn)
	return err
}

// fleet is several servers over one database, and a client's way to them: each
// call goes to the next one. A call whose connection turns out closed is sent
// once more, to the one after: what a closed connection did not take in was
// not begun.
type fleet struct {
	transport *http.Transport
	turn      atomic.Int64

	mu      sync.Mutex
	servers []*server
}

// startFleet starts n servers over a database of their own.
func startFleet(t *testing.T, n int) (f *fleet, dsn string) {
	t.Helper()
	f = &fleet{transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	t.Cleanup(f.transport.CloseIdleConnections)
	dsn = pgtest.Database(t, migrate)
	for range n {
		f.add(start(t, "--db", dsn))
	}
	return f, dsn
}

func (f *fleet) add(s *server) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.servers = append(f.servers, s)
}

func (f *fleet) remove(s *server) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.servers = slices.DeleteFunc(f.servers, func(o *server) bool { return o == s })
}

// list returns the servers that are there now.
func (f *fleet) list() []*server {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.servers)
}

// client returns a client whose calls go round.
func (f *fleet) client(app msdk.App) *msdk.Client {
	return msdk.New("http://fleet", app, msdk.WithTimeout(patience), msdk.WithHTTPClient(&http.Client{Transport: f}))
}

// RoundTrip implements [http.RoundTripper].
func (f *fleet) RoundTrip(r *http.Request) (*http.Response, error) {
	all, turn := f.list(), int(f.turn.Add(1))
	resp, err := f.send(r, all[turn%len(all)])
	if isClosed(err) {
		resp, err = f.send(r, all[(turn+1)%len(all)])
	}
	return resp, err
}

func (f *fleet) send(r *http.Request, to *server) (*http.Response, error) {
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body, r.URL.Host = body, strings.TrimPrefix(to.API, "http://")
	return f.transport.RoundTrip(r)
}

// isClosed reports whether a server that ended in order had closed the
// connection, or listened no more.
func isClosed(err error) bool {
	for _, closed := range []error{io.EOF, syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, closed) {
			return true
		}
	}
	return err != nil && strings.Contains(err.Error(), "server closed idle connection")
}

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

// A token that one server made is good at all, and dead at all as soon as one
// has revoked it.
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

// A world that is changed at one server changes at all.
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
		want := strconv.FormatInt(acked[p].Load(), 10)
		for _, e := range f.servers[0].player(t, 5, fmt.Sprintf("P%d", p)).Scores[0].Computed {
			if e.Type == 10 && e.Data != want {
				t.Errorf("player %d has %s games, and %s were acknowledged", p, e.Data, want)
			}
		}
	}
}

func isOver(over <-chan struct{}) bool {
	select {
	case <-over:
		return true
	default:
		return false
	}
}
