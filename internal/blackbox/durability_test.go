package blackbox

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/msdk"
)

// The world of the durability test: each worker has a player of its own, who
// shares with a friend of its own, and groups to unbind.
const (
	workers         = 12
	groupsEach      = 30
	acknowledgement = 600 // writes after which the server is killed
)

func durabilityWorld() string {
	var b strings.Builder
	b.WriteString("world: durable\napps: [{appid: 5, appkey: k, activities: [{actid: 1, name: a}], settings: {share_quota: 1000000}}]\naccounts:\n")
	for w := range workers {
		fmt.Fprintf(&b, "- {uin: %d, players: [{appid: 5, openid: P%d, tokens: [{token: t%d, expires: 1h}], gifts: [{giftId: g, giftCount: 1}]}]}\n", 100+w, w, w)
		fmt.Fprintf(&b, "- {uin: %d, players: [{appid: 5, openid: F%d}]}\n", 1000+w, w)
	}
	b.WriteString("friends:\n")
	for w := range workers {
		fmt.Fprintf(&b, "- {uin: %d, friend: %d}\n", 100+w, 1000+w)
	}
	b.WriteString("groups:\n")
	for w := range workers {
		for g := range groupsEach {
			fmt.Fprintf(&b, "- {code: %d, owner: %d, members: [%d], bindings: [{appid: 5, unionid: u%d, zoneid: z%d, group_openid: G%d-%d}]}\n", 10_000+w*groupsEach+g, 100+w, 100+w, w, g, w, g)
		}
	}
	return b.String()
}

// worker writes through the API, one call after the other, and remembers
// what was acknowledged.
type worker struct {
	n       int
	renewed time.Time // no later than the last acknowledged renewal began
	titles  []string
	chests  []string
	rounds  int
	level   int
	unbound []string
	gift    bool
}

// TestKillLosesNothing kills the server under load, twice, and looks for
// every write that it had acknowledged.
func TestKillLosesNothing(t *testing.T) {
	db := "sqlite:" + filepath.Join(t.TempDir(), "durable.db")
	all := make([]*worker, workers)
	for i := range all {
		all[i] = &worker{n: i}
	}
	srv := start(t, "--sandbox", "--db", db)
	srv.mustManage(t, "PUT", "/control/worlds/durable", durabilityWorld())
	for range 2 {
		hammer(t, srv, all)
		srv = start(t, "--sandbox", "--db", db)
		for _, w := range all {
			w.check(t, srv)
		}
	}
}

