package blackbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"tongwan/internal/api"
	"tongwan/msdk"
)

// asked is a request made of a sample, for a departure to bend.
type asked struct {
	app       msdk.App
	path      string
	timestamp string
	openid    string
	more      string // of the URL
	header    string
	body      map[string]any
}

func (s sample) asked(t *testing.T) *asked {
	t.Helper()
	a := &asked{app: demoApps[s.AppID], path: s.Path, timestamp: "1381288134", openid: s.OpenID}
	if err := json.Unmarshal(s.Body, &a.body); err != nil {
		t.Fatal(err)
	}
	return a
}

// send returns ret, the platform's code and msg.
func (a *asked) send(t *testing.T, srv *server) (ret, code int, msg string) {
	t.Helper()
	body := jsonText(t, a.body)
	resp, text := exchange(t, srv, fmt.Sprintf("POST %s?timestamp=%s&appid=%d&sig=%s&openid=%s&encode=1%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n%s",
		a.path, a.timestamp, a.app.ID, msdk.Sign(a.app.Key, a.timestamp), a.openid, a.more, len(body), a.header, body))
	var answer any
	decodeAnswer(t, a.path, []byte(text), &answer)
	return wellFormed(t, msdk.Raw{Status: resp.StatusCode, Body: []byte(text)}, answer)
}

// entry is the first one of a score batch or of fopenids.
func (a *asked) entry(list string) map[string]any {
	return a.body[list].([]any)[0].(map[string]any)
}

// noted is what the tests look at of a journal's request.
type noted struct {
	Ret, Code int
	Answer    struct{ Msg string }
	Notes     []string
	Why       struct{ Parameter, Got string }
}

// last is the newest request of the demo world.
func (s *server) last(t *testing.T) noted {
	t.Helper()
	var page struct{ Requests []noted }
	if err := json.Unmarshal(s.mustManage(t, "GET", "/control/worlds/demo/requests?limit=1", ""), &page); err != nil || len(page.Requests) != 1 {
		t.Fatalf("the journal has %d requests, %v", len(page.Requests), err)
	}
	return page.Requests[0]
}

// departures are, for each tolerance, the ways in which a request may use it.
// They are called with the interface, and a sample's request to bend.
func departures(samples map[string]sample) map[string][]func(*testing.T, api.Row, *asked) {
	type departure = func(*testing.T, api.Row, *asked)
	set := func(name string, value any) departure {
		return func(_ *testing.T, _ api.Row, a *asked) { a.body[name] = value }
	}
	without := func(name string) departure {
		return func(_ *testing.T, _ api.Row, a *asked) { delete(a.body, name) }
	}
	stamped := func(timestamp string) departure {
		return func(_ *testing.T, _ api.Row, a *asked) { a.timestamp = timestamp }
	}
	inURL := func(more string) departure {
		return func(_ *testing.T, _ api.Row, a *asked) { a.more = more }
	}
	inEntry := func(name string, value any) departure {
		return func(_ *testing.T, _ api.Row, a *asked) { a.entry("param")[name] = value }
	}
	appid := func(value any) departure {
		return func(_ *testing.T, row api.Row, a *asked) { a.body[row.AppIDs[0]] = value }
	}
	optional := map[string]string{
		msdk.PathVerifyLogin: "userip", msdk.PathShareQQ: "act", msdk.PathQQFriendsDetail: "flag", msdk.PathQQFriendsVIP: "pf",
		msdk.PathGetGroupOpenID: "groupCode", msdk.PathGetGroupDetail: "zoneid", msdk.PathQQGainChest: "pf",
	}
	return map[string][]departure{
		"the path is an alias": {func(_ *testing.T, row api.Row, a *asked) { a.path = row.Aliases[0] }},
		"the path has doubled slashes": {
			func(_ *testing.T, row api.Row, a *asked) { a.path = "/" + row.Path },
			func(_ *testing.T, row api.Row, a *asked) { a.path = row.Path + "//" },
		},
		"URL parameter timestamp is in milliseconds (13 digits) or a date (14)": {stamped("1381288134000"), stamped("20131009110854")},
		"URL parameter is none that the protocol knows: ignored":                {inURL("&from=game"), inURL("&Encode=1")},
		"URL parameter is given twice: the first one counts":                    {inURL("&encode=1"), inURL("&openid=other")},
		"the body names no appid where the document has it: the URL's was taken": {
			appid(nil), appid(""), func(_ *testing.T, row api.Row, a *asked) { delete(a.body, row.AppIDs[0]) },
		},
		"appid in the body is a number where the document has a string, or the other way round": {
			func(_ *testing.T, row api.Row, a *asked) {
				if text, ok := a.body[row.AppIDs[0]].(string); ok {
					a.body[row.AppIDs[0]] = json.Number(text)
					return
				}
				a.body[row.AppIDs[0]] = fmt.Sprint(a.app.ID)
			},
		},
		"any other parameter is not in the interface's table: ignored": {set("opneid", "A"), set("Flag", 1)},
		`an optional parameter is null, or "" where no string belongs: taken for left out`: {
			func(_ *testing.T, row api.Row, a *asked) { a.body[optional[row.Path]] = nil },
		},

		"dst is 0 or missing: taken for 1001":                   {set("dst", 0), without("dst")},
		"flag is missing: taken for 1":                          {without("flag")},
		"fopenids[0].type is missing: taken for 0":              {func(_ *testing.T, _ api.Row, a *asked) { delete(a.entry("fopenids"), "type") }},
		"type is missing: taken for 0":                          {without("type")},
		"vip has bits that stand for no membership: ignored":    {set("vip", 15+32), set("vip", 1+512)},
		"flag is missing, or neither 1 nor 2: taken for 1":      {set("flag", 3), set("flag", 0), without("flag")},
		"flags has spaces, or names what is unknown: ignored":   {set("flags", "qq_vip, qq_svip"), set("flags", "qq_vip,qq_red"), set("flags", "qq_vip,")},
		"param[…] has a key that ReportParam does not: ignored": {inEntry("bCover", 1)},
		`param[…].bcover is null or "": taken for left out`:     {inEntry("bcover", nil), inEntry("bcover", "")},
		"param[…].expires is null: taken for left out":          {inEntry("expires", nil)},
		`zoneid is missing with opt 0: taken for "0"`: {func(t *testing.T, _ api.Row, a *asked) {
			path := a.path
			*a = *samples["07-get_groupopenid"].asked(t) // whose guild is in zone 0
			a.path = path
			delete(a.body, "zoneid")
		}},
	}
}

