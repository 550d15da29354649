package blackbox

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/msdk"
)

// promise is how long an answer may take (protocol.md 1), and margin what a
// busy machine takes on top.
const (
	promise = 3 * time.Second
	margin  = 2 * time.Second
)

// steady is a load that goes on whatever happens to the database: each player
// sends messages to a friend, and reports games, one call after the other.
type steady struct {
	players []*steadyPlayer
	over    chan struct{}
	done    sync.WaitGroup
}

// steadyPlayer remembers what was acknowledged.
type steadyPlayer struct {
	n        int
	client   *msdk.Client
	reported int // games; some of those refused may have been counted
	games    int // acknowledged
	titles   []string

	acks, refusals atomic.Int64
}

const steadyPlayers = 8

func steadyWorld() string {
	var accounts, friends []string
	for n := range steadyPlayers {
		accounts = append(accounts,
			fmt.Sprintf("{uin: %d, players: [{appid: 5, openid: P%d, tokens: [{token: t%d}]}]}", 100+n, n, n),
			fmt.Sprintf("{uin: %d, players: [{appid: 5, openid: F%d}]}", 200+n, n))
		friends = append(friends, fmt.Sprintf("{uin: %d, friend: %d}", 100+n, 200+n))
	}
	return fmt.Sprintf("{apps: [{appid: 5, appkey: k, settings: {share_quota: 1000000}}], accounts: [%s], friends: [%s]}",
		strings.Join(accounts, ","), strings.Join(friends, ","))
}

// startSteady puts a world into the server and the load onto it.
func startSteady(t *testing.T, srv *server) *steady {
	t.Helper()
	srv.mustManage(t, "PUT", "/control/worlds/steady", steadyWorld())
	l := &steady{over: make(chan struct{})}
	for n := range steadyPlayers {
		p := &steadyPlayer{n: n, client: srv.client(msdk.App{ID: 5, Key: "k"}, msdk.WithTimeout(patience))}
		l.players = append(l.players, p)
		l.done.Go(func() { p.play(t, l.over) })
	}
	t.Cleanup(l.stop)
	return l
}

// stop ends the load.
func (l *steady) stop() {
	if !isOver(l.over) {
		close(l.over)
	}
	l.done.Wait()
}

// play makes calls, at most some hundred a second.
func (p *steadyPlayer) play(t *testing.T, over <-chan struct{}) {
	pace := time.NewTicker(3 * time.Millisecond)
	defer pace.Stop()
	for i := 0; !isOver(over); i++ {
		<-pace.C
		call, name := p.report, "qqscore_batch"
		if i%2 == 1 {
			call, name = p.share, "share"
		}
		begin := time.Now()
		err := call(t, i)
		if took := time.Since(begin); took > promise+margin {
			t.Errorf("%s took %v, want an answer within %v", name, took, promise)
		}
		if err == nil {
			p.acks.Add(1)
			continue
		}
		wantServiceError(t, err)
		p.refusals.Add(1)
	}
}

func (p *steadyPlayer) report(t *testing.T, _ int) error {
	p.reported++
	_, err := p.client.ScoreBatch(context.WithoutCancel(t.Context()), msdk.ScoreBatchRequest{OpenID: fmt.Sprintf("P%d", p.n), AccessToken: fmt.Sprintf("t%d", p.n),
		Param: []msdk.ScoreEntry{{Type: 3, Data: "1"}}})
	if err == nil {
		p.games++
	}
	return err
}

func (p *steadyPlayer) share(t *testing.T, i int) error {
	title := fmt.Sprintf("m%d-%d", p.n, i)
	_, err := p.client.ShareQQ(context.WithoutCancel(t.Context()), msdk.ShareQQRequest{OpenID: fmt.Sprintf("P%d", p.n), AccessToken: fmt.Sprintf("t%d", p.n), Title: title,
		FOpenIDs: []msdk.ShareReceiver{{OpenID: fmt.Sprintf("F%d", p.n)}}})
	if err == nil {
		p.titles = append(p.titles, title)
	}
	return err
}

// awaitAnswers waits until every player was answered well a few times more.
func (l *steady) awaitAnswers(t *testing.T) {
	t.Helper()
	l.awaitMore(t, 4, func(p *steadyPlayer) int64 { return p.acks.Load() })
}

// awaitRefusals waits until every player was refused once more.
func (l *steady) awaitRefusals(t *testing.T) {
	t.Helper()
	l.awaitMore(t, 1, func(p *steadyPlayer) int64 { return p.refusals.Load() })
}

func (l *steady) awaitMore(t *testing.T, more int64, count func(*steadyPlayer) int64) {
	t.Helper()
	goals := make([]int64, len(l.players))
	for i, p := range l.players {
		goals[i] = count(p) + more
	}
	for i, p := range l.players {
		await(t, func() bool { return count(p) >= goals[i] })
	}
}

// check looks for everything that was acknowledged. The load is stopped.
func (l *steady) check(t *testing.T, srv *server) {
	t.Helper()
	for _, p := range l.players {
		var titles []string
		for _, m := range srv.player(t, 5, fmt.Sprintf("F%d", p.n)).Messages {
			titles = append(titles, m.Title)
		}
		for _, want := range p.titles {
			if !slices.Contains(titles, want) {
				t.Errorf("player %d: message %s is lost", p.n, want)
			}
		}
		if games := srv.games(t, fmt.Sprintf("P%d", p.n)); games < p.games || games > p.reported {
			t.Errorf("player %d: %d games, acknowledged %d of %d", p.n, games, p.games, p.reported)
		}
	}
}

// games returns how many games a player of app 5 has this week.
func (s *server) games(t *testing.T, openid string) int {
	t.Helper()
	for _, scope := range s.player(t, 5, openid).Scores {
		for _, c := range scope.Computed {
			if c.Type == 10 {
				n, err := strconv.Atoi(c.Data)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
		}
	}
	return 0
}

func isOver(over <-chan struct{}) bool {
	select {
	case <-over:
		return true
	default:
		return false
	}
}
