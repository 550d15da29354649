package sandbox

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// call is a call that passed the access layer.
func call(world string, app int64, path, openid string) *gateway.Call {
	return &gateway.Call{Path: path, App: &platform.App{ID: app, World: world}, URL: gateway.URLParams{OpenID: openid}}
}

// The first rule that takes a call answers it; skip lets calls pass to the
// rules behind, and so does a rule that is used up.
func TestMatch(t *testing.T) {
	profile, wifi := msdk.PathQQProfile, msdk.PathGetWifi
	tests := map[string]struct {
		rules string
		calls []*gateway.Call
		want  string // index of the rule for each call, - for none
		hits  string
	}{
		"no rules":     {`[]`, []*gateway.Call{call("w", 7, profile, "A")}, "-", ""},
		"any":          {`[{"close":true}]`, []*gateway.Call{call("w", 7, profile, "A"), call("w", 8, wifi, "B")}, "00", "2"},
		"a path":       {`[{"path":"/relation/qqprofile","close":true}]`, []*gateway.Call{call("w", 7, profile, "A"), call("w", 7, wifi, "A")}, "0-", "1"},
		"a pattern":    {`[{"path":"/relation/*","close":true}]`, []*gateway.Call{call("w", 7, profile, "A"), call("w", 7, wifi, "A")}, "0-", "1"},
		"an app":       {`[{"appid":8,"close":true}]`, []*gateway.Call{call("w", 7, profile, "A"), call("w", 8, profile, "A")}, "-0", "1"},
		"a player":     {`[{"openid":"B","close":true}]`, []*gateway.Call{call("w", 7, profile, "A"), call("w", 7, profile, "B"), call("w", 7, profile, "b")}, "-0-", "1"},
		"a world":      {`[{"close":true}]`, []*gateway.Call{call("other", 9, profile, "A"), call("w", 7, profile, "A")}, "-0", "1"},
		"times":        {`[{"times":2,"close":true}]`, []*gateway.Call{call("w", 7, profile, "A"), call("w", 7, wifi, "A"), call("w", 7, wifi, "A")}, "00-", "2"},
		"skip":         {`[{"skip":1,"times":1,"close":true}]`, []*gateway.Call{call("w", 7, profile, "A"), call("w", 7, profile, "A"), call("w", 7, profile, "A")}, "-0-", "1"},
		"skip goes on": {`[{"skip":1,"times":1,"close":true},{"close":true}]`, []*gateway.Call{call("w", 7, profile, "A"), call("w", 7, profile, "A"), call("w", 7, profile, "A")}, "101", "12"},
		"skip is for what matches": {`[{"skip":1,"openid":"A","close":true}]`,
			[]*gateway.Call{call("w", 7, profile, "B"), call("w", 7, profile, "A"), call("w", 7, profile, "A")}, "--0", "1"},
		"the first": {`[{"path":"/profile/*","close":true},{"times":1,"close":true},{"close":true}]`,
			[]*gateway.Call{call("w", 7, profile, "A"), call("w", 7, wifi, "A"), call("w", 7, profile, "A")}, "102", "111"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tb := &table{Faults: NewFaults()}
			tb.set(t, "w", tt.rules)
			got := ""
			for _, c := range tt.calls {
				if r, at := tb.match(c); r == nil {
					got += "-"
				} else {
					got += fmt.Sprint(at)
				}
			}
			hits := ""
			for _, r := range tb.Faults.List("w") {
				hits += fmt.Sprint(r.Hits)
			}
			if got != tt.want || hits != tt.hits {
				t.Errorf("answered by %s, hits %s; want %s, %s", got, hits, tt.want, tt.hits)
			}
		})
	}
}

// times and skip hold exactly when 100 callers come at once.
func TestTimesAreExact(t *testing.T) {
	tb := &table{Faults: NewFaults()}
	tb.set(t, "w", `[{"skip":37,"times":150,"close":true},{"times":21,"close":true}]`)
	var answered [2]atomic.Int64
	var passed atomic.Int64
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for range 100 {
		wg.Go(func() {
			<-begin
			for range 5 {
				if r, at := tb.match(call("w", 7, msdk.PathQQProfile, "A")); r != nil {
					answered[at].Add(1)
				} else {
					passed.Add(1)
				}
			}
		})
	}
	close(begin)
	wg.Wait()
	if answered[0].Load() != 150 || answered[1].Load() != 21 || passed.Load() != 500-150-21 {
		t.Errorf("the rules answered %d and %d and %d passed, want 150, 21, 329", answered[0].Load(), answered[1].Load(), passed.Load())
	}
	if list := tb.Faults.List("w"); list[0].Hits != 150 || list[1].Hits != 21 {
		t.Errorf("hits are %d and %d", list[0].Hits, list[1].Hits)
	}
}

