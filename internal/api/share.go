package api

import (
	"context"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

type shareRequest struct {
	caller
	platform.Share
}

// readShare reads the parameters of mobile-qq.md 2.2.1.2, in its order.
func readShare(p *gateway.Params) (shareRequest, error) {
	var r shareRequest
	r.openid = p.Text("openid")
	p.OptText("userip")
	r.Act = readAct(p)
	only(p, "dst", msdk.ShareDst, shareDst, 0)
	only(p, "flag", msdk.ShareFlag, shareFlag)
	r.ImageURL = p.OptText("image_url")
	r.token = p.Text("access_token")
	src, _ := p.OptInt("src")
	r.Src = int(src)
	r.Summary = p.OptText("summary")
	r.TargetURL = p.OptText("target_url")
	r.Title = p.Text("title")
	r.Receiver = readReceiver(p)
	r.Preview = p.OptText("previewText")
	r.GameTag = p.OptText("game_tag")
	return r, nil
}

// readAct reads what a tap opens; 0 is the document's default.
func readAct(p *gateway.Params) int {
	act, _ := p.OptInt("act")
	if act != msdk.ShareActURL && act != msdk.ShareActApp {
		p.Fail("act", "0 or 1", strconv.FormatInt(act, 10))
	}
	return int(act)
}

// only reads an integer for which the document has one value. It is tolerated
// that it is missing, or one of others.
func only(p *gateway.Params, name string, value int64, t gateway.Tolerance, others ...int64) {
	switch n, given := p.OptInt(name); {
	case !given, slices.Contains(others, n):
		p.Tolerate(t, name)
	case n != value:
		p.Fail(name, strconv.FormatInt(value, 10), strconv.FormatInt(n, 10))
	}
}

const receiverForm = `an array of exactly one {"openid":"…","type":0}, or the same as a JSON string`

// readReceiver reads fopenids: an array, or the same array as a JSON string.
func readReceiver(p *gateway.Params) string {
	const name = "fopenids"
	elements, given, array := p.Elements(name)
	if given && !array {
		elements, array = receiversInText(p.OptText(name))
	}
	if !given || !array || len(elements) != 1 {
		p.Fail(name, receiverForm, gotArray(given, array, len(elements)))
		return ""
	}
	entry, ok := p.Object(name, 0, elements[0])
	if !ok {
		p.Fail(name, receiverForm, "an element that is no object")
		return ""
	}
	receiver := entry.Text("openid")
	only(entry, "type", 0, receiverType)
	entry.Rest()
	p.Adopt(entry)
	return receiver
}

func receiversInText(text string) ([]jsontext.Value, bool) {
	if text == "" {
		return nil, false
	}
	return gateway.ParseArray([]byte(text))
}

func gotArray(given, array bool, n int) string {
	switch {
	case !given:
		return ""
	case !array:
		return "something else"
	}
	return strconv.Itoa(n) + " elements"
}

// shareQQ: mobile-qq.md 2.2.1.
func (a *API) shareQQ(ctx context.Context, c *gateway.Call, req shareRequest) (msdk.Enveloped, error) {
	req.RefererOf = c.Referer
	if err := a.platform.Share(ctx, c.App, req.openid, req.token, req.Share); err != nil {
		return nil, err
	}
	return &msdk.ShareQQAnswer{Answer: success()}, nil
}
