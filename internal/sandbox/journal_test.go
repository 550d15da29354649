package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// observed is a call as the gateway shows it to observers.
func observed(app *platform.App, body string) *gateway.Call {
	q := query(app.ID, app.Key, "A")
	return &gateway.Call{
		Path: msdk.PathQQProfile, Requested: msdk.PathQQProfile + "/", Method: "POST", Caller: netip.MustParseAddr("10.0.0.1"),
		Query: q, URL: gateway.ReadURL(q), App: app, Body: []byte(body), Start: platform.SystemClock{}.Now(""),
	}
}

var app7 = &platform.App{ID: appid, World: "w", Key: key, MSDKKey: msdkKey}

func numbers(p Page) string {
	var list []string
	for _, r := range p.Requests {
		list = append(list, fmt.Sprint(r.Number))
	}
	return strings.Join(list, " ")
}

// The journal keeps the newest requests, by number and by bytes, and says how
// many it dropped.
func TestJournalBounds(t *testing.T) {
	tests := map[string]struct {
		config  JournalConfig
		answer  int // bytes
		want    string
		dropped uint64
	}{
		"entries": {JournalConfig{Entries: 3}, 10, "8 9 10", 7},
		"bytes":   {JournalConfig{Bytes: 5 * (entrySize + 1200)}, 1000, "6 7 8 9 10", 5},
		"one":     {JournalConfig{Bytes: 1}, 10, "10", 9},
		"room":    {JournalConfig{}, 10, "1 2 3 4 5 6 7 8 9 10", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t, tt.config)
			answer := []byte(`"` + strings.Repeat("x", tt.answer-2) + `"`)
			for range 10 {
				tb.Observe(observed(app7, ""), gateway.Outcome{Answer: answer})
			}
			page := tb.list(t, Query{})
			if numbers(page) != tt.want || page.Matched != len(page.Requests) || page.Dropped != tt.dropped {
				t.Errorf("there are %s, %d matched, %d dropped; want %s, %d dropped", numbers(page), page.Matched, page.Dropped, tt.want, tt.dropped)
			}
		})
	}
}

