package gateway

import (
	"strings"
	"testing"
	"time"

	"tongwan/internal/platform"
)

const goodURL = "timestamp=1381288134&appid=100703379&sig=0af&openid=A&encode=1"

func TestURLCheck(t *testing.T) {
	replace := func(old, new string) string { return strings.Replace(goodURL, old, new, 1) }
	tests := []struct {
		name, query string
		names       string // what the problem must name; "" for none
	}{
		{"good", goodURL, ""},
		{"msdkkey", replace("encode=1", "encode=2"), ""},
		{"guest", replace("appid=", "appid=G_"), ""},
		{"an empty appid has its own answer", replace("appid=100703379", "appid="), ""},
		{"odd extras are ignored", goodURL + "&opua=%zz&conn=1&;;&=&x", ""},
		{"ext info", goodURL + "&msdkExtInfo=Seq_1", ""},
		{"nothing at all", "", "appid"},
		{"no appid", replace("appid=100703379&", ""), "appid"},
		{"appid in words", replace("appid=100703379", "appid=x"), "appid"},
		{"guest of nothing", replace("appid=100703379", "appid=G_"), "appid"},
		{"no timestamp", replace("timestamp=1381288134&", ""), "timestamp"},
		{"timestamp with a sign", replace("timestamp=1381288134", "timestamp=-1381288134"), "timestamp"},
		{"timestamp as a date", replace("timestamp=1381288134", "timestamp=2013-10-09+11:08:54"), "timestamp"},
		{"no sig", replace("sig=0af&", ""), "sig"},
		{"empty openid", replace("openid=A", "openid="), "openid"},
		{"no encode", replace("&encode=1", ""), "encode"},
		{"encode 3", replace("encode=1", "encode=3"), "encode"},
		{"half a percent", replace("openid=A", "openid=%4"), "openid"},
		{"ext info too long", goodURL + "&msdkExtInfo=" + strings.Repeat("x", 129), "msdkExtInfo"},
		{"ext info with a dash", goodURL + "&msdkExtInfo=a-b", "msdkExtInfo"},
		{"empty ext info", goodURL + "&msdkExtInfo=", "msdkExtInfo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := ReadURL(tt.query)
			switch got := p.check(); {
			case tt.names == "" && got != "":
				t.Errorf("refused: %s", got)
			case tt.names != "" && !strings.Contains(got, tt.names):
				t.Errorf("problem %q does not name %s", got, tt.names)
			}
		})
	}
}

func TestURLReads(t *testing.T) {
	p := ReadURL("openid=F4382%2066+1&openid=other&appid=G_12&timestamp=007")
	if p.OpenID != "F4382 66 1" {
		t.Errorf("openid %q: the first counts, unescaped", p.OpenID)
	}
	if guest, _ := p.appID(); !guest || p.Number() != 12 {
		t.Errorf("guest %t, number %d", guest, p.Number())
	}
	if p.Timestamp != "007" {
		t.Errorf("timestamp %q must stay as sent", p.Timestamp)
	}
	if p := ReadURL("appid=99999999999999999999"); p.Number() != 0 {
		t.Error("an appid beyond 64 bits has a number")
	}
}

func FuzzURL(f *testing.F) {
	f.Add(goodURL)
	f.Add("appid=%&&=&msdkExtInfo=\xff")
	f.Fuzz(func(t *testing.T, query string) {
		p := ReadURL(query)
		p.check()
		p.Number()
		if e := p.echo(); e != "" && !validExtInfo(e) {
			t.Errorf("echoes %q", e)
		}
	})
}

func TestWindow(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, platform.Shanghai)
	tests := map[string]bool{
		"1795406400":           true, // now
		"1795406460":           true, // a minute ahead
		"1795406461":           false,
		"1795406339":           false,
		"1795406400000":        true,
		"1795406339000":        false,
		"20261123120000":       true,
		"20261123120059":       true,
		"20261123040000":       false, // not UTC
		"20261399120000":       false,
		"0":                    false,
		"99999999999999999999": false,
	}
	for text, want := range tests {
		if got := inWindow(text, now, time.Minute); got != want {
			t.Errorf("timestamp %s in window: %t, want %t", text, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	app := &platform.App{ID: 1, Settings: platform.Settings{Rate: platform.Rate{PerSecond: 2, Burst: 3}}}
	now := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	l := NewLimits()
	allow := func(openid, path string, at time.Time) bool { return l.Allow(t.Context(), app, openid, path, at) }
	for i := range 3 {
		if !allow("A", "/x", now) {
			t.Fatalf("call %d of a burst of 3 was refused", i+1)
		}
	}
	if allow("A", "/x", now) {
		t.Error("a fourth call at once was allowed")
	}
	if !allow("B", "/x", now) || !allow("A", "/y", now) {
		t.Error("another player or interface shares the budget")
	}
	if !allow("A", "/x", now.Add(500*time.Millisecond)) {
		t.Error("half a second at 2/s did not earn a call")
	}
	if allow("A", "/x", now.Add(499*time.Millisecond)) {
		t.Error("a call that another overtook began anew")
	}
	if !allow("A", "/x", now.Add(-time.Hour)) {
		t.Error("a clock that was turned back did not begin anew")
	}
	for range 5 {
		allow("A", "/x", now)
	}
	l.Forget(app.World)
	if !allow("A", "/x", now) {
		t.Error("what was counted in a world outlives it")
	}
	app.Settings.Rate = platform.Rate{PerSecond: 0.5}
	if !allow("A", "/x", now) || allow("A", "/x", now) {
		t.Error("a changed rate must start anew, with a burst of one second's worth, at least 1")
	}
	app.Settings.Rate = platform.Rate{}
	for range 1000 {
		if !allow("A", "/x", now) {
			t.Fatal("refused without a limit")
		}
	}
}

func TestLimitsForgetTheIdle(t *testing.T) {
	app := &platform.App{ID: 1, Settings: platform.Settings{Rate: platform.Rate{PerSecond: 1}}}
	now := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	l := NewLimits()
	for i := range 3 * firstSweep {
		l.Allow(t.Context(), app, string(rune(i))+"x", "/x", now.Add(time.Duration(i)*time.Second))
	}
	if n := len(l.worlds[""].of); n > firstSweep {
		t.Errorf("%d buckets are kept of players who called once", n)
	}
}
