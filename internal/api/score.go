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
	if o.Err() != nil {
		return platform.Entry{}, entryError(p, o, typ, platform.BadEntry)
	}
	expires := o.OptText("expires")
	if o.Err() != nil {
		return platform.Entry{}, entryError(p, o, typ, platform.BadExpires)
	}
	cover, _ := o.OptInt("bcover")
	o.Rest()
	if o.Err() != nil {
		return platform.Entry{}, entryError(p, o, typ, platform.BadEntry)
	}
	e, err := platform.NewEntry(typ, data, expires, cover == msdk.Replace)
	if err != nil {
		return e, fmt.Errorf("param[%d]: %w", i, err)
	}
	return e, nil
}

// entryError is the refusal of an entry for what was refused of its object o.
func entryError(p, o *gateway.Params, typ int64, reason platform.Reason) error {
	p.Adopt(o) // for observers
	return &platform.EntryError{Type: int(typ), Err: platform.Refuse(reason, "%s", o.Err())}
}

// noteIdle remarks on entries that are taken and then count for nothing.
func (a *API) noteIdle(c *gateway.Call, entries []platform.Entry) {
	if !c.Noting() {
		return
	}
	now := a.platform.Now(c.App.World)
	for i, e := range entries {
		name := fmt.Sprintf("param[%d]", i)
		if e.Computed() {
			c.Params.Note(name, fmt.Sprintf("type %d was ignored: the platform works it out of type 3", e.Type))
		}
		if e.Expired(now) {
			c.Params.Note(name, "expires is past: such an entry is kept and does not rank")
		}
	}
}

// scoreBatch: mobile-qq.md 2.4.5.
func (a *API) scoreBatch(ctx context.Context, c *gateway.Call, req scoreBatchRequest) (msdk.Enveloped, error) {
	a.noteIdle(c, req.entries)
	if err := a.platform.ReportScores(ctx, c.App, req.openid, req.token, req.entries); err != nil {
		return nil, err
	}
	return &msdk.ScoreBatchAnswer{Answer: success()}, nil
}
