package api

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// API serves the 17 interfaces from a platform.
type API struct {
	platform *platform.Platform
}

// New makes the API of a platform.
func New(p *platform.Platform) *API { return &API{p} }

// Row is one line of the table: an interface, where it is documented and
// what it answers when something fails.
type Row struct {
	gateway.Interface
	Section string // of mobile-qq.md
	Errors  ErrorTable

	tolerated []Tolerated // beyond those of all interfaces
}

// Interfaces returns the table for the gateway.
func (a *API) Interfaces() []gateway.Interface {
	rows := a.Table()
	list := make([]gateway.Interface, len(rows))
	for i, r := range rows {
		list[i] = r.Interface
	}
	return list
}

// Table returns the 17 interfaces in the order of mobile-qq.md.
func (a *API) Table() []Row {
	return []Row{
		row(msdk.PathVerifyLogin, "2.1.1", readVerifyLogin, a.verifyLogin, common).alias("/wxoauth/verify_login").
			appID(jsontext.KindNumber, "appid").tolerates(gateway.BlankParam),
		row(msdk.PathShareQQ, "2.2.1", readShare, a.shareQQ, shareErrors).alias("/auth/share/qq").
			appID(jsontext.KindNumber, "oauth_consumer_key", "appid").
			tolerates(gateway.BlankParam, shareDst, shareFlag, receiverType),

		row(msdk.PathQQProfile, "2.3.1", readCaller, a.qqProfile, common).appID(disputed, "appid"),
		row(msdk.PathQQFriendsDetail, "2.3.2", readFriendsDetail, a.qqFriendsDetail, common).tolerates(gateway.BlankParam, friendsFlag),
		row(msdk.PathQQStrangeProfile, "2.3.3", readStrangeProfile, a.qqStrangeProfile, common).appID(disputed, "appid"),
		row(msdk.PathQQFriendsVIP, "2.3.4", readFriendsVIP, a.qqFriendsVIP, common).tolerates(gateway.BlankParam, oddFlags),
		row(msdk.PathGetGroupOpenID, "2.3.5", readGroupQuery, a.groupOpenID, groupErrors).tolerates(gateway.BlankParam, noZone),
		row(msdk.PathGetGroupInfo, "2.3.6", readGroup, a.groupInfo, groupInfoErrors),
		row(msdk.PathUnbindGroup, "2.3.7", readUnbind, a.unbindGroup, unbindErrors),
		row(msdk.PathGetGroupDetail, "2.3.8", readGroupQuery, a.groupDetail, groupErrors).tolerates(gateway.BlankParam, noZone),
		row(msdk.PathGetGroupKey, "2.3.9", readGroup, a.groupKey, groupKeyErrors),
		row(msdk.PathGetVIPRichInfo, "2.3.10", readCaller, a.vipRichInfo, common),
		row(msdk.PathQQGainChest, "2.3.11", readGainChest, a.gainChest, chestErrors).tolerates(gateway.BlankParam, chestType),

		row(msdk.PathQueryVIP, "2.4.2", readQueryVIP, a.queryVIP, queryVIPErrors).tolerates(unknownBits),
		row(msdk.PathGetGift, "2.4.3", readPlayer, a.gift, noTokenErrors).alias("/relation/get_gift"),
		row(msdk.PathGetWifi, "2.4.4", readPlayer, a.wifi, noTokenErrors),
		row(msdk.PathQQScoreBatch, "2.4.5", readScoreBatch, a.scoreBatch, scoreErrors).
			toleratesAs(platform.BadEntry, entryKey, entryCover).toleratesAs(platform.BadExpires, entryExpires),
	}
}

// row joins the parts of an interface: read takes the parameters from the
// body, do serves them, and errs says what a failure of either becomes. The
// calls of do are made only with parameters that read did not refuse.
func row[Req any](path, section string, read func(*gateway.Params) (Req, error),
	do func(context.Context, *gateway.Call, Req) (msdk.Enveloped, error), errs ErrorTable) Row {
	handle := func(ctx context.Context, c *gateway.Call) (msdk.Enveloped, error) {
		req, err := read(&c.Params)
		if err == nil {
			c.Params.Rest("userip", "pf") // are optional everywhere (protocol.md 4)
			err = c.Params.Err()
		}
		if err != nil {
			return nil, errs.refusal(err)
		}
		answer, err := do(ctx, c, req)
		if err != nil {
			return nil, errs.refusal(err)
		}
		return answer, nil
	}
	return Row{
		Interface: gateway.Interface{
			Path:        path,
			AppIDs:      []string{"appid"},
			AppIDType:   jsontext.KindString,
			PlatCode:    errs.PlatCode,
			TooFrequent: *errs.refusal(platform.Refuse(tooFrequent, "too many calls of %s by this player: slow down", path)),
			Handle:      handle,
			Failed:      errs.refusal,
		},
		Section: section,
		Errors:  errs,
	}
}

func (r Row) alias(path string) Row {
	r.Aliases = append(slices.Clone(r.Aliases), path)
	return r
}

// disputed is the type of an appid that is a string in an interface's table and
// a number in its sample.
const disputed = jsontext.KindInvalid

// appID says by which parameters the body repeats the appid, if not by a string
// of that name.
func (r Row) appID(documented jsontext.Kind, names ...string) Row {
	r.AppIDType, r.AppIDs = documented, names
	return r
}

// success is the envelope of an answer that says yes in words.
func success() msdk.Answer { return msdk.Answer{Msg: "success"} }

// flag is 1 for yes and 0 for no, as the protocol writes it in numbers.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
