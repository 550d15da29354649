package blackbox

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tongwan/internal/redistest"
	"tongwan/msdk"
)

// limitedWorld has an app whose players may call each interface six times and
// then for an hour no more.
const limitedWorld = `
world: limited
apps:
  - {appid: 9101, appkey: k, settings: {rate: {per_second: 0.0002, burst: 6}}}
accounts:
  - {uin: 9101001, players: [{appid: 9101, openid: A}]}
`

// TestProcessesShareLimits: with a Redis a player's budget is one, whichever
// process is asked; while it is away each process counts for itself, and no
// call fails for that.
func TestProcessesShareLimits(t *testing.T) {
	redis := redistest.Start(t)
	file := filepath.Join(t.TempDir(), "limited.yaml")
	if err := os.WriteFile(file, []byte(limitedWorld), 0o600); err != nil {
		t.Fatal(err)
	}
	var processes []*server
	for range 3 {
		processes = append(processes, start(t, "--db", "memory", "--world", file, "--redis", redis.URL()))
	}
	if n := allowed(t, 30, processes...); n != 6 {
		t.Errorf("three processes with one Redis allowed %d calls of a burst of 6", n)
	}
	redis.Stop()
	if n := allowed(t, 10, processes[0]); n != 6 {
		t.Errorf("without Redis a process allowed %d calls, want its own burst of 6", n)
	}
	if text := string(processes[0].mustManage(t, "GET", "/metrics", "")); !strings.Contains(text, "tongwan_limits_unshared_total 10") {
		t.Error("the metrics do not tell how many calls were counted here")
	}
}

// allowed makes n calls at the same time, round robin over processes, and
// counts those that were not too frequent; nothing else may be wrong.
func allowed(t *testing.T, n int, processes ...*server) int {
	t.Helper()
	app := msdk.App{ID: 9101, Key: "k"}
	var passed atomic.Int64
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			_, err := processes[i%len(processes)].client(app).Wifi(t.Context(), msdk.WifiRequest{OpenID: "A"})
			var refused *msdk.Error
			switch {
			case err == nil:
				passed.Add(1)
			case !errors.As(err, &refused) || refused.Ret != msdk.RetTooFrequent:
				t.Errorf("call %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	return int(passed.Load())
}