// Every tolerance of every interface: a sample that uses it is served and noted,
// and a strict server refuses it with the answer that docs/COVERAGE.md has.
func TestTolerances(t *testing.T) {
	tolerant, strict := start(t, "--demo"), start(t, "--demo", "--strict")
	demo := string(tolerant.mustManage(t, "GET", "/control/worlds/demo", ""))
	tolerant.mustManage(t, "PUT", "/control/worlds/demo", `{apps: [{appid: 100703379, settings: {share_quota: 100}}]}`)
	samples := readSamples(t)
	ways := departures(samples)
	used := make(map[string]bool)
	for _, row := range api.New(nil).Table() {
		s := sampleOf(t, samples, row.Path)
		s.asked(t).send(t, tolerant)
		plain := tolerant.last(t).Notes
		for _, tolerated := range row.Tolerances() {
			name := tolerated.Of + " " + tolerated.What
			used[name] = true
			if len(ways[name]) == 0 {
				t.Errorf("%s: no request departs so: %s", row.Path, name)
			}
			for i, depart := range ways[name] {
				t.Run(fmt.Sprintf("%s/%s/%d", row.Path, name, i), func(t *testing.T) {
					a := s.asked(t)
					depart(t, row, a)
					if row.Path == msdk.PathUnbindGroup { // the group was unbound by the request before
						tolerant.mustManage(t, "PUT", "/control/worlds/demo?reset=true", demo)
					}
					tolerant.wantNoted(t, a, plain)
					strict.wantRefused(t, a, tolerated)
				})
			}
		}
	}
	for name := range ways {
		if !used[name] {
			t.Errorf("no interface has the tolerance %s", name)
		}
	}
}

func sampleOf(t *testing.T, samples map[string]sample, path string) sample {
	t.Helper()
	for _, s := range samples {
		if strings.TrimSuffix(s.Path, "/") == path {
			return s
		}
	}
	t.Fatalf("no sample of %s", path)
	return sample{}
}

func (s *server) wantNoted(t *testing.T, a *asked, plain []string) {
	t.Helper()
	if ret, _, msg := a.send(t, s); ret != 0 {
		t.Errorf("not tolerated: ret %d %q", ret, msg)
	}
	notes := s.last(t).Notes
	if !slices.ContainsFunc(notes, func(n string) bool { return !slices.Contains(plain, n) }) {
		t.Errorf("nothing is noted but %q", notes)
	}
}

func (s *server) wantRefused(t *testing.T, a *asked, tolerated api.Tolerated) {
	t.Helper()
	ret, code, msg := a.send(t, s)
	if ret != tolerated.Strict.Ret || code != tolerated.Strict.Code || !strings.Contains(msg, "--strict") {
		t.Errorf("strict: ret %d, msg %q; want ret %d, code %d and a word of --strict", ret, msg, tolerated.Strict.Ret, tolerated.Strict.Code)
	}
	last := s.last(t)
	if last.Ret != ret || last.Code != code || last.Answer.Msg != msg {
		t.Errorf("the journal has ret %d, code %d, msg %q", last.Ret, last.Code, last.Answer.Msg)
	}
	if tolerated.Ret != 0 {
		return // not a parameter of the body, which the journal explains
	}
	name := strings.ReplaceAll(tolerated.Of, "…", "0")
	if strings.Contains(name, " ") {
		name = "" // any parameter
	}
	if why := last.Why; why.Parameter == "" || !strings.HasPrefix(why.Parameter, name) || why.Got == "" || !strings.Contains(msg, why.Parameter) {
		t.Errorf("why is %+v of %q, want parameter %s", why, msg, name)
	}
}

