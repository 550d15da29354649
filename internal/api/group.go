package api

import (
	"context"
	"strconv"
	"strings"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

type groupQueryRequest struct {
	caller
	platform.GroupQuery
}

// readGroupQuery reads how get_groupopenid and get_group_detail name a group.
func readGroupQuery(p *gateway.Params) (groupQueryRequest, error) {
	who, _ := readCaller(p)
	r := groupQueryRequest{caller: who}
	opt := p.OptText("opt")
	r.UnionID, r.ZoneID = p.OptText("unionid"), p.OptText("zoneid")
	code := p.OptText("groupCode")
	switch opt {
	case "", msdk.OptByGuild:
		if r.UnionID == "" {
			p.Text("unionid") // required with this opt
		}
		if r.ZoneID == "" {
			r.ZoneID = "0"
			p.Tolerate(noZone, "zoneid")
		}
	case msdk.OptByGroupCode:
		r.ByCode = true
		r.Code = readGroupCode(p, code)
	default:
		p.Fail("opt", `"0", "1" or none`, strconv.Quote(opt))
	}
	return r, nil
}

func readGroupCode(p *gateway.Params, code string) int64 {
	if code == "" {
		p.Text("groupCode") // required with this opt
		return 0
	}
	n, err := strconv.ParseInt(code, 10, 64)
	if err != nil {
		p.Fail("groupCode", "the decimal number of a group", strconv.Quote(code))
	}
	return n
}

// groupOpenID: mobile-qq.md 2.3.5.
func (a *API) groupOpenID(ctx context.Context, c *gateway.Call, req groupQueryRequest) (msdk.Enveloped, error) {
	b, err := a.platform.GroupOpenID(ctx, c.App, req.openid, req.token, req.GroupQuery)
	if err != nil {
		return nil, err
	}
	return &msdk.GroupOpenIDAnswer{Answer: success(), IsLost: msdk.NotLost, PlatCode: msdk.GroupPlatCodeOK, GroupOpenID: b.OpenID}, nil
}

// groupDetail: mobile-qq.md 2.3.8.
func (a *API) groupDetail(ctx context.Context, c *gateway.Call, req groupQueryRequest) (msdk.Enveloped, error) {
	card, err := a.platform.GroupDetail(ctx, c.App, req.openid, req.token, req.GroupQuery)
	if err != nil {
		return nil, err
	}
	return &msdk.GroupDetailAnswer{GroupInfoAnswer: infoOf(card), GroupOpenID: card.OpenID, JoinGroupKey: card.JoinKey}, nil
}

// infoOf words what both interfaces show of a group.
func infoOf(card platform.GroupCard) msdk.GroupInfoAnswer {
	return msdk.GroupInfoAnswer{
		Answer:       success(),
		IsLost:       msdk.NotLost,
		PlatCode:     msdk.GroupPlatCodeOK,
		GroupName:    card.Group.Name,
		FingerMemo:   card.Group.Memo,
		MemberNum:    strconv.Itoa(card.Members),
		MaxNum:       strconv.Itoa(card.Group.Max),
		OwnerOpenID:  card.Owner,
		UnionID:      card.UnionID,
		ZoneID:       card.ZoneID,
		AdminOpenIDs: strings.Join(card.Admins, ","),
	}
}

type groupRequest struct {
	caller
	group string // groupOpenid
}

func readGroup(p *gateway.Params) (groupRequest, error) {
	who, _ := readCaller(p)
	return groupRequest{who, p.Text("groupOpenid")}, nil
}

// groupInfo: mobile-qq.md 2.3.6.
func (a *API) groupInfo(ctx context.Context, c *gateway.Call, req groupRequest) (msdk.Enveloped, error) {
	card, err := a.platform.GroupInfo(ctx, c.App, req.openid, req.token, req.group)
	if err != nil {
		return nil, err
	}
	info := infoOf(card)
	return &info, nil
}

// groupKey: mobile-qq.md 2.3.9.
func (a *API) groupKey(ctx context.Context, c *gateway.Call, req groupRequest) (msdk.Enveloped, error) {
	key, err := a.platform.GroupKey(ctx, c.App, req.openid, req.token, req.group)
	if err != nil {
		return nil, err
	}
	return &msdk.GroupKeyAnswer{Answer: success(), IsLost: msdk.NotLost, PlatCode: msdk.GroupPlatCodeOK, JoinGroupKey: key}, nil
}

type unbindRequest struct {
	groupRequest
	unionid string
}

func readUnbind(p *gateway.Params) (unbindRequest, error) {
	g, _ := readGroup(p)
	return unbindRequest{g, p.Text("unionid")}, nil
}

// unbindGroup: mobile-qq.md 2.3.7.
func (a *API) unbindGroup(ctx context.Context, c *gateway.Call, req unbindRequest) (msdk.Enveloped, error) {
	if err := a.platform.UnbindGroup(ctx, c.App, req.openid, req.token, req.group, req.unionid); err != nil {
		return nil, err
	}
	return &msdk.UnbindGroupAnswer{Answer: success(), IsLost: msdk.NotLost, PlatCode: msdk.GroupPlatCodeOK}, nil
}