// hammer lets all workers write and kills the server among them.
func hammer(t *testing.T, srv *server, all []*worker) {
	var acks atomic.Int64
	enough := make(chan struct{})
	var once sync.Once
	var wg sync.WaitGroup
	for _, w := range all {
		wg.Go(func() {
			c := srv.client(msdk.App{ID: 5, Key: "k"}, msdk.WithTimeout(patience))
			for i := 0; w.write(t, c, i); i++ {
				if acks.Add(1) > acknowledgement {
					once.Do(func() { close(enough) })
				}
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(patience):
		t.Error("the load did not come up")
	}
	srv.kill(t)
	wg.Wait()
}

// write makes the next write and reports false when the server is gone.
func (w *worker) write(t *testing.T, c *msdk.Client, i int) bool {
	openid, token := fmt.Sprintf("P%d", w.n), fmt.Sprintf("t%d", w.n)
	ctx := t.Context()
	var err error
	switch i % 6 {
	case 0:
		before := time.Now()
		if _, err = c.VerifyLogin(ctx, msdk.VerifyLoginRequest{OpenID: openid, OpenKey: token}); err == nil {
			w.renewed = before
		}
	case 1:
		title := fmt.Sprintf("m%d-%d-%d", w.n, i, len(w.titles))
		if _, err = c.ShareQQ(ctx, msdk.ShareQQRequest{OpenID: openid, AccessToken: token, Title: title, FOpenIDs: []msdk.ShareReceiver{{OpenID: fmt.Sprintf("F%d", w.n)}}}); err == nil {
			w.titles = append(w.titles, title)
		}
	case 2:
		var a *msdk.GainChestAnswer
		if a, err = c.GainChest(ctx, msdk.GainChestRequest{OpenID: openid, AccessToken: token, ActID: 1, Num: 5, PeopleNum: 2}); err == nil {
			w.chests = append(w.chests, a.BoxID)
		}
	case 3:
		level := w.level + 1
		_, err = c.ScoreBatch(ctx, msdk.ScoreBatchRequest{OpenID: openid, AccessToken: token, Param: []msdk.ScoreEntry{
			{Type: msdk.ScoreLevel, Data: strconv.Itoa(level), BCover: msdk.Replace}, {Type: 3, Data: "7"}}})
		if err == nil {
			w.level = level
			w.rounds++
		}
	case 4:
		err = w.unbind(t, c, openid, token)
	case 5:
		var a *msdk.GiftAnswer
		if a, err = c.Gift(ctx, msdk.GiftRequest{OpenID: openid}); err == nil {
			if w.gift && len(a.GiftPackList) > 0 {
				t.Errorf("%s was given its gift twice", openid)
			}
			w.gift = true
		}
	}
	var refused *msdk.Error
	if asError(err, &refused) {
		t.Errorf("worker %d, call %d: %v", w.n, i, err)
	}
	return err == nil
}

// unbind unbinds the next group; a call that the kill cut off may have been
// carried out, so "not bound" is as good as done.
func (w *worker) unbind(t *testing.T, c *msdk.Client, openid, token string) error {
	if len(w.unbound) == groupsEach {
		return nil
	}
	group := fmt.Sprintf("G%d-%d", w.n, len(w.unbound))
	_, err := c.UnbindGroup(t.Context(), msdk.UnbindGroupRequest{OpenID: openid, AccessToken: token, GroupOpenID: group, UnionID: fmt.Sprintf("u%d", w.n)})
	if msdk.IsCode(err, msdk.CodeUnbindNoBinding) {
		err = nil
	}
	if err == nil {
		w.unbound = append(w.unbound, group)
	}
	return err
}

// playerState is what the checks read of GET /control/players.
type playerState struct {
	Sessions []struct{ Expires time.Time }
	Messages []struct{ Title string }
	Chests   []struct{ BoxID string }
	Gifts    []any
	Scores   []struct {
		Entries []struct {
			Type int
			Data string
		}
		Computed []struct {
			Type int
			Data string
		}
	}
	Groups []struct {
		Bindings []struct {
			GroupOpenID string `json:"group_openid"`
		}
	}
}

func (s *server) player(t *testing.T, appid int64, openid string) playerState {
	t.Helper()
	var p playerState
	if err := json.Unmarshal(s.mustManage(t, "GET", fmt.Sprintf("/control/players/%d/%s", appid, openid), ""), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *worker) check(t *testing.T, srv *server) {
	p := srv.player(t, 5, fmt.Sprintf("P%d", w.n))
	if until := w.renewed.Add(2 * time.Hour).Truncate(time.Millisecond); p.Sessions[0].Expires.Before(until) {
		t.Errorf("worker %d: session expires %s, an acknowledged renewal said at least %s", w.n, p.Sessions[0].Expires, until)
	}
	var titles, chests, bound []string
	for _, m := range srv.player(t, 5, fmt.Sprintf("F%d", w.n)).Messages {
		titles = append(titles, m.Title)
	}
	for _, c := range p.Chests {
		chests = append(chests, c.BoxID)
	}
	for _, g := range p.Groups {
		for _, b := range g.Bindings {
			bound = append(bound, b.GroupOpenID)
		}
	}
	for _, want := range w.titles {
		if !slices.Contains(titles, want) {
			t.Errorf("worker %d: message %s is lost", w.n, want)
		}
	}
	for _, want := range w.chests {
		if !slices.Contains(chests, want) {
			t.Errorf("worker %d: chest %s is lost", w.n, want)
		}
	}
	for _, gone := range w.unbound {
		if slices.Contains(bound, gone) {
			t.Errorf("worker %d: group %s is bound again", w.n, gone)
		}
	}
	if w.gift && len(p.Gifts) > 0 {
		t.Errorf("worker %d: a gift that was taken is back", w.n)
	}
	if w.rounds > 0 {
		w.checkScores(t, p)
	}
}

// checkScores allows for one report more, which was carried out and not
// acknowledged any more.
func (w *worker) checkScores(t *testing.T, p playerState) {
	if len(p.Scores) != 1 {
		t.Fatalf("worker %d: scores in %d scopes, want 1", w.n, len(p.Scores))
	}
	for _, e := range p.Scores[0].Entries {
		if n, _ := strconv.Atoi(e.Data); e.Type == msdk.ScoreLevel {
			if n != w.level && n != w.level+1 {
				t.Errorf("worker %d: level %d, acknowledged %d", w.n, n, w.level)
			}
		}
	}
	for _, c := range p.Scores[0].Computed {
		if n, _ := strconv.Atoi(c.Data); c.Type == 10 {
			if n < w.rounds || n > w.rounds+1 {
				t.Errorf("worker %d: %d games this week, acknowledged %d", w.n, n, w.rounds)
			}
			w.rounds = n
		}
	}
}