// add puts rules behind those of world w and returns the first one's id.
func (tb *table) add(t testing.TB, rules string) int64 {
	t.Helper()
	list, err := ParseMore([]byte(rules))
	if err != nil {
		t.Fatal(err)
	}
	added, err := tb.Add("w", list)
	if err != nil {
		t.Fatal(err)
	}
	return added[0].ID
}

// Rules that come and go leave the others their place and their counts.
func TestRulesComeAndGo(t *testing.T) {
	tb := &table{Faults: NewFaults()}
	tb.set(t, "w", `[{"skip":1,"times":2,"close":true},{"openid":"B","close":true}]`)
	tb.set(t, "other", `[{"close":true}]`)
	step := func(want string) {
		t.Helper()
		r, at := tb.match(call("w", 7, msdk.PathQQProfile, "A"))
		got := "-"
		if r != nil {
			got = fmt.Sprintf("%d at %d", r.fault.ID, at)
		}
		if got != want {
			t.Errorf("a call met %s, want %s", got, want)
		}
	}
	step("-")
	last := tb.add(t, `{"times":2,"close":true}`)
	step("1 at 0")
	if _, ok := tb.Remove("w", 2); !ok {
		t.Error("rule 2 is not there")
	}
	step("1 at 0")
	step(fmt.Sprint(last, " at 1"))
	if r, ok := tb.Remove("w", 1); !ok || r.ID != 1 || r.Seen != 4 || r.Hits != 2 {
		t.Errorf("rule 1 went as %+v, %t", r, ok)
	}
	step(fmt.Sprint(last, " at 0"))
	for _, id := range []int64{1, 3, 99} { // gone, of another world, nobody's
		if r, ok := tb.Remove("w", id); ok {
			t.Errorf("rule %d was removed as %+v", id, r)
		}
	}
	tb.set(t, "w", `[{"close":true}]`)
	if list := tb.Faults.List("w"); len(list) != 1 || list[0].ID <= last || list[0].Seen != 0 {
		t.Errorf("after all were replaced there is %+v", list)
	}
	if list := tb.Faults.List("other"); len(list) != 1 || list[0].ID != 3 {
		t.Errorf("another world has %+v", list)
	}
}

// A rule that goes while its list is being shown is not shown.
func TestRuleGoesWhileShown(t *testing.T) {
	f := NewFaults()
	yes := true
	if _, err := f.Set("w", []Rule{{Close: &yes}, {IsLost: &yes}}); err != nil {
		t.Fatal(err)
	}
	before := (*f.worlds.Load())["w"].all()
	f.Remove("w", 1)
	if list := states(before); len(list) != 1 || list[0].ID != 2 {
		t.Errorf("shown as %+v", list)
	}
}

// Counts stay exact while rules are added and removed: those of the rule that
// stands, and those that the others went with.
func TestCountsWhileRulesComeAndGo(t *testing.T) {
	const callers, calls = 8, 2000
	tb := &table{Faults: NewFaults()}
	tb.set(t, "w", `[{"openid":"B","close":true},{"skip":3700,"times":5000,"close":true}]`)
	standing := tb.Faults.List("w")[1].ID
	var met sync.Map // id → *atomic.Int64
	var calling, ordering sync.WaitGroup
	for range callers {
		calling.Go(func() {
			for range calls {
				if r, _ := tb.match(call("w", 7, msdk.PathQQProfile, "A")); r != nil {
					n, _ := met.LoadOrStore(r.fault.ID, new(atomic.Int64))
					n.(*atomic.Int64).Add(1)
				}
			}
		})
	}
	over := make(chan struct{})
	gone := make(chan RuleState, 1<<16)
	for range 4 {
		ordering.Go(func() {
			for {
				select {
				case <-over:
					return
				default:
				}
				id := tb.add(t, `{"skip":1,"close":true}`)
				r, _ := tb.Remove("w", id)
				select {
				case gone <- r:
				default:
				}
			}
		})
	}
	calling.Wait()
	close(over)
	ordering.Wait()
	close(gone)
	hits := func(id int64) int64 {
		n, ok := met.Load(id)
		if !ok {
			return 0
		}
		return n.(*atomic.Int64).Load()
	}
	if list := tb.Faults.List("w"); len(list) != 2 || list[1].Seen != callers*calls || list[1].Hits != 5000 || hits(standing) != 5000 {
		t.Errorf("%d calls met the rule that stands, its list is %+v", hits(standing), list)
	}
	for r := range gone {
		if r.Hits != hits(r.ID) || r.Seen < r.Hits {
			t.Fatalf("rule %d went with %d hits, %d seen; %d calls met it", r.ID, r.Hits, r.Seen, hits(r.ID))
		}
	}
}

