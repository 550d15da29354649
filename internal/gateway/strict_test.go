package gateway

import (
	"fmt"
	"strings"
	"testing"

	"tongwan/internal/platform"
)

// judge makes a call of a gateway that is strict, or else takes notes.
func judge(strict bool, query string) *Call {
	return &Call{
		App: &platform.App{ID: 7}, Query: query, URL: ReadURL(query),
		notes: notes{wanted: !strict}, gateway: &Gateway{Config: Config{Strict: strict}},
	}
}

// wantJudged compares a refusal, and the notes where there is none, with the
// texts that they must hold. Neither may hold a secret.
func wantJudged(t *testing.T, name string, err error, wantErr string, notes []string, wantNote string) {
	t.Helper()
	refused := fmt.Sprint(err)
	if err == nil {
		refused = ""
	}
	noted := strings.Join(notes, "|")
	if (wantErr == "") != (err == nil) || !strings.Contains(refused, wantErr) || err != nil && !strings.Contains(refused, "--strict") {
		t.Errorf("%s: refused with %q, want %q and a word of --strict", name, refused, wantErr)
	}
	if (wantNote == "") != (noted == "") || !strings.Contains(noted, wantNote) {
		t.Errorf("%s: noted %q, want %q", name, noted, wantNote)
	}
	if strings.Contains(refused+noted, "secret") {
		t.Errorf("%s: a secret is told: %q %q", name, refused, noted)
	}
}

func TestURLTolerances(t *testing.T) {
	tests := map[string]struct{ query, refused, noted string }{
		"good":                 {goodURL, "", ""},
		"extras of the game's": {goodURL + "&conn=1&opua=%zz&msdkExtInfo=1", "", ""},
		"nothing between &":    {goodURL + "&&", "", ""},
		"seconds, far ahead":   {strings.Replace(goodURL, "1381288134", "999999999999", 1), "", ""},
		"milliseconds":         {strings.Replace(goodURL, "1381288134", "1381288134000", 1), "timestamp: expected seconds", ""},
		"a date":               {strings.Replace(goodURL, "1381288134", "20131009110854", 1), "got 20131009110854", ""},
		"microseconds":         {strings.Replace(goodURL, "1381288134", "1381288134000000", 1), "timestamp: expected seconds", ""},
		"an unknown one":       {goodURL + "&accessToken=secret", "parameter accessToken: expected only appid", "parameter accessToken is none"},
		"another case":         {goodURL + "&AppID=7", "AppID", "AppID"},
		"one twice":            {goodURL + "&openid=secret", "openid: expected it once", "openid is given twice"},
		"an empty one, then":   {"encode=&" + goodURL, "encode: expected it once", "encode is given twice"},
		"a long one":           {goodURL + "&" + strings.Repeat("x", 200) + "secret=1", "xxx", "xxx"},
	}
	for name, tt := range tests {
		wantJudged(t, name, judge(true, tt.query).tolerateURL(), tt.refused, nil, "")
		c := judge(false, tt.query)
		wantJudged(t, name, c.tolerateURL(), "", c.Notes(), tt.noted)
	}
}

func TestPathTolerances(t *testing.T) {
	in := &Interface{Path: "/share/qq"}
	tests := map[string]string{
		"/share/qq":       "",
		"/share/qq/":      "",
		"//share/qq":      "expected /share/qq (",
		"/share//qq/":     "got /share//qq/",
		"/share/qq//":     "got /share/qq//",
		"/auth/share/qq":  "got its alias /auth/share/qq",
		"/auth/share/qq/": "expected /share/qq (",
	}
	for path, want := range tests {
		wantJudged(t, path, checkPath(in, path), want, nil, "")
	}
}