// A million requests leave the memory where a hundred thousand left it.
func TestJournalIsFlat(t *testing.T) {
	tb := newTable(t, JournalConfig{Bytes: 1 << 20})
	answer := []byte(strings.Repeat("x", 500))
	observe := func(n int) uint64 {
		c := observed(app7, strings.Repeat("y", 500))
		for range n {
			tb.Observe(c, gateway.Outcome{Answer: answer})
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := observe(100_000)
	after := observe(900_000)
	if after > before+1<<20 {
		t.Errorf("the heap grew from %d to %d bytes", before, after)
	}
	if page := tb.list(t, Query{}); page.Dropped+uint64(page.Matched) != 1_000_000 {
		t.Errorf("%d kept and %d dropped", page.Matched, page.Dropped)
	}
}

// Long texts are cut, so that no request holds on to much.
func TestJournalCuts(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	long := strings.Repeat("x", 50_000)
	c := observed(app7, `{"openid":"`+long+`"}`)
	c.Query += "&opua=" + long
	c.Requested = "/" + long
	tb.Observe(c, gateway.Outcome{Answer: []byte(`"` + strings.Repeat("z", 70_000) + `"`)})
	r := tb.list(t, Query{}).Requests[0]
	if len(r.BodyText) != maxBody+len("…") || r.BodyCut != 50_013-maxBody || r.Body != nil {
		t.Errorf("the body has %d bytes, %d were cut", len(r.BodyText), r.BodyCut)
	}
	if len(r.AnswerText) != maxAnswer+len("…") || r.AnswerCut != 70_002-maxAnswer || r.Answer != nil {
		t.Errorf("the answer has %d bytes, %d were cut", len(r.AnswerText), r.AnswerCut)
	}
	if len(r.Requested) != maxURL || len(r.URL["opua"]) > maxURL {
		t.Errorf("the path has %d bytes, opua %d", len(r.Requested), len(r.URL["opua"]))
	}
}

func TestJournalFilters(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	good := query(appid, key, "A")
	tb.post(t, msdk.PathQQProfile, good, `{}`)                        // 1
	tb.post(t, "/alias"+msdk.PathGetWifi, good, `{}`)                 // 2
	tb.post(t, msdk.PathGetWifi, query(second, secondKey, "B"), `{}`) // 3
	tb.post(t, msdk.PathGetWifi, "sig=x&"+good, `{}`)                 // 4: refused
	tb.post(t, msdk.PathGetWifi, query(elsewhere, elsewhereK, "A"), `{}`)
	tb.post(t, "/no/such", "appid=77", ``)                       // 6: nobody's
	tb.post(t, msdk.PathGetWifi, "", ``)                         // 7: nobody's
	tb.post(t, "/relation/qqprofil", good, `{}`)                 // 8: no interface, but an app
	tb.post(t, msdk.PathGetWifi, "appid=7&openid=C", `{}`)       // 9: a parameter is missing
	tb.post(t, msdk.PathGetWifi, "appid=G_7&x=1&"+good[30:], ``) // 10: a guest
	ret := func(n int) *int { return &n }
	third := tb.list(t, Query{}).Requests[2].Time
	tests := map[string]struct {
		q    Query
		want string
	}{
		"all":                      {Query{}, "1 2 3 4 8 9 10"},
		"unattributed":             {Query{Unattributed: true}, "1 2 3 4 6 7 8 9 10"},
		"path":                     {Query{Filter: Filter{Path: msdk.PathGetWifi}}, "2 3 4 9 10"},
		"pattern":                  {Query{Filter: Filter{Path: "/relation/*"}}, "1 8"},
		"a path that nobody has":   {Query{Filter: Filter{Path: "/no/*"}, Unattributed: true}, "6"},
		"app":                      {Query{Filter: Filter{AppID: second}}, "3"},
		"player":                   {Query{Filter: Filter{OpenID: "B"}}, "3"},
		"ret 0":                    {Query{Filter: Filter{Ret: ret(0)}}, "1 2 3"},
		"ret":                      {Query{Filter: Filter{Ret: ret(msdk.RetBadSignature)}}, "4"},
		"after":                    {Query{Filter: Filter{After: 3}}, "4 8 9 10"},
		"a time ahead":             {Query{Filter: Filter{Since: third.Add(time.Hour)}}, ""},
		"a time past":              {Query{Filter: Filter{Since: third.Add(-time.Hour)}}, "1 2 3 4 8 9 10"},
		"limit takes the newest":   {Query{Limit: 2}, "9 10"},
		"limit goes on after":      {Query{Filter: Filter{After: 1}, Limit: 2, Onward: true}, "2 3"},
		"limit of all":             {Query{Limit: 7}, "1 2 3 4 8 9 10"},
		"path and player":          {Query{Filter: Filter{Path: msdk.PathGetWifi, OpenID: "A"}}, "2 4 10"},
		"several, and none is all": {Query{Filter: Filter{Path: msdk.PathGetWifi, Ret: ret(0), AppID: appid}}, "2"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			page := tb.list(t, tt.q)
			if numbers(page) != tt.want {
				t.Errorf("got %s, want %s", numbers(page), tt.want)
			}
		})
	}
	if page := tb.list(t, Query{Limit: 1}); page.Matched != 7 {
		t.Errorf("with a limit %d match, want 7", page.Matched)
	}
}

// What is cleared is gone, with what had begun by then; other worlds keep
// theirs, and a new world of an old name begins with nothing.
func TestJournalForgets(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	other := &platform.App{ID: elsewhere, World: "other", Key: elsewhereK}
	early := observed(app7, "")
	count := func(world string) int {
		page, err := tb.Open(world, Query{Unattributed: true}).List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Requests)
	}
	tb.Observe(observed(app7, ""), gateway.Outcome{})
	tb.Observe(observed(other, ""), gateway.Outcome{})
	tb.post(t, "/nobodys", "", "")
	tb.Clear("w", false)
	tb.Observe(early, gateway.Outcome{})
	if count("w") != 1 || count("other") != 2 {
		t.Errorf("after w was cleared it has %d and the other world %d; want nobody's 1, and 2", count("w"), count("other"))
	}
	tb.Clear("w", true)
	if count("w") != 0 || count("other") != 1 {
		t.Errorf("after nobody's were cleared: %d and %d", count("w"), count("other"))
	}
	tb.Observe(observed(app7, ""), gateway.Outcome{})
	late := observed(app7, "")
	tb.Journal.Forget("w")
	tb.Observe(late, gateway.Outcome{})
	tb.Observe(observed(app7, ""), gateway.Outcome{})
	if count("w") != 1 {
		t.Errorf("the new world has %d requests, want its own", count("w"))
	}
}

