package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/internal/store"
	"tongwan/msdk"
)

const (
	appid = 7
	key   = "secret"
	path  = "/test/echo"
)

// newPlatform returns a platform that knows one app.
func newPlatform(t *testing.T) *platform.Platform {
	t.Helper()
	s, err := store.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	p := platform.New(platform.Options{Store: s})
	rows := iter.Seq2[platform.Row, error](func(yield func(platform.Row, error) bool) {
		yield(platform.App{ID: appid, World: "w", Key: key, Settings: platform.DefaultSettings()}, nil)
	})
	if err := p.LoadWorld(t.Context(), platform.World{Name: "w"}, false, rows); err != nil {
		t.Fatal(err)
	}
	return p
}

// echo is an interface that answers with its body's text parameter.
func echo() gateway.Interface {
	return gateway.Interface{
		Path:   path,
		AppIDs: []string{"appid"},
		Handle: func(_ context.Context, c *gateway.Call) (msdk.Enveloped, error) {
			return &msdk.Answer{Msg: c.Params.OptText("text")}, c.Params.Err()
		},
		Failed: func(err error) *gateway.Refusal {
			kind := "failed"
			switch {
			case errors.Is(err, gateway.ErrPanic):
				kind = "panicked"
			case errors.Is(err, context.DeadlineExceeded):
				kind = "timed out"
			}
			return &gateway.Refusal{Ret: msdk.RetInternal, Text: kind, Err: err}
		},
	}
}

// post sends a signed request with a body to a gateway.
func post(t *testing.T, g *gateway.Gateway, body string) (msdk.Answer, *httptest.ResponseRecorder) {
	t.Helper()
	target := fmt.Sprintf("%s?timestamp=1&appid=%d&sig=%s&openid=A&encode=1&msdkExtInfo=seq", path, appid, msdk.Sign(key, "1"))
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequest(http.MethodPost, target, strings.NewReader(body)))
	var a msdk.Answer
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	if w.Code != http.StatusOK || a.MSDKExtInfo != "seq" {
		t.Errorf("status %d, msdkExtInfo %q; want 200 and seq on every answer", w.Code, a.MSDKExtInfo)
	}
	return a, w
}

// Whatever a handler does, the caller gets the interface's own answer.
func TestFailures(t *testing.T) {
	p := newPlatform(t)
	tests := map[string]struct {
		handle gateway.Handler
		want   string
	}{
		"an error": {func(context.Context, *gateway.Call) (msdk.Enveloped, error) { return nil, errors.New("disk on fire") }, "failed"},
		"a panic":  {func(context.Context, *gateway.Call) (msdk.Enveloped, error) { panic("at the disco") }, "panicked"},
		"no end": {func(ctx context.Context, _ *gateway.Call) (msdk.Enveloped, error) {
			<-ctx.Done()
			return nil, fmt.Errorf("reading: %w", ctx.Err())
		}, "timed out"},
		"an answer that cannot be encoded": {func(context.Context, *gateway.Call) (msdk.Enveloped, error) {
			return &msdk.Answer{Msg: "\xff"}, nil
		}, "failed"},
		"a refusal": {func(context.Context, *gateway.Call) (msdk.Enveloped, error) {
			return nil, fmt.Errorf("deeper: %w", &gateway.Refusal{Ret: -1011, Text: "no"})
		}, "no"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := echo()
			in.Handle = tt.handle
			var seen gateway.Outcome
			g := gateway.New(gateway.Config{
				Interfaces: []gateway.Interface{in}, Platform: p, Clock: platform.SystemClock{}, Timeout: time.Millisecond,
				Observe: func(_ *gateway.Call, o gateway.Outcome) { seen = o },
			})
			a, w := post(t, g, `{}`)
			if a.Ret == 0 || a.Msg != tt.want || a.ErrType == 0 {
				t.Errorf("answer %s, want %q", w.Body, tt.want)
			}
			if strings.Contains(w.Body.String(), "fire") || strings.Contains(w.Body.String(), "disco") {
				t.Errorf("the answer %s tells what failed inside", w.Body)
			}
			if seen.Ret != a.Ret || (seen.Err == nil) != (name == "a refusal") {
				t.Errorf("the observer saw %+v", seen)
			}
		})
	}
}

