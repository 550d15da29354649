package api

import (
	"context"
	"fmt"
	"strconv"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

type gainChestRequest struct {
	caller
	platform.Chest
}

// readGainChest reads the parameters of mobile-qq.md 2.3.11.2.
func readGainChest(p *gateway.Params) (gainChestRequest, error) {
	who, _ := readCaller(p)
	r := gainChestRequest{caller: who}
	r.PF = p.OptText("pf")
	r.ActID = p.Int("actid")
	r.Items = readCount(p, "num", platform.MaxChestItems)
	r.People = readCount(p, "peoplenum", platform.MaxChestPeople)
	only(p, "type", 0, chestType)
	return r, nil
}

// readCount reads a required integer from 1 to most.
func readCount(p *gateway.Params, name string, most int64) int {
	n := p.Int(name)
	if n < 1 || n > most {
		p.Fail(name, fmt.Sprintf("1 to %d", most), strconv.FormatInt(n, 10))
	}
	return int(n)
}

// gainChest: mobile-qq.md 2.3.11.
func (a *API) gainChest(ctx context.Context, c *gateway.Call, req gainChestRequest) (msdk.Enveloped, error) {
	id, err := a.platform.GainChest(ctx, c.App, req.openid, req.token, req.Chest)
	if err != nil {
		return nil, err
	}
	return &msdk.GainChestAnswer{BoxID: id}, nil
}