// What the caller gets, and which calls are really served.
func TestEffects(t *testing.T) {
	tests := map[string]struct {
		rules  string
		path   string
		status int
		want   map[string]any
	}{
		"an answer":          {`[{"answer":{"ret":-10000,"msg":"100012,timeout"}}]`, msdk.PathQQProfile, 200, map[string]any{"ret": -10000.0, "msg": "100012,timeout", "err_type": 1.0, "msdkExtInfo": "seq", "is_lost": nil}},
		"a dead token":       {`[{"answer":{"ret":-10000,"msg":"100014,expired"}}]`, msdk.PathQQProfile, 200, map[string]any{"err_type": 2.0}},
		"a number of a path": {`[{"answer":{"ret":-10000,"msg":"-4,no"}}]`, msdk.PathQQProfile, 200, map[string]any{"err_type": 5.0}},
		"a number of nobody": {`[{"answer":{"ret":-10000,"msg":"424242,what"}}]`, msdk.PathQQProfile, 200, map[string]any{"err_type": 5.0}},
		"a ret":              {`[{"answer":{"ret":-503}}]`, msdk.PathQQProfile, 200, map[string]any{"ret": -503.0, "msg": "", "err_type": 1.0}},
		"its own err_type":   {`[{"answer":{"ret":-503,"err_type":9}}]`, msdk.PathQQProfile, 200, map[string]any{"err_type": 9.0}},
		"a success":          {`[{"answer":{"ret":0,"msg":"ok","nickName":"x","platCode":"7"}}]`, msdk.PathQQProfile, 200, map[string]any{"ret": 0.0, "err_type": nil, "nickName": "x", "platCode": "7"}},
		"is_lost":            {`[{"is_lost":true}]`, msdk.PathQQProfile, 200, map[string]any{"ret": 0.0, "is_lost": "1"}},
		"is_lost where none": {`[{"is_lost":true}]`, msdk.PathGetWifi, 200, map[string]any{"ret": 0.0, "is_lost": nil}},
		"status":             {`[{"status":502}]`, msdk.PathQQProfile, 502, map[string]any{"ret": -307.0, "msg": "failed", "msdkExtInfo": "seq"}},
		"an alias":           {`[{"path":"/relation/qqprofile","answer":{"ret":1}}]`, "/alias" + msdk.PathQQProfile, 200, map[string]any{"ret": 1.0}},
		"none left":          {`[{"skip":1,"answer":{"ret":1}}]`, msdk.PathQQProfile, 200, map[string]any{"ret": 0.0, "is_lost": "0"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t, JournalConfig{})
			tb.set(t, "w", tt.rules)
			answer, w := tb.post(t, tt.path, query(appid, key, "A"), `{}`)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			for k, want := range tt.want {
				if answer[k] != want {
					t.Errorf("%s is %v, want %v: %s", k, answer[k], want, w.Body)
				}
			}
			if other, _ := tb.post(t, tt.path, query(elsewhere, elsewhereK, "A"), `{}`); other["ret"] != 0.0 {
				t.Errorf("another world got %v", other)
			}
		})
	}
}

// Faults are for calls that passed the access layer.
func TestRefusedCallsDoNotCount(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	tb.set(t, "w", `[{"times":1,"answer":{"ret":1}}]`)
	good := query(appid, key, "A")
	for body, q := range map[string]string{`{}`: "sig=x&" + good, ``: good, `[]`: good, `{"appid":8}`: good, `{ }`: query(appid, secondKey, "A")} {
		tb.post(t, msdk.PathQQProfile, q, body)
	}
	if hits := tb.Faults.List("w")[0].Hits; hits != 0 {
		t.Errorf("%d refused calls were counted", hits)
	}
	if answer, w := tb.post(t, msdk.PathQQProfile, good, `{}`); answer["ret"] != 1.0 || w.Code != http.StatusOK {
		t.Errorf("answer %v", answer)
	}
}