// Each sample of the document is served by a strict server, without a note, and
// so is what else the document or the protocol has.
func TestStrictServes(t *testing.T) {
	srv := start(t, "--demo", "--strict")
	samples := readSamples(t)
	set := func(name string, value any) func(*asked) { return func(a *asked) { a.body[name] = value } }
	without := func(name string) func(*asked) { return func(a *asked) { delete(a.body, name) } }
	entry := func(name string, value any) func(*asked) {
		return func(a *asked) { a.entry("param")[name] = value }
	}
	tests := map[string]struct {
		sample string
		change func(*asked)
	}{
		"no closing slash":            {"03-qqprofile", func(a *asked) { a.path = strings.TrimSuffix(a.path, "/") }},
		"a closing slash":             {"11-get_group_key", func(a *asked) { a.path += "/" }},
		"JSON by its name":            {"16-get_wifi", func(a *asked) { a.header = "Content-Type: application/json\r\n" }},
		"a form, as in the document":  {"16-get_wifi", func(a *asked) { a.header = "Content-Type: application/x-www-form-urlencoded\r\n" }},
		"conn and opua":               {"16-get_wifi", func(a *asked) { a.more = "&conn=1&opua=x&msdkExtInfo=n1" }},
		"another openid in the URL":   {"16-get_wifi", func(a *asked) { a.openid = "F4382318AFBBD94F856E8%2066043C3472E" }},
		"appid as its table has it":   {"03-qqprofile", set("appid", "100703379")},
		"the same":                    {"05-qqstrange_profile", set("appid", "100732256")},
		"both names of the appid":     {"02-share_qq", set("appid", 100703379)},
		"fopenids in a text":          {"02-share_qq", set("fopenids", `[{"openid":"69FF99F3B17436F2F6621FA158B30549","type":0}]`)},
		"act left out":                {"02-share_qq", without("act")},
		"src left out":                {"02-share_qq", without("src")},
		"an empty summary":            {"02-share_qq", set("summary", "")},
		"no summary":                  {"02-share_qq", without("summary")},
		"userip anywhere":             {"16-get_wifi", set("userip", "127.0.0.1")},
		"pf anywhere":                 {"16-get_wifi", set("pf", "openmobile")},
		"opt left out":                {"07-get_groupopenid", without("opt")},
		"no zone by number":           {"10-get_group_detail", without("zoneid")},
		"fewer things than people":    {"13-qq_gain_chest", set("num", 1)},
		"somebody unknown":            {"05-qqstrange_profile", set("vcopenid", []string{"NOBODY", "NOBODY"})},
		"bcover 7":                    {"17-qqscore_batch", entry("bcover", 7)},
		"a score that is worked out":  {"17-qqscore_batch", entry("type", 5)},
		"a type of the game's own":    {"17-qqscore_batch", entry("type", 1001)},
		"a score that never expires":  {"17-qqscore_batch", entry("expires", "0")},
		"an entry without its extras": {"17-qqscore_batch", func(a *asked) { delete(a.entry("param"), "expires"); delete(a.entry("param"), "bcover") }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := samples[tt.sample].asked(t)
			tt.change(a)
			if ret, _, msg := a.send(t, srv); ret != 0 {
				t.Errorf("ret %d %q", ret, msg)
			}
		})
	}
	for _, name := range slices.Sorted(maps.Keys(samples)) { // unbind_group comes after the group was looked at
		s := samples[name]
		_, got := s.send(t, srv, s.Body)
		for _, d := range differences("answer", s.Answer, got, srv.API) {
			t.Errorf("%s: %s", name, d)
		}
		if notes := srv.last(t).Notes; len(notes) > 0 && name != "17-qqscore_batch" { // whose entries have expired
			t.Errorf("%s is noted: %q", name, notes)
		}
	}
}

// Strictness is about form, not about what the owner of an app allows, and needs
// no sandbox.
func TestStrictPlatform(t *testing.T) {
	srv := start(t, "--strict", "--db", "memory")
	srv.mustManage(t, "PUT", "/control/worlds/w", `{apps: [{appid: 5, appkey: k, settings: {lenient_types: true}}], accounts: [{uin: 1, players: [{appid: 5, openid: "7"}]}]}`)
	a := asked{app: msdk.App{ID: 5, Key: "k"}, path: msdk.PathGetWifi, timestamp: "1381288134", openid: "7", body: map[string]any{"appid": 5, "openid": 7}}
	if ret, _, msg := a.send(t, srv); ret != 0 {
		t.Errorf("lenient types: ret %d %q", ret, msg)
	}
	a.path = "/" + a.path
	if ret, _, msg := a.send(t, srv); ret != msdk.RetNoInterface {
		t.Errorf("doubled slashes: ret %d %q", ret, msg)
	}
}
