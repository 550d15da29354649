package bench

import (
	"context"
	"net/http"
	"os"
	"strings"
	"time"
)

// work is something done with a world as a whole, by one caller who waits for
// it.
type work struct {
	name     string
	accounts int // that it makes
	once     func(context.Context, *Server) error
}

// run does the work again and again for a slice, but once at least.
func (w work) run(ctx context.Context, s *Server, slice time.Duration) (*Sample, error) {
	var took Histogram
	m := startMeter(s)
	for took.Count() == 0 || time.Since(m.begun) < slice {
		begun := time.Now()
		if err := w.once(ctx, s); err != nil {
			return nil, err
		}
		took.Record(time.Since(begun))
	}
	sample := m.sample()
	sample.Requests, sample.Latencies = took.Count(), took
	return sample, nil
}

// smallWorld is what a test may want of a world.
const smallWorld = `
apps:
  - {appid: 1, appkey: 0123456789abcdef0123456789abcdef, activities: [{actid: 1, name: 宝箱}]}
accounts:
  - {uin: 1, nickname: 憨特, gender: male, players: [{appid: 1, openid: ALICE, tokens: [{token: token-of-alice}]}]}
  - {uin: 2, nickname: 张鸿, vip: {qq: {level: 6}}, players: [{appid: 1, openid: BOB, tokens: [{token: token-of-bob}]}]}
  - {uin: 3, nickname: 小明, players: [{appid: 1, openid: CAROL, tokens: [{token: token-of-carol}], gifts: [{giftId: "1001", giftCount: 1}]}]}
friends:
  - {uin: 1, friend: 2}
  - {uin: 1, friend: 3, remark: 明}
groups:
  - {code: 1, name: 公会, owner: 1, members: [1, 2], bindings: [{appid: 1, unionid: "1", zoneid: "1"}]}
`

// createDrop makes a small world and removes it, as a test does at its begin
// and its end.
func createDrop() work {
	const path = worldsPath + "small"
	return work{"create_drop", 3, func(ctx context.Context, s *Server) error {
		if err := s.manage(ctx, http.MethodPut, path, strings.NewReader(smallWorld)); err != nil {
			return err
		}
		return s.manage(ctx, http.MethodDelete, path, nil)
	}}
}

// reset puts the large world back to what its file says.
func (r *run) reset() work {
	return work{"reset", r.World.Accounts, func(ctx context.Context, s *Server) error {
		file, err := os.Open(r.file)
		if err != nil {
			return err
		}
		return s.manage(ctx, http.MethodPut, worldsPath+r.World.options().World+"?reset=true", file)
	}}
}
