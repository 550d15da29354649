package gateway

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

func TestParseObjectRefuses(t *testing.T) {
	tests := map[string]string{
		"an array":                  `[]`,
		"a string":                  `"x"`,
		"a number":                  `1`,
		"null":                      `null`,
		"two objects":               `{}{}`,
		"text after it":             `{} x`,
		"a trailing comma":          `{"a":1,}`,
		"a trailing comma in array": `{"a":[1,]}`,
		"a comment":                 `{"a":1} // x`,
		"a duplicate name":          `{"a":1,"a":2}`,
		"an empty body":             "",
		"a duplicate name inside":   `{"a":{"b":1,"b":2}}`,
		"a duplicate, escaped":      `{"a":1,"\u0061":2}`,
		"invalid UTF-8":             "{\"a\":\"\xff\"}",
		"invalid UTF-8 in a name":   "{\"\xff\":1}",
		"half a surrogate pair":     `{"a":"\ud800"}`,
		"an open object":            `{"a":1`,
		"single quotes":             `{'a':1}`,
		"a raw newline in a string": "{\"a\":\"\n\"}",
		"nesting beyond reason":     strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000),
	}
	for name, body := range tests {
		if _, err := ParseObject([]byte(body), false); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestParamsRead(t *testing.T) {
	const body = ` {"s":"text","k\"\u5b57":"v","e":"a\"\u5b57","n":7,"neg":-3,"list":["a","b"],"none":[],"f":1.5,"b":true,"o":{"x":1},"z":null,"empty":"","ns":"12","many":["1","2","3"],"mixed":["a",1]} `
	tests := []struct {
		name    string
		lenient bool
		read    func(*Params) any
		want    any
		err     string // the parameter named, "" if good
	}{
		{"an escaped name", false, func(p *Params) any { return p.Text("k\"字") }, "v", ""},
		{"text", false, func(p *Params) any { return p.Text("s") }, "text", ""},
		{"escapes", false, func(p *Params) any { return p.Text("e") }, `a"字`, ""},
		{"absent text", false, func(p *Params) any { return p.Text("no") }, "", "no"},
		{"null is missing", false, func(p *Params) any { return p.Text("z") }, "", "z"},
		{"empty is missing", false, func(p *Params) any { return p.Text("empty") }, "", "empty"},
		{"empty for an integer is missing", false, func(p *Params) any { n, ok := p.OptInt("empty"); return ok || n != 0 }, false, ""},
		{"optional text", false, func(p *Params) any { return p.OptText("no") }, "", ""},
		{"number for text", false, func(p *Params) any { return p.Text("n") }, "", "n"},
		{"number for text, lenient", true, func(p *Params) any { return p.Text("n") }, "7", ""},
		{"boolean for text, lenient", true, func(p *Params) any { return p.Text("b") }, "", "b"},
		{"integer", false, func(p *Params) any { return p.Int("neg") }, int64(-3), ""},
		{"text for integer", false, func(p *Params) any { return p.Int("ns") }, int64(0), "ns"},
		{"text for integer, lenient", true, func(p *Params) any { return p.Int("ns") }, int64(12), ""},
		{"words for integer, lenient", true, func(p *Params) any { return p.Int("s") }, int64(0), "s"},
		{"fraction for integer", false, func(p *Params) any { return p.Int("f") }, int64(0), "f"},
		{"list", false, func(p *Params) any { return len(p.Texts("list", 1, 2)) }, 2, ""},
		{"empty list", false, func(p *Params) any { return len(p.Texts("none", 1, 2)) }, 0, "none"},
		{"long list", false, func(p *Params) any { return len(p.Texts("many", 1, 2)) }, 0, "many"},
		{"list with a number", false, func(p *Params) any { return len(p.Texts("mixed", 1, 2)) }, 0, "mixed[1]"},
		{"list with a number, lenient", true, func(p *Params) any { return p.Texts("mixed", 1, 2)[1] }, "1", ""},
		{"object for list", false, func(p *Params) any { return len(p.Texts("o", 1, 2)) }, 0, "o"},
		{"text for list", false, func(p *Params) any { return len(p.Texts("s", 1, 2)) }, 0, "s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := ParseObject([]byte(body), tt.lenient)
			if err != nil {
				t.Fatal(err)
			}
			if got := tt.read(&p); got != tt.want {
				t.Errorf("read %v, want %v", got, tt.want)
			}
			switch err, _ := p.Err().(*ParamError); {
			case tt.err == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.err != "" && (err == nil || err.Name != tt.err):
				t.Errorf("error %v, want one that names %s", err, tt.err)
			}
		})
	}
}

func TestParamsKeepTheFirstError(t *testing.T) {
	p, err := ParseObject([]byte(`{"b":1}`), false)
	if err != nil {
		t.Fatal(err)
	}
	p.Text("a")
	p.Text("b")
	if got := p.Err().(*ParamError).Name; got != "a" {
		t.Errorf("the error names %s, want the first, a", got)
	}
}

func TestParamsAppID(t *testing.T) {
	tests := map[string]struct {
		id    int64
		typ   jsontext.Kind
		valid bool
	}{
		`{}`:                             {0, 0, true},
		`{"appid":null}`:                 {0, 0, true},
		`{"appid":""}`:                   {0, 0, true},
		`{"appid":5}`:                    {5, '0', true},
		`{"appid":"5"}`:                  {5, '"', true},
		`{"appid":-5}`:                   {0, '0', false},
		`{"appid":5.0}`:                  {0, '0', false},
		`{"appid":"x"}`:                  {0, '"', false},
		`{"appid":" 5"}`:                 {0, '"', false},
		`{"appid":true}`:                 {0, 't', false},
		`{"appid":[5]}`:                  {0, '[', false},
		`{"appid":99999999999999999999}`: {1<<63 - 1, '0', false},
	}
	for body, want := range tests {
		p, err := ParseObject([]byte(body), false)
		if err != nil {
			t.Fatal(err)
		}
		id, typ, valid := p.AppID("appid")
		if id != want.id || typ != want.typ || valid != want.valid {
			t.Errorf("%s: %d %v %t, want %+v", body, id, typ, valid, want)
		}
	}
}

// FuzzParseObject: no body panics, and what was parsed can be read.
func FuzzParseObject(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":"b"}`, `{"a":["x",1,{"b":null}]}`, `{"appid":"1","n":1e5}`, `[`, "{\"\xff\":0}", `{"a":"\ud83d\ude00"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, lenient := range []bool{false, true} {
			p, err := ParseObject(body, lenient)
			if err != nil {
				continue
			}
			for _, m := range p.members {
				name := string(m.name)
				p.OptText(name)
				p.OptInt(name)
				p.AppID(name)
				p.Texts(name, 0, 10)
				elements, _, _ := p.Elements(name)
				for i, e := range elements {
					p.Object(name, i, e)
				}
			}
			if err := p.Err(); err != nil && err.Error() == "" {
				t.Error("an error without a text")
			}
		}
	})
}
