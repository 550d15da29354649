package blackbox

import (
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"

	"tongwan/msdk"
)

// In a world whose clock stands on a day in 2020, all 17 interfaces leave no
// other day behind: every time comes from the world's clock.
func TestFrozenWorldKnowsNoOtherDay(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	samples := readSamples(t)
	srv.mustManage(t, "PUT", "/control/worlds/demo", "{}")
	srv.mustManage(t, "POST", "/control/worlds/demo/clock", `{"freeze":"2020-05-20T10:00:00+08:00","force":true}`)
	srv.mustManage(t, "PUT", "/control/worlds/demo", demoForOneDay)
	names := make([]string, 0, len(samples))
	for name := range samples {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		s := samples[name]
		body := strings.ReplaceAll(string(s.Body), `"expires": "123459751"`, `"expires": "1589965200"`) // 17:00 that day
		if _, answer := s.send(t, srv, []byte(body)); answer.(map[string]any)["ret"] != 0.0 {
			t.Errorf("%s: %v", name, answer)
		}
	}
	export := string(srv.mustManage(t, "GET", "/control/worlds/demo", ""))
	state := string(srv.mustManage(t, "GET", "/control/players/100703379/F4382318AFBBD94F856E866043C3472E", ""))
	dates := regexp.MustCompile(`\d{4}-\d\d-\d\d`).FindAllString(export+state, -1)
	if len(dates) < 10 {
		t.Errorf("the export has only %d dates:\n%s", len(dates), export)
	}
	for _, d := range dates {
		// Weeks are named by their Monday.
		if d != "2020-05-20" && d != "2020-05-18" {
			t.Errorf("the date %s appears in\n%s", d, export)
		}
	}
	year := regexp.MustCompile(time.Now().Format("2006-01"))
	if at := year.FindStringIndex(export + state); at != nil {
		t.Errorf("the machine's date appears in\n%s", export)
	}
	c := srv.client(demoApps[100703379])
	srv.mustManage(t, "POST", "/control/worlds/demo/clock", `{"advance":"5h"}`)
	_, err := c.VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: "A3284A812ECA15269F85AE1C2D94EB37", OpenKey: "933FE8C9AB9C585D7EABD04373B7155F"})
	if !msdk.IsCode(err, msdk.CodeTokenExpired) {
		t.Errorf("five hours later: %v, want an expired token", err)
	}
}

// demoForOneDay is what the samples need of the demo world, without times of
// its own.
const demoForOneDay = `
apps:
  - {appid: 100703379, appkey: 4578e54fb3a1bd18e0681bc1c734514e, activities: [{actid: 92, name: 宝箱}]}
  - {appid: 100732256, appkey: b7f0c2d94a1e4e0f8c35a6d27e91f480}
  - {appid: 1000000688, appkey: 0c9e6d41f2b84f7a9d3be58c17a2604d}
accounts:
  - uin: 1
    players:
      - {appid: 100703379, openid: A3284A812ECA15269F85AE1C2D94EB37, tokens: [{token: 933FE8C9AB9C585D7EABD04373B7155F, expires: 4h}, {token: 964EE8FACFA24AE88AEEEEBD84028E19}, {token: A3284A812ECA15A3284A812ECA15269F85AE1C2D94EB37269F85AE1C2D94EB37}]}
  - {uin: 2, players: [{appid: 100703379, openid: 69FF99F3B17436F2F6621FA158B30549, tokens: [{token: FCCDE5C8CDAD70A9A0E229C367E03178}]}]}
  - {uin: 3, players: [{appid: 100703379, openid: F4382318AFBBD94F856E866043C3472E, tokens: [{token: E16A9965C446956D89303747C632C27B}, {token: "E16A9965C446956D89303747C632C27B**"}], gifts: [{giftId: "1001", giftCount: 1}]}]}
  - {uin: 4, players: [{appid: 100732256, openid: B9EEA5EE1E99694146AC2700BFE6B88B, tokens: [{token: C9A1F622B7B4AAC48D0AF3F73B1A3D83}]}]}
  - {uin: 5, players: [{appid: 1000000688, openid: ECF664F0127DAB4004821795B40797F6, tokens: [{token: A3296A00BA6E44EF739CC2EE52D35F52}]}]}
friends:
  - {uin: 1, friend: 2}
groups:
  - {code: 11, owner: 1, bindings: [{appid: 100703379, unionid: xxx, zoneid: "0", group_openid: xxxx}]}
  - {code: 12, owner: 1, bindings: [{appid: 100703379, unionid: xxxx, zoneid: "1", group_openid: 84A812ECA15269F85AE1C2}]}
  - {code: 188959810, owner: 5, bindings: [{appid: 1000000688, unionid: "35502799", zoneid: "35", group_openid: 4944D5C58AF654020B010465AC945E76}]}
`
