package api

import (
	"context"
	"strconv"
	"time"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

type queryVIPRequest struct {
	caller
	bits int
}

func readQueryVIP(p *gateway.Params) (queryVIPRequest, error) {
	who, _ := readCaller(p)
	bits := p.Int("vip")
	if bits < 0 || bits&msdk.VIPAll == 0 {
		p.Fail("vip", "the sum of at least one of 1, 2, 4, 8, 16, 64, 128, 256", strconv.FormatInt(bits, 10))
	}
	if bits&^msdk.VIPAll != 0 {
		p.Tolerate(unknownBits, "vip")
	}
	return queryVIPRequest{who, int(bits & msdk.VIPAll)}, nil
}

// queryVIP: mobile-qq.md 2.4.2.
func (a *API) queryVIP(ctx context.Context, c *gateway.Call, req queryVIPRequest) (msdk.Enveloped, error) {
	person, err := a.platform.Profile(ctx, c.App, req.openid, req.token)
	if err != nil {
		return nil, err
	}
	now := a.platform.Now(c.App.World)
	lists := make([]msdk.VIP, 0, len(vipColumns))
	for _, col := range vipColumns {
		if req.bits&col.flag != 0 {
			lists = append(lists, col.of(person.Account, now))
		}
	}
	return &msdk.QueryVIPAnswer{Lists: lists}, nil
}

// vipColumn says which numbers of query_vip have a meaning for a kind; the
// others are 0 (mobile-qq.md 2.4.2.3, enum VIPFlag).
type vipColumn struct {
	flag                int
	kind                platform.VIPKind
	year, level, luxury bool
}

var vipColumns = []vipColumn{
	{msdk.VIPNormal, platform.VIPQQ, true, true, true},
	{msdk.VIPQQLevel, "", false, true, false}, // no membership: the account's level
	{msdk.VIPBlue, platform.VIPBlue, true, true, true},
	{msdk.VIPRed, platform.VIPRed, false, true, true},
	{msdk.VIPSuper, platform.VIPSuper, false, false, false},
	{msdk.VIPXinyue, platform.VIPXinyue, false, true, false},
	{msdk.VIPYellow, platform.VIPYellow, true, false, true},
	{msdk.VIPAnimic, platform.VIPAnime, false, false, false},
}

func (col vipColumn) of(account platform.Account, now time.Time) msdk.VIP {
	state := account.VIPState(col.kind, now)
	if col.flag == msdk.VIPQQLevel {
		state = platform.VIPState{Held: account.QQLevel > 0, Level: account.QQLevel}
	}
	v := msdk.VIP{Flag: col.flag, IsVIP: flag(state.Held)}
	if col.year {
		v.Year = flag(state.Year)
	}
	if col.level {
		v.Level = state.Level
	}
	if col.luxury {
		v.Luxury = flag(state.Luxury)
	}
	return v
}

// gift: mobile-qq.md 2.4.3.
func (a *API) gift(ctx context.Context, c *gateway.Call, openid string) (msdk.Enveloped, error) {
	gifts, err := a.platform.TakeGifts(ctx, c.App, openid)
	if err != nil {
		return nil, err
	}
	packs := make([]msdk.GiftPack, len(gifts))
	for i, g := range gifts {
		packs[i] = msdk.GiftPack{GiftID: g.ID, GiftCount: strconv.Itoa(g.Count)}
	}
	return &msdk.GiftAnswer{Answer: success(), GiftPackList: packs}, nil
}

// wifi: mobile-qq.md 2.4.4.
func (a *API) wifi(ctx context.Context, c *gateway.Call, openid string) (msdk.Enveloped, error) {
	may, err := a.platform.Wifi(ctx, c.App, openid)
	if err != nil {
		return nil, err
	}
	return &msdk.WifiAnswer{Answer: success(), WifiVIP: flag(may)}, nil
}
