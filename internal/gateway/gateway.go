package gateway

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

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
	// AppIDs are the body's parameters that repeat the appid.
	AppIDs []string
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
	// Draining is closed when the server is about to end: holds end with it.
	Draining <-chan struct{}
}

// Gateway is the [http.Handler] of the protocol.
type Gateway struct {
	Config
	byPath map[string]*Interface
	limits *Limits
}

// New makes a gateway for a table of interfaces.
func New(c Config) *Gateway {
	g := &Gateway{Config: c, byPath: make(map[string]*Interface), limits: NewLimits()}
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
func (g *Gateway) Forget(world string) { g.limits.Forget(world) }

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
	ctx, cancel := g.deadline(r.Context())
	defer cancel()
	if err := g.admit(ctx, c, in); err != nil {
		return nil, g.failed(in, err)
	}
	if err := readBody(w, r, c); err != nil {
		return nil, err
	}
	if err := c.checkAppIDs(in.AppIDs); err != nil {
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

// admit makes the checks of the access layer that need no body, in the
// protocol's order (protocol.md 2).
func (g *Gateway) admit(ctx context.Context, c *Call, in *Interface) error {
	if c.Method != http.MethodPost {
		return &Refusal{Ret: msdk.RetPlatform, Code: msdk.CodeNotPost, Text: "the method must be POST, not " + cut(c.Method)}
	}
	if problem := c.URL.check(); problem != "" {
		return refuse(msdk.RetBadURLParam, "%s", problem)
	}
	if err := g.findApp(ctx, c); err != nil {
		return err
	}
	if err := g.checkSignature(c); err != nil {
		return err
	}
	settings := &c.App.Settings
	if len(settings.AllowedIPs) > 0 && !c.from(settings) {
		return &Refusal{Ret: msdk.RetPlatform, Code: msdk.CodeAddressNotAllowed,
			Text: fmt.Sprintf("address %s is not on the list allowed_ips of app %d", c.Caller, c.App.ID)}
	}
	if slices.Contains(settings.Disabled, in.Path) {
		return refuse(msdk.RetForbiddenInterface, "app %d may not use %s: it is on its list disabled", c.App.ID, in.Path)
	}
	if !g.limits.Allow(c.App, c.URL.OpenID, in.Path, g.Platform.Now(c.App.World)) {
		refusal := in.TooFrequent
		return &refusal
	}
	return nil
}

// findApp resolves the appid and turns guests away.
func (g *Gateway) findApp(ctx context.Context, c *Call) error {
	guest, _ := c.URL.appID()
	unknown := func() error { return refuse(msdk.RetNoApp, "there is no app with appid %q", cut(c.URL.AppID)) }
	if c.URL.AppID == "" {
		return refuse(msdk.RetNoApp, "URL parameter appid is empty")
	}
	id := c.URL.Number()
	if id == 0 {
		return unknown()
	}
	app, err := g.Platform.App(ctx, id)
	if platform.ReasonOf(err) == platform.NotFound {
		return unknown()
	}
	if err != nil {
		return err
	}
	if guest {
		return refuse(msdk.RetGuest, "guests (appid G_…) may call none of the interfaces")
	}
	c.App = app
	return nil
}

// checkSignature compares sig with md5(key + timestamp), lower-case hex.
func (g *Gateway) checkSignature(c *Call) error {
	key := c.App.Key
	if c.URL.Encode == "2" {
		key = c.App.MSDKKey
		if key == "" {
			return refuse(msdk.RetBadSignature, "encode=2 needs a msdkkey, and app %d has none", c.App.ID)
		}
	}
	var want [2 * md5.Size]byte
	sum := md5.Sum(append([]byte(key), c.URL.Timestamp...))
	hex.Encode(want[:], sum[:])
	if subtle.ConstantTimeCompare(want[:], []byte(c.URL.Sig)) != 1 {
		return refuse(msdk.RetBadSignature, "sig is not the lower-case hex md5(key + timestamp) for app %d and timestamp %s", c.App.ID, cut(c.URL.Timestamp))
	}
	if g.Window > 0 && !inWindow(c.URL.Timestamp, g.Platform.Now(c.App.World), g.Window) {
		return refuse(msdk.RetBadSignature, "timestamp %s is more than %s away from the server's time", cut(c.URL.Timestamp), g.Window)
	}
	return nil
}

// from reports whether the caller's address is on the app's list.
func (c *Call) from(s *platform.Settings) bool {
	for _, prefix := range s.AllowedIPs {
		if prefix.Contains(c.Caller) {
			return true
		}
	}
	return false
}

// readBody reads and parses the body, whatever its Content-Type says.
func readBody(w http.ResponseWriter, r *http.Request, c *Call) error {
	if r.ContentLength > MaxBody {
		return tooLarge(w)
	}
	body := make([]byte, 0, max(512, min(r.ContentLength, MaxBody)+1))
	buf := bytes.NewBuffer(body)
	if _, err := buf.ReadFrom(io.LimitReader(r.Body, MaxBody+1)); err != nil {
		w.Header().Set("Connection", "close")
		return &Refusal{Ret: msdk.RetUnreadable, Text: "the body could not be read to its end", Err: err}
	}
	c.Body = buf.Bytes()
	if len(c.Body) > MaxBody {
		return tooLarge(w)
	}
	if len(bytes.Trim(c.Body, " \t\r\n")) == 0 {
		return refuse(msdk.RetEmptyBody, "the body is empty: it must be a JSON object")
	}
	params, err := ParseObject(c.Body, c.App.Settings.LenientTypes)
	if err != nil {
		return refuse(msdk.RetNotJSON, "the body is not one valid JSON object: %s", strings.ToValidUTF8(err.Error(), "�"))
	}
	params.notes = &c.notes
	c.Params = params
	return nil
}

// tooLarge refuses a body without reading the rest of it.
func tooLarge(w http.ResponseWriter) error {
	w.Header().Set("Connection", "close")
	return refuse(msdk.RetUnreadable, "the body is larger than %d bytes", MaxBody)
}

// checkAppIDs holds the body's own appid against the URL's.
func (c *Call) checkAppIDs(names []string) error {
	named := false
	for _, name := range names {
		id, given, valid := c.Params.AppID(name)
		if given && (!valid || id != c.App.ID) {
			return refuse(msdk.RetForbiddenInterface, "parameter %s must be the URL's appid %d, as a number or a string", name, c.App.ID)
		}
		named = named || given
	}
	if !named {
		c.Note("the body names no appid: the URL's was taken")
	}
	return nil
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
