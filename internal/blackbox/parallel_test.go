package blackbox

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

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
