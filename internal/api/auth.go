package api

import (
	"context"

	"tongwan/internal/gateway"
	"tongwan/msdk"
)

// caller is a player and the token that proves it.
type caller struct {
	openid string
	token  string
}

// readCaller reads the pair as most interfaces name it.
func readCaller(p *gateway.Params) (caller, error) {
	return caller{openid: p.Text("openid"), token: p.Text("accessToken")}, nil
}

// readPlayer reads a player who needs no token.
func readPlayer(p *gateway.Params) (string, error) { return p.Text("openid"), nil }

func readVerifyLogin(p *gateway.Params) (caller, error) {
	c := caller{openid: p.Text("openid"), token: p.Text("openkey")}
	p.OptText("userip")
	return c, nil
}

// verifyLogin: mobile-qq.md 2.1.1.
func (a *API) verifyLogin(ctx context.Context, c *gateway.Call, req caller) (msdk.Enveloped, error) {
	if err := a.platform.VerifyLogin(ctx, c.App, req.openid, req.token); err != nil {
		return nil, err
	}
	return &msdk.VerifyLoginAnswer{Answer: msdk.Answer{Msg: "user is logged in"}}, nil
}
