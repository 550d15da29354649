package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// faulty is a server whose every call gets a fault.
type faulty struct {
	*httptest.Server
	drain    chan struct{}
	observed chan gateway.Outcome
}

func newFaulty(t *testing.T, around func(gateway.Handler) gateway.Handler) *faulty {
	t.Helper()
	f := &faulty{drain: make(chan struct{}), observed: make(chan gateway.Outcome, 10)}
	g := gateway.New(gateway.Config{
		Interfaces: []gateway.Interface{echo()}, Platform: newPlatform(t), Clock: platform.SystemClock{}, Timeout: 50 * time.Millisecond,
		Around: around, Draining: f.drain,
		Observe: func(_ *gateway.Call, o gateway.Outcome) { f.observed <- o },
	})
	f.Server = httptest.NewUnstartedServer(g)
	f.Config.ReadTimeout, f.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	f.Start()
	t.Cleanup(f.Close)
	return f
}

// order puts one fault on every call.
func order(fault gateway.Fault) func(gateway.Handler) gateway.Handler {
	return func(next gateway.Handler) gateway.Handler {
		return func(ctx context.Context, c *gateway.Call) (msdk.Enveloped, error) {
			c.Fault = &fault
			return next(ctx, c)
		}
	}
}

// call returns what arrives of an answer.
func (f *faulty) call(ctx context.Context) (status int, body string, err error) {
	target := fmt.Sprintf("%s%s?timestamp=1&appid=%d&sig=%s&openid=A&encode=1", f.URL, path, appid, msdk.Sign(key, "1"))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader(`{"text":"hello"}`))
	if err != nil {
		return 0, "", err
	}
	resp, err := f.Client().Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

// What a client sees of each fault.
func TestFaults(t *testing.T) {
	const whole = `{"ret":0,"msg":"hello"}`
	tests := map[string]struct {
		fault  gateway.Fault
		status int // 0: none
		body   string
		err    error // of reading the body
		answer string
	}{
		"none":          {gateway.Fault{}, 200, whole, nil, whole},
		"status":        {gateway.Fault{Status: 502}, 502, whole, nil, whole},
		"no content":    {gateway.Fault{Status: 204}, 204, "", nil, whole},
		"close":         {gateway.Fault{Close: true}, 0, "", io.EOF, ""},
		"hang":          {gateway.Fault{Hang: time.Millisecond}, 0, "", io.EOF, ""},
		"truncate":      {gateway.Fault{Truncate: new(7)}, 200, whole[:7], io.ErrUnexpectedEOF, whole},
		"truncate at 0": {gateway.Fault{Truncate: new(0)}, 200, "", io.ErrUnexpectedEOF, whole},
		"more than all": {gateway.Fault{Truncate: new(1000)}, 200, whole, nil, whole},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFaulty(t, order(tt.fault))
			status, body, err := f.call(t.Context())
			if status != tt.status || body != tt.body || !errors.Is(err, tt.err) {
				t.Errorf("status %d, body %q, %v; want %d, %q, %v", status, body, err, tt.status, tt.body, tt.err)
			}
			if o := <-f.observed; (o.Answer == nil) != (tt.answer == "") {
				t.Errorf("observed %+v", o)
			}
			if len(f.observed) > 0 {
				t.Error("observed twice")
			}
		})
	}
}

// A hang ends when the server drains and when the client has gone, and was
// observed before either.
func TestHangEnds(t *testing.T) {
	f := newFaulty(t, order(gateway.Fault{Hang: time.Hour}))
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan error)
	call := func(ctx context.Context) {
		_, _, err := f.call(ctx)
		gone <- err
	}
	go call(ctx)
	<-f.observed
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the client that left got %v", err)
	}
	go call(t.Context())
	<-f.observed
	close(f.drain)
	if err := <-gone; !errors.Is(err, io.EOF) {
		t.Errorf("when the server drains the client gets %v, want EOF", err)
	}
	f.Close() // returns when no call is left
}

// Neither an interface's time nor the connection's deadlines run out during a
// delay, and a client that has gone is served as well.
func TestDelayIsExtra(t *testing.T) {
	begun, served := make(chan struct{}, 2), make(chan error, 2)
	delay := 300 * time.Millisecond
	f := newFaulty(t, func(next gateway.Handler) gateway.Handler {
		return func(ctx context.Context, c *gateway.Call) (msdk.Enveloped, error) {
			begun <- struct{}{}
			c.Hold(delay)
			ctx, cancel := c.Anew()
			defer cancel()
			served <- ctx.Err()
			return next(ctx, c)
		}
	})
	if status, body, err := f.call(t.Context()); status != 200 || !strings.Contains(body, "hello") || err != nil {
		t.Errorf("after the delay: %d %q %v", status, body, err)
	}
	if err := <-served; err != nil {
		t.Errorf("after the delay the call has no time: %v", err)
	}
	<-begun
	delay = time.Hour
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-begun
		leave()
	}()
	f.call(ctx)
	if err := <-served; err != nil {
		t.Errorf("when the client has gone the call has no time: %v", err)
	}
}

// Notes are taken when somebody reads them, each once in a row.
func TestNotes(t *testing.T) {
	in := echo()
	in.Handle = func(_ context.Context, c *gateway.Call) (msdk.Enveloped, error) {
		c.Note("first")
		c.Params.Note("a", "second")
		c.Params.Note("a", "second")
		return &msdk.Answer{}, nil
	}
	for _, wanted := range []bool{true, false} {
		var got []string
		g := gateway.New(gateway.Config{
			Interfaces: []gateway.Interface{in}, Platform: newPlatform(t), Clock: platform.SystemClock{}, Notes: wanted,
			Observe: func(c *gateway.Call, _ gateway.Outcome) { got = c.Notes() },
		})
		post(t, g, `{"appid":7}`)
		want := ""
		if wanted {
			want = "first|parameter a: second"
		}
		if strings.Join(got, "|") != want {
			t.Errorf("notes wanted %t: got %q", wanted, got)
		}
	}
}