func TestAppIDTolerances(t *testing.T) {
	const number, text = '0', '"'
	tests := map[string]struct {
		body           string
		in             Interface
		refused, noted string
	}{
		"as documented":      {`{"appid":"7"}`, Interface{AppIDs: []string{"appid"}, AppIDType: text}, "", ""},
		"a number":           {`{"appid":7}`, Interface{AppIDs: []string{"appid"}, AppIDType: text}, "appid: expected a string, as the document has it", "appid is a number"},
		"a string":           {`{"appid":"7"}`, Interface{AppIDs: []string{"appid"}, AppIDType: number}, "got a string", "appid is a number"},
		"disputed":           {`{"appid":7}`, Interface{AppIDs: []string{"appid"}}, "", ""},
		"none":               {`{}`, Interface{AppIDs: []string{"appid"}}, "parameter appid: expected the URL's appid 7", "the body names no appid"},
		"null":               {`{"appid":null}`, Interface{AppIDs: []string{"appid"}}, "parameter appid", "the body names no appid"},
		"under another name": {`{"appid":7}`, Interface{AppIDs: []string{"key", "appid"}}, "parameter key", "the body names no appid"},
		"under both":         {`{"appid":7,"key":7}`, Interface{AppIDs: []string{"key", "appid"}, AppIDType: number}, "", ""},
	}
	for name, tt := range tests {
		for _, strict := range []bool{true, false} {
			c := judge(strict, goodURL)
			c.Params, _ = ParseObject([]byte(tt.body), false)
			err := c.checkAppIDs(&tt.in)
			if strict {
				wantJudged(t, name, err, tt.refused, nil, "")
			} else {
				wantJudged(t, name, err, "", c.Notes(), tt.noted)
			}
		}
	}
}

func TestParamTolerances(t *testing.T) {
	guess := Tolerance{What: "is a guess", Wants: "knowledge"}
	tests := map[string]struct {
		body           string
		read           func(*Params)
		refused, noted string
	}{
		"all read":               {`{"a":"x"}`, func(p *Params) { p.Text("a"); p.Rest() }, "", ""},
		"one more":               {`{"a":"x","b":"secret"}`, func(p *Params) { p.Text("a"); p.Rest() }, "parameter b: expected only", "parameter b is not in"},
		"one more, known":        {`{"a":"x","b":"y"}`, func(p *Params) { p.Text("a"); p.Rest("b") }, "", ""},
		"optional null":          {`{"a":null}`, func(p *Params) { p.OptText("a") }, "a: expected a value, or nothing at all", "a is null"},
		"optional number, null":  {`{"a":null}`, func(p *Params) { p.OptInt("a") }, "got null", "a is null"},
		`optional number, ""`:    {`{"a":""}`, func(p *Params) { p.OptInt("a") }, `got the string ""`, "a is null"},
		`optional text, ""`:      {`{"a":""}`, func(p *Params) { p.OptText("a") }, "", ""},
		"left out":               {`{}`, func(p *Params) { p.OptText("a"); p.OptInt("b") }, "", ""},
		"tolerated":              {`{"a":5}`, func(p *Params) { p.Tolerate(guess, "a") }, "a: expected knowledge (this server runs with --strict), got the number 5", "parameter a is a guess"},
		"tolerated for missing":  {`{}`, func(p *Params) { p.Tolerate(guess, "a") }, "a is missing: expected knowledge", "parameter a is a guess"},
		"inside an array":        {`{"l":[{"b":1}]}`, inside, "parameter l[0].b: expected only", "parameter l[0].b is not"},
		"more than is looked at": {manyMembers(), func(p *Params) { p.Rest() }, "m0", "m63 is not"},
	}
	for name, tt := range tests {
		for _, strict := range []bool{true, false} {
			heard := &notes{wanted: !strict}
			p, err := ParseObject([]byte(tt.body), false)
			if err != nil {
				t.Fatal(err)
			}
			p.notes, p.strict = heard, strict
			tt.read(&p)
			if strict {
				wantJudged(t, name, p.Err(), tt.refused, heard.texts, "")
			} else {
				wantJudged(t, name, p.Err(), "", heard.texts, tt.noted)
			}
		}
	}
}

func inside(p *Params) {
	elements, _, _ := p.Elements("l")
	o, _ := p.Object("l", 0, elements[0])
	o.Rest()
	p.Adopt(o)
}

// manyMembers is an object of 100 members.
func manyMembers() string {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, `,"m%d":1`, i)
	}
	return "{" + b.String()[1:] + "}"
}

// What is refused anyway is neither refused again nor noted.
func TestTolerateAfterRefusal(t *testing.T) {
	p, err := ParseObject([]byte(`{"a":5}`), false)
	if err != nil {
		t.Fatal(err)
	}
	p.notes = &notes{wanted: true}
	p.Text("a")
	p.Tolerate(BlankParam, "b")
	if got := p.Err().(*ParamError).Name; got != "a" || len(p.notes.texts) > 0 {
		t.Errorf("refused for %s, noted %q", got, p.notes.texts)
	}
}
