package api

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

type scoreBatchRequest struct {
	caller
	entries []platform.Entry
}

// readScoreBatch reads the parameters of mobile-qq.md 2.4.5.2. The first
// entry that is wrong refuses the batch.
func readScoreBatch(p *gateway.Params) (scoreBatchRequest, error) {
	who, _ := readCaller(p)
	if err := p.Err(); err != nil {
		return scoreBatchRequest{}, err
	}
	elements, _, _ := p.Elements("param")
	if len(elements) == 0 {
		return scoreBatchRequest{}, platform.Refuse(notArray, "parameter param must be an array of at least one entry")
	}
	r := scoreBatchRequest{who, make([]platform.Entry, len(elements))}
	for i, e := range elements {
		var err error
		if r.entries[i], err = readEntry(p, i, e); err != nil {
			return r, err
		}
	}
	return r, nil
}

// readEntry reads one ReportParam. A wrong JSON type is a bad entry, except
// that of expires, which has a code of its own (protocol.md 4).
func readEntry(p *gateway.Params, i int, value jsontext.Value) (platform.Entry, error) {
	o, ok := p.Object("param", i, value)
	if !ok {
		return platform.Entry{}, platform.Refuse(notObject, "param[%d] must be an object with type and data", i)
	}
	typ := o.Int("type")
	data := o.Text("data")
	if err := o.Err(); err != nil {
		return platform.Entry{}, entryError(typ, platform.BadEntry, err)
	}
	expires := o.OptText("expires")
	if err := o.Err(); err != nil {
		return platform.Entry{}, entryError(typ, platform.BadExpires, err)
	}
	cover, _ := o.OptInt("bcover")
	if err := o.Err(); err != nil {
		return platform.Entry{}, entryError(typ, platform.BadEntry, err)
	}
	e, err := platform.NewEntry(typ, data, expires, cover == msdk.Replace)
	if err != nil {
		return e, fmt.Errorf("param[%d]: %w", i, err)
	}
	return e, nil
}

func entryError(typ int64, reason platform.Reason, err error) error {
	return &platform.EntryError{Type: int(typ), Err: platform.Refuse(reason, "%s", err)}
}

// scoreBatch: mobile-qq.md 2.4.5.
func (a *API) scoreBatch(ctx context.Context, c *gateway.Call, req scoreBatchRequest) (msdk.Enveloped, error) {
	if err := a.platform.ReportScores(ctx, c.App, req.openid, req.token, req.entries); err != nil {
		return nil, err
	}
	return &msdk.ScoreBatchAnswer{Answer: success()}, nil
}