// Around may answer in an interface's place, and sees only what passed the
// access layer; Observe sees everything.
func TestHooks(t *testing.T) {
	var around, observed []string
	g := gateway.New(gateway.Config{
		Interfaces: []gateway.Interface{echo()}, Platform: newPlatform(t), Clock: platform.SystemClock{},
		Around: func(next gateway.Handler) gateway.Handler {
			return func(ctx context.Context, c *gateway.Call) (msdk.Enveloped, error) {
				around = append(around, c.Path)
				if c.Params.OptText("text") == "fault" {
					return nil, &gateway.Refusal{Ret: msdk.RetPlatform, Code: 100012, Text: "ordered", PlatCode: true}
				}
				return next(ctx, c)
			}
		},
		Observe: func(c *gateway.Call, o gateway.Outcome) {
			observed = append(observed, fmt.Sprintf("%s %d %d %s", c.Path, o.Ret, o.Code, c.Body))
			if o.Elapsed < 0 || len(o.Answer) == 0 {
				t.Errorf("outcome %+v", o)
			}
		},
	})
	if a, _ := post(t, g, `{"text":"hello"}`); a.Ret != 0 || a.Msg != "hello" {
		t.Errorf("answer %+v", a)
	}
	if _, w := post(t, g, `{"text":"fault"}`); !strings.Contains(w.Body.String(), `"msg":"100012,ordered"`) || !strings.Contains(w.Body.String(), `"platCode":"100012"`) {
		t.Errorf("answer %s", w.Body)
	}
	if a, _ := post(t, g, ` `); a.Ret != msdk.RetEmptyBody {
		t.Errorf("answer %+v", a)
	}
	if len(around) != 2 {
		t.Errorf("around saw %v, want the two good requests", around)
	}
	want := []string{path + ` 0 0 {"text":"hello"}`, path + ` -10000 100012 {"text":"fault"}`, path + ` -501 0  `}
	if strings.Join(observed, "\n") != strings.Join(want, "\n") {
		t.Errorf("observed %q, want %q", observed, want)
	}
}

// FuzzGateway: no request makes it panic, or answer anything but status 200
// and an object with ret and msg.
func FuzzGateway(f *testing.F) {
	good := fmt.Sprintf("timestamp=1&appid=%d&sig=%s&openid=A&encode=1", appid, msdk.Sign(key, "1"))
	f.Add("POST", path, good, []byte(`{"text":"x"}`))
	f.Add("GET", "//test///echo/", good, []byte(``))
	f.Add("POST", path, "appid=G_7&"+good, []byte(`{"appid":"7","text":5}`))
	f.Add("POST", path, good+"&msdkExtInfo=%00", []byte("{\"\xff\":[[[["))
	s, err := store.Open(f.Context(), "memory")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	p := platform.New(platform.Options{Store: s})
	rows := iter.Seq2[platform.Row, error](func(yield func(platform.Row, error) bool) {
		yield(platform.App{ID: appid, World: "w", Key: key, Settings: platform.Settings{LenientTypes: true}}, nil)
	})
	if err := p.LoadWorld(f.Context(), platform.World{Name: "w"}, false, rows); err != nil {
		f.Fatal(err)
	}
	g := gateway.New(gateway.Config{Interfaces: []gateway.Interface{echo()}, Platform: p, Clock: platform.SystemClock{}})
	f.Fuzz(func(t *testing.T, method, target, query string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
		r.Method, r.URL.Path, r.URL.RawQuery = method, target, query
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		var a map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != http.StatusOK {
			t.Fatalf("status %d, %q: %v", w.Code, w.Body, err)
		}
		if _, ok := a["ret"].(float64); !ok || a["msg"] == nil {
			t.Errorf("answer %s lacks ret or msg", w.Body)
		}
	})
}
