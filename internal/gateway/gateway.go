package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"tongwan/internal/platform"
	"tongwan/msdk"
)

// MaxBody is the largest body that is read, in bytes (protocol.md 1).
const MaxBody = 64 << 10

// DefaultTimeout is how long an interface may take; clients wait 3 s at least.
const DefaultTimeout = 2500 * time.Millisecond

// Handler serves a call that passed the access layer. It returns the answer,
// or an error: a [*Refusal], or any other when something failed inside.
type Handler func(context.Context, *Call) (msdk.Enveloped, error)

// Interface is one of the protocol's interfaces.
type Interface struct {
	Path    string
	Aliases []string
	// AppIDs are the body's parameters that repeat the appid: first the one that
	// the document has.
	AppIDs []string
	// AppIDType is the JSON type that the document gives it; 0: table and sample
	// disagree.
	AppIDType jsontext.Kind
	// PlatCode has refusals of the platform carry their code as platCode, too.
	PlatCode bool
	// TooFrequent is the answer to a player who calls too often.
	TooFrequent Refusal
	Handle      Handler
	// Failed is the answer when Handle ended with an error that is no
	// [*Refusal]: a store's error, [context.DeadlineExceeded] or [ErrPanic].
	Failed func(error) *Refusal
}

// ErrPanic wraps what a handler panicked with.
var ErrPanic = errors.New("panic")

// Config is what a gateway is made of.
type Config struct {
	Interfaces []Interface
	Platform   *platform.Platform
	Clock      platform.Clock // of the machine: how long answers take
	PublicURL  string         // what the server's own URLs begin with; empty: the host that was asked
	Timeout    time.Duration  // for each interface; 0: [DefaultTimeout]
	Limits     Limiter        // of frequency; nil: [NewLimits], counted in this process
	// Window bounds the distance of a signature's timestamp from the world's
	// time; 0: not looked at.
	Window time.Duration
	// Around, if set, is put around the handler of every interface, after the
	// access checks and the body: what it does not pass on, it answers.
	Around func(Handler) Handler
	// Observe, if set, is told of every request when its answer is ready.
	Observe func(*Call, Outcome)
	// Notes says that Observe reads notes; without it none are taken.
	Notes bool
	// Strict refuses what the protocol tolerates, see [Tolerance].
	Strict bool
	// Draining is closed when the server is about to end: holds end with it.
	Draining <-chan struct{}
}

// Gateway is the [http.Handler] of the protocol.
type Gateway struct {
	Config
	byPath map[string]*Interface
}

// New makes a gateway for a table of interfaces.
func New(c Config) *Gateway {
	g := &Gateway{Config: c, byPath: make(map[string]*Interface)}
	if g.Limits == nil {
		g.Limits = NewLimits()
	}
	if g.Timeout == 0 {
		g.Timeout = DefaultTimeout
	}
	for i := range c.Interfaces {
		in := c.Interfaces[i]
		if c.Around != nil {
			in.Handle = c.Around(in.Handle)
		}
		for _, path := range append([]string{in.Path}, in.Aliases...) {
			g.byPath[path] = &in
		}
	}
	return g
}

// Forget drops what the gateway counted in a world: it was removed or reset.
func (g *Gateway) Forget(world string) { g.Limits.Forget(world) }

// deadline bounds the time of a call. It goes on when the client is gone: what
// was begun is finished in that time anyway, and a client that closes only
// its own half still reads the answer.
func (g *Gateway) deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), g.Timeout)
}

// ServeHTTP answers one request, with status 200 unless a [Fault] was ordered.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &Call{
		Requested: r.URL.Path,
		Method:    r.Method,
		Caller:    callerOf(r),
		Referer:   refererOf(r),
		BaseURL:   g.baseURL(r),
		Query:     r.URL.RawQuery,
		URL:       ReadURL(r.URL.RawQuery),
		Start:     g.Clock.Now(""),
		notes:     notes{wanted: g.Notes},
		gateway:   g,
		writer:    w,
		request:   r,
	}
	answer, err := guard(func() (msdk.Enveloped, error) { return g.serve(w, r, c) })
	if c.Fault.Silent() {
		g.silence(c)
	}
	g.write(w, c, answer, asRefusal(err))
}

