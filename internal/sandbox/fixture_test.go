package sandbox

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/internal/store"
	"tongwan/msdk"
)

// The apps of the tests: one in each of two worlds, and a second one in the
// first.
const (
	appid, key, msdkKey   = 7, "4578e54fb3a1bd18e0681bc1c734514e", "7d1a6f0c2b9e4f35"
	second, secondKey     = 8, "0c9e6d41f2b84f7a9d3be58c17a2604d"
	elsewhere, elsewhereK = 9, "b7f0c2d94a1e4e0f8c35a6d27e91f480"
)

// table is a platform with apps and a gateway of a few interfaces, with
// faults and a journal.
type table struct {
	*platform.Platform
	*Faults
	*Journal
	gateway *gateway.Gateway
}

func newTable(t testing.TB, c JournalConfig) *table {
	t.Helper()
	s, err := store.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	p := platform.New(platform.Options{Store: s})
	load(t, p, "w", platform.App{ID: appid, World: "w", Key: key, MSDKKey: msdkKey}, platform.App{ID: second, World: "w", Key: secondKey})
	load(t, p, "other", platform.App{ID: elsewhere, World: "other", Key: elsewhereK})
	c.Platform, c.Clock = p, platform.SystemClock{}
	tb := &table{Platform: p, Faults: NewFaults(), Journal: NewJournal(c)}
	tb.gateway = gateway.New(gateway.Config{
		Interfaces: []gateway.Interface{
			echo(msdk.PathQQProfile, func() msdk.Enveloped { return &msdk.QQProfileAnswer{IsLost: msdk.NotLost} }),
			echo(msdk.PathGetGift, func() msdk.Enveloped { return &msdk.GiftAnswer{} }),
			echo(msdk.PathGetWifi, func() msdk.Enveloped { return &msdk.WifiAnswer{} }),
		},
		Platform: p, Clock: platform.SystemClock{},
		Around: tb.Around, Observe: tb.Observe, Notes: true,
	})
	return tb
}

func load(t testing.TB, p *platform.Platform, world string, apps ...platform.App) {
	t.Helper()
	rows := iter.Seq2[platform.Row, error](func(yield func(platform.Row, error) bool) {
		for _, a := range apps {
			a.Settings = platform.DefaultSettings()
			if !yield(a, nil) {
				return
			}
		}
	})
	if err := p.LoadWorld(t.Context(), platform.World{Name: world}, false, rows); err != nil {
		t.Fatal(err)
	}
}

// echo is an interface that serves everything.
func echo(path string, answer func() msdk.Enveloped) gateway.Interface {
	return gateway.Interface{
		Path: path, Aliases: []string{"/alias" + path}, AppIDs: []string{"appid"},
		Handle: func(_ context.Context, c *gateway.Call) (msdk.Enveloped, error) {
			c.Params.OptText("text")
			if err := c.Params.Err(); err != nil {
				return nil, &gateway.Refusal{Ret: msdk.RetBadParam, Text: err.Error()}
			}
			return answer(), nil
		},
		Failed: func(err error) *gateway.Refusal {
			return &gateway.Refusal{Ret: msdk.RetInternal, Text: "failed", Err: err, ErrType: msdk.ErrTypeRetry}
		},
	}
}

// query signs as the app that it names.
func query(app int64, key, openid string) string {
	return fmt.Sprintf("timestamp=1381288134&appid=%d&sig=%s&openid=%s&encode=1&msdkExtInfo=seq", app, msdk.Sign(key, "1381288134"), openid)
}

// post sends a request and returns its answer.
func (tb *table) post(t testing.TB, path, query, body string) (answer map[string]any, w *httptest.ResponseRecorder) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.URL.Path, r.URL.RawQuery = path, query
	w = httptest.NewRecorder()
	tb.gateway.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return answer, w
}

// set orders faults in the form of the control API.
func (tb *table) set(t testing.TB, world, rules string) {
	t.Helper()
	list, err := ParseRules([]byte(rules))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tb.Set(world, list); err != nil {
		t.Fatal(err)
	}
}

// list reads the journal of world w.
func (tb *table) list(t testing.TB, q Query) Page {
	t.Helper()
	page, err := tb.Open("w", q).List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// own returns the ring of a world, nil if there is none.
func (tb *table) own(world string) *ring { return (*tb.rings.Load())[world] }