// Of a world that is gone nothing is left, also when requests of it are still
// on their way.
func TestJournalLeavesNothing(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	late := observed(app7, "")
	tb.Observe(observed(app7, ""), gateway.Outcome{})
	tb.Journal.Forget("w")
	tb.Observe(late, gateway.Outcome{})
	if tb.own("w") != nil {
		t.Error("a request that came late made the world a journal")
	}
}

// A reading ends with its world, whatever it waits for.
func TestReadingEndsWithWorld(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	tb.Observe(observed(app7, ""), gateway.Outcome{})
	readings := []*Reading{
		tb.Open("w", Query{Wait: time.Hour, Count: 2}),
		tb.Open("w", Query{Wait: time.Hour, Count: 2, Unattributed: true}),
		tb.Open("w", Query{Wait: time.Hour, Count: 1}), // not begun yet
		tb.Open("w", Query{}),
	}
	ended := make(chan error)
	for _, r := range readings[:2] {
		go func() {
			_, err := r.List(t.Context())
			ended <- err
		}()
	}
	for tb.own("w").waiting() < 2 {
		runtime.Gosched()
	}
	tb.Journal.Forget("w")
	for _, r := range readings[2:] {
		go func() {
			_, err := r.List(t.Context())
			ended <- err
		}()
	}
	for range readings {
		if err := <-ended; platform.ReasonOf(err) != platform.NotFound || !strings.Contains(err.Error(), `"w" was deleted`) {
			t.Errorf("a reading of the world ended with %v", err)
		}
	}
}

// waiting counts those who wait on a ring.
func (r *ring) waiting() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.waiters)
}

// Waiters get what they wait for when it is there, however it comes.
func TestWait(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	tb.Observe(observed(app7, ""), gateway.Outcome{})
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			page, err := tb.Open("w", Query{Wait: time.Minute, Count: 1 + i%10, Unattributed: i%2 == 0}).List(t.Context())
			if err != nil || len(page.Requests) < 1+i%10 {
				t.Errorf("waited for %d, got %d, %v", 1+i%10, len(page.Requests), err)
			}
		})
	}
	for range 10 {
		wg.Go(func() { tb.Observe(observed(app7, ""), gateway.Outcome{}) })
	}
	wg.Wait()
	if n := len(tb.own("w").waiters) + len(tb.nobodys.waiters); n != 0 {
		t.Errorf("%d waiters are left behind", n)
	}
}

// A wait ends with its time, with what there is, and with its caller.
func TestWaitEnds(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	tb.Observe(observed(app7, ""), gateway.Outcome{})
	if page := tb.list(t, Query{Wait: time.Millisecond, Count: 2}); len(page.Requests) != 1 {
		t.Errorf("after the time was over there are %d", len(page.Requests))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tb.Open("w", Query{Wait: time.Hour, Count: 2}).List(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who went away got %v", err)
	}
	done := make(chan Page)
	go func() {
		page, _ := tb.Open("w", Query{Filter: Filter{OpenID: "B"}, Wait: time.Hour, Count: 1}).List(t.Context())
		done <- page
	}()
	tb.Observe(observed(app7, ""), gateway.Outcome{}) // does not count
	b := observed(app7, "")
	b.URL.OpenID = "B"
	tb.Observe(b, gateway.Outcome{})
	if page := <-done; len(page.Requests) != 1 || page.Requests[0].OpenID != "B" {
		t.Errorf("waited for B, got %+v", page)
	}
}