// write encodes the answer, tells the observer and sends it.
func (g *Gateway) write(w http.ResponseWriter, c *Call, answer msdk.Enveloped, refusal *Refusal) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	if refusal != nil {
		answer = refusal.answer()
	}
	if err := encode(buf, c, answer); err != nil {
		refusal = asRefusal(g.failed(g.byPath[c.Path], fmt.Errorf("encode the answer: %w", err)))
		answer = refusal.answer()
		encode(buf, c, answer) // has only texts that can be
	}
	if g.Observe != nil {
		o := outcomeOf(answer.Envelope(), refusal)
		o.Answer, o.Elapsed = buf.Bytes(), g.Clock.Now("").Sub(c.Start)
		g.Observe(c, o)
	}
	h := w.Header()
	h["Content-Type"] = contentType
	h["Content-Length"] = []string{strconv.Itoa(buf.Len())}
	if c.Fault != nil {
		c.Fault.send(w, buf.Bytes())
		return
	}
	w.Write(buf.Bytes()) // an error means the client is gone
}

// outcomeOf says how a call ended: with a refusal, or with an answer, which
// may say no as well if it was ordered.
func outcomeOf(a *msdk.Answer, refusal *Refusal) Outcome {
	if refusal != nil {
		return Outcome{Ret: refusal.Ret, Code: refusal.Code, Err: refusal.Err}
	}
	o := Outcome{Ret: a.Ret}
	if o.Ret == msdk.RetPlatform {
		o.Code, _ = msdk.PlatformCode(a.Msg)
	}
	return o
}

// encode writes an answer as JSON, completed with what the URL asked back.
func encode(buf *bytes.Buffer, c *Call, answer msdk.Enveloped) error {
	answer.Envelope().MSDKExtInfo = c.URL.echo()
	buf.Reset()
	return json.MarshalWrite(buf, answer)
}

var (
	buffers     = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	contentType = []string{"application/json; charset=utf-8"}
)

// serve takes a request through the layers.
func (g *Gateway) serve(w http.ResponseWriter, r *http.Request, c *Call) (msdk.Enveloped, error) {
	in := g.lookup(r.URL.Path)
	if in == nil {
		return nil, refuse(msdk.RetNoInterface, "there is no interface %s", cut(r.URL.Path))
	}
	c.Path = in.Path
	if g.Strict {
		if err := checkPath(in, r.URL.Path); err != nil {
			return nil, err
		}
	}
	ctx, cancel := g.deadline(r.Context())
	defer cancel()
	if err := g.admit(ctx, c, in); err != nil {
		return nil, g.failed(in, err)
	}
	if err := readBody(w, r, c); err != nil {
		return nil, err
	}
	if err := c.checkAppIDs(in); err != nil {
		return nil, err
	}
	answer, err := guard(func() (msdk.Enveloped, error) { return in.Handle(ctx, c) })
	return answer, g.failed(in, err)
}

// failed turns an error of the layers below into the interface's answer.
func (g *Gateway) failed(in *Interface, err error) error {
	var refusal *Refusal
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refusal):
		refusal = in.Failed(err)
	}
	refusal.PlatCode = refusal.PlatCode || in.PlatCode
	return refusal
}

// asRefusal finds the refusal of an error, nil if there is no error.
func asRefusal(err error) *Refusal {
	var refusal *Refusal
	if err != nil && !errors.As(err, &refusal) {
		refusal = &Refusal{Ret: msdk.RetInternal, Text: "internal error", ErrType: msdk.ErrTypeRetry, Err: err}
	}
	return refusal
}

// guard turns a panic into an error.
func guard(f func() (msdk.Enveloped, error)) (answer msdk.Enveloped, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: %v\n%s", ErrPanic, cause, debug.Stack())
		}
	}()
	return f()
}

// lookup finds the interface of a path: as it is, or without doubled and
// closing slashes.
func (g *Gateway) lookup(path string) *Interface {
	if in := g.byPath[strings.TrimSuffix(path, "/")]; in != nil {
		return in
	}
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	return g.byPath["/"+strings.Join(parts, "/")]
}

// baseURL returns what the server's own URLs begin with.
func (g *Gateway) baseURL(r *http.Request) string {
	if g.PublicURL != "" {
		return g.PublicURL
	}
	host := r.Host
	if local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok && host == "" {
		host = local.String() // HTTP/1.0 need not name one
	}
	return "http://" + host
}

// refererOf returns the host of the Referer header; the whole text if it is
// no URL, so that it is not taken for none.
func refererOf(r *http.Request) string {
	text := r.Header.Get("Referer")
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return text
	}
	return u.Hostname()
}
