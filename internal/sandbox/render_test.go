package sandbox

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"tongwan/internal/gateway"
	"tongwan/msdk"
)

func TestMask(t *testing.T) {
	for secret, want := range map[string]string{
		"933FE8C9AB9C585D7EABD04373B7155F": "933F…155F",
		"alice-token":                      "al…en",
		"short":                            "…",
		"":                                 "",
		"密钥密钥密钥密钥":                         "密钥…密钥",
	} {
		if got := mask(secret); got != want {
			t.Errorf("%s is shown as %s, want %s", secret, got, want)
		}
	}
}

const token = "933FE8C9AB9C585D7EABD04373B7155F"

// Tokens do not leave the journal, wherever they stand in a body; all else
// stays as it was sent. T stands for a token, M for a masked one.
func TestBodiesAreMasked(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"every name":     {`{"accessToken":"T","access_token":"T","openkey":"T","token":"T","x":"T"}`, `{"accessToken":"M","access_token":"M","openkey":"M","token":"M","x":"T"}`},
		"in depth":       {`{"a":[{"OpenKey":"T"},"T"],"openkey":["T"]}`, `{"a":[{"OpenKey":"M"},"T"],"openkey":["T"]}`},
		"escaped":        {`{"open\u006bey":"\u0039` + token[1:] + `"}`, `{"open\u006bey":"M"}`},
		"spaces":         {`{ "openkey" : "T" , "n" : 1.50 }`, `{ "openkey" : "M" , "n" : 1.50 }`},
		"other types":    {`{"openkey":5,"b":"T","accessToken":null,"c":"T"}`, `{"openkey":5,"b":"T","accessToken":null,"c":"T"}`},
		"an array":       {`["openkey","T"]`, `["openkey","T"]`},
		"appid stays":    {`{"oauth_consumer_key":"1234567890123456789"}`, `{"oauth_consumer_key":"1234567890123456789"}`},
		"no JSON":        {`{"openkey":"T",`, `{"openkey":"M",`},
		"a form":         {`a=1&openkey=T&appid=5`, `a=1&openkey=M&appid=5`},
		"one quote":      {`{"accessToken": "T`, `{"accessToken": "M`},
		"twice a key":    {`{"openkey":"T","openkey":"T"}`, `{"openkey":"M","openkey":"M"}`},
		"bad UTF-8":      {"{\"openkey\":\"T\",\"x\":\"\xff\"}", `{"openkey":"M","x":"�"}`},
		"two documents":  {`{} {"token":"T"}`, `{} {"token":"M"}`},
		"a bare keyword": {`keyboard=T`, `keyboard=T`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			fill := strings.NewReplacer(`"T`, `"`+token, "=T", "="+token, `"M`, `"933F…155F`, "=M", "=933F…155F")
			doc, text := document([]byte(fill.Replace(tt.body)), 0)
			got, want := string(doc)+text, fill.Replace(tt.want)
			if got != want {
				t.Errorf("shown as %s\nwant %s", got, want)
			}
		})
	}
}

// A token that the cut goes through is masked as well.
func TestCutBodiesAreMasked(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	body := `{"x":"` + strings.Repeat("x", maxBody-40) + `","openkey":"` + token + `"}`
	tb.Observe(observed(app7, body), gateway.Outcome{})
	if r := tb.list(t, Query{}).Requests[0]; strings.Contains(r.BodyText, token[:10]) || !strings.HasSuffix(r.BodyText, "…") || r.BodyCut == 0 {
		t.Errorf("…%s, %d cut", r.BodyText[maxBody-50:], r.BodyCut)
	}
}

// URL parameters are shown decoded, secrets masked, odd ones as they are.
func TestURLIsShown(t *testing.T) {
	got, _ := json.Marshal(shown(pairs("sig=0123456789abcdef0123&appid=7&appid=8&conn=1&opua=%zz&key=1234567890&name=a%20b+c&x%ff=%ff&empty=&alone")), json.Deterministic(true))
	if want := `{"alone":"","appid":"7","conn":"1","empty":"","key":"12…90","name":"a b c","opua":"%zz","sig":"0123…0123","x%ff":"�"}`; string(got) != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// What is odd and passes is remarked.
func TestNotes(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	stamped := func(stamp string) string {
		return strings.Replace(strings.Replace(query(appid, key, "A"), "1381288134", stamp, 1), msdk.Sign(key, "1381288134"), msdk.Sign(key, stamp), 1)
	}
	profile, named := msdk.PathQQProfile, `{"appid":7}`
	tests := map[string]struct {
		path, query, body string
		want              []string
	}{
		"nothing odd":      {profile, stamped("1381288134"), named, nil},
		"a closing slash":  {profile + "/", stamped("1381288134"), named, nil},
		"doubled slashes":  {"/" + profile, stamped("1381288134"), named, []string{"doubled slashes"}},
		"an alias":         {"/alias" + profile, stamped("1381288134"), named, []string{"alias of " + profile}},
		"both":             {"//alias" + profile + "//", stamped("1381288134"), named, []string{"alias", "doubled"}},
		"milliseconds":     {profile, stamped("1381288134000"), named, []string{"milliseconds"}},
		"a date":           {profile, stamped("20131009110854"), named, []string{"yyyyMMddHHmmss"}},
		"no appid":         {profile, stamped("1381288134"), `{}`, []string{"names no appid"}},
		"a bad parameter":  {profile, stamped("1381288134"), `{"appid":"7","text":5}`, nil},
		"no path, no note": {"/relation//nothing", stamped("1381288134"), named, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tb.post(t, tt.path, tt.query, tt.body)
			notes := tb.list(t, Query{Limit: 1}).Requests[0].Notes
			matched := slices.EqualFunc(notes, tt.want, func(a, b string) bool { return strings.Contains(a, b) })
			if !matched {
				t.Errorf("noted %q, want %q", notes, tt.want)
			}
		})
	}
}

// A bad parameter is told in its parts.
func TestWhyParameter(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	tb.post(t, msdk.PathQQProfile, query(appid, key, "A"), `{"text":5}`)
	if r := tb.list(t, Query{}).Requests[0]; r.Why == nil || *r.Why != (Why{Parameter: "text", Expected: "a string", Got: "the number 5"}) {
		t.Errorf("told %+v", r.Why)
	}
}

// An ordered answer is in the journal as it went out, with its rule.
func TestFaultsAreJournaled(t *testing.T) {
	tb := newTable(t, JournalConfig{})
	tb.set(t, "w", `[{"path":"/profile/*","close":true},{"answer":{"ret":-10000,"msg":"100012,timeout"}}]`)
	tb.post(t, msdk.PathQQProfile, query(appid, key, "A"), `{}`)
	r := tb.list(t, Query{}).Requests[0]
	if r.Fault == nil || *r.Fault != 1 || *r.Ret != -10000 || r.Code != 100012 || !strings.Contains(string(r.Answer), "100012,timeout") {
		t.Errorf("journaled as %+v", r)
	}
}
