package sandbox

import (
	"net/netip"
	"reflect"
	"strings"
	"time"

	"tongwan/internal/gateway"
	"tongwan/msdk"
)

// How much of a request is kept, in bytes. The rest is counted.
const (
	maxBody   = 4 << 10
	maxAnswer = 64 << 10
	maxURL    = 4 << 10
)

// entry is a request as the journal keeps it: what was there anyway. It is
// made readable when somebody reads it.
type entry struct {
	number    uint64
	begun     time.Time // by the machine's clock
	at        time.Time // by the world's
	path      string
	requested string
	method    string
	query     string
	appid     int64
	openid    string
	from      netip.Addr
	body      []byte
	bodyCut   int // bytes left out
	answer    []byte
	answerCut int
	ret, code int
	silent    bool // no answer was sent
	elapsed   time.Duration
	fault     *gateway.Fault
	param     *gateway.ParamError
	notes     []string
	keys      *keys // of a bad signature
	size      int   // bytes of memory, about
}

// keys are what an app's requests may be signed with.
type keys struct{ app, msdk string }

var entrySize = int(reflect.TypeFor[entry]().Size())

// newEntry keeps what an observer is lent.
func newEntry(c *gateway.Call, o gateway.Outcome, now time.Time) entry {
	e := entry{
		begun: c.Start, at: now,
		path: c.Path, requested: c.Requested, method: c.Method, query: c.Query,
		appid: c.URL.Number(), openid: c.OpenID(), from: c.Caller,
		ret: o.Ret, code: o.Code, silent: o.Answer == nil, elapsed: o.Elapsed,
		fault: c.Fault, notes: c.Notes(),
	}
	e.copy(c.Body, o.Answer)
	e.letGo()
	e.param, _ = c.Params.Err().(*gateway.ParamError)
	if o.Ret == msdk.RetBadSignature && c.App != nil {
		e.keys = &keys{c.App.Key, c.App.MSDKKey}
	}
	e.size += entrySize + cap(e.body) + cap(e.answer) + len(e.requested) + len(e.query)
	for _, n := range e.notes {
		e.size += len(n)
	}
	if e.param != nil {
		e.size += len(e.param.Name) + len(e.param.Expected) + len(e.param.Got)
	}
	return e
}

// copy keeps the beginnings of body and answer in one piece of memory.
func (e *entry) copy(body, answer []byte) {
	n, m := min(len(body), maxBody), min(len(answer), maxAnswer)
	e.bodyCut, e.answerCut = len(body)-n, len(answer)-m
	if n+m == 0 {
		return
	}
	kept := append(append(make([]byte, 0, n+m), body[:n]...), answer[:m]...)
	e.body, e.answer = kept[:n:n], kept[n:]
}

// letGo cuts texts that would hold on to a long request line: all of them are
// parts of it.
func (e *entry) letGo() {
	if len(e.requested)+len(e.query) <= maxURL {
		return
	}
	for _, text := range []*string{&e.requested, &e.query, &e.openid, &e.method} {
		*text = strings.Clone((*text)[:min(len(*text), maxURL)])
	}
}
