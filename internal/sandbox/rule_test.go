package sandbox

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// A rule that cannot be taken is named, with its key and what it should be.
func TestParseRulesRefuses(t *testing.T) {
	tests := map[string]struct {
		rules string
		says  []string
	}{
		"no array":              {`{"close":true}`, []string{"array of rules"}},
		"nothing":               {``, []string{"array of rules"}},
		"no JSON":               {`[{"close":true},]`, []string{"not JSON"}},
		"no object":             {`[{"close":true},5]`, []string{"faults[1]", "object"}},
		"null":                  {`[null]`, []string{"faults[0]", "has no effect"}},
		"an unknown key":        {`[{"close":true},{"clos":true}]`, []string{"faults[1].clos", "unknown", "truncate"}},
		"hits, which is output": {`[{"close":true,"hits":3}]`, []string{"faults[0].hits", "unknown"}},
		"a key twice":           {`[{"close":true,"close":true}]`, []string{"faults[0].close", "twice"}},
		"no effect":             {`[{"path":"/relation/*"}]`, []string{"faults[0]", "exactly one", "answer"}},
		"two effects":           {`[{"close":true,"delay":"1s"}]`, []string{"faults[0]", "delay and close"}},
		"close: false":          {`[{"close":false}]`, []string{"faults[0].close", "true"}},
		"is_lost: false":        {`[{"is_lost":false}]`, []string{"faults[0].is_lost", "true"}},
		"a path unknown":        {`[{"path":"/relation/nothing","close":true}]`, []string{"faults[0].path", "/relation/nothing"}},
		"a closing slash":       {`[{"path":"/relation/qqprofile/","close":true}]`, []string{"faults[0].path", "closing slash"}},
		"a pattern of nothing":  {`[{"path":"/realtion/*","close":true}]`, []string{"faults[0].path", "/realtion/*"}},
		"a bad pattern":         {`[{"path":"/relation/[","close":true}]`, []string{"faults[0].path"}},
		"a path of a number":    {`[{"path":5,"close":true}]`, []string{"faults[0].path", "pattern"}},
		"an appid in quotes":    {`[{"appid":"7","close":true}]`, []string{"faults[0].appid", "number"}},
		"a negative appid":      {`[{"appid":-7,"close":true}]`, []string{"faults[0].appid", "-7"}},
		"negative times":        {`[{"times":-1,"close":true}]`, []string{"faults[0].times", "-1"}},
		"negative skip":         {`[{"skip":-1,"close":true}]`, []string{"faults[0].skip", "-1"}},
		"half a time":           {`[{"times":1.5,"close":true}]`, []string{"faults[0].times", "1.5"}},
		"a delay of words":      {`[{"close":true},{"delay":"soon"}]`, []string{"faults[1].delay", "500ms"}},
		"a delay of a number":   {`[{"delay":5}]`, []string{"faults[0].delay", "500ms"}},
		"no delay":              {`[{"delay":"0s"}]`, []string{"faults[0].delay", "more than 0"}},
		"a long delay":          {`[{"delay":"61s"}]`, []string{"faults[0].delay", "1m0s", "1m1s"}},
		"a negative hang":       {`[{"hang":"-1s"}]`, []string{"faults[0].hang", "-1s"}},
		"a status of 100":       {`[{"status":100}]`, []string{"faults[0].status", "200 to 599"}},
		"a status of 600":       {`[{"status":600}]`, []string{"faults[0].status", "600"}},
		"a negative truncate":   {`[{"truncate":-1}]`, []string{"faults[0].truncate", "-1"}},
		"an answer of a number": {`[{"answer":5}]`, []string{"faults[0].answer", "object"}},
		"an answer of nothing":  {`[{"answer":null}]`, []string{"faults[0].answer", "object"}},
		"an answer without ret": {`[{"answer":{"msg":"x"}}]`, []string{"faults[0].answer", "ret"}},
		"a ret in quotes":       {`[{"answer":{"ret":"1"}}]`, []string{"faults[0].answer", "integer"}},
		"a msg of a number":     {`[{"answer":{"ret":1,"msg":5}}]`, []string{"faults[0].answer", "string"}},
		"an own msdkExtInfo":    {`[{"answer":{"ret":1,"msdkExtInfo":"x"}}]`, []string{"faults[0].answer", "echoed"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rules, err := ParseRules([]byte(tt.rules))
			if err == nil {
				t.Fatalf("taken as %+v", rules)
			}
			for _, want := range tt.says {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error %q does not say %q", err, want)
				}
			}
		})
	}
}

// A list with one bad rule leaves the old list, however it was made.
func TestSetKeepsTheOldList(t *testing.T) {
	f := NewFaults()
	yes := true
	if _, err := f.Set("w", []Rule{{Close: &yes}}); err != nil {
		t.Fatal(err)
	}
	var bad *RuleError
	if _, err := f.Set("w", []Rule{{Close: &yes}, {Times: -1, Close: &yes}}); !errors.As(err, &bad) || bad.Index != 1 || bad.Key != "times" {
		t.Errorf("the error is %v", err)
	}
	if list := f.List("w"); len(list) != 1 || list[0].Times != 0 {
		t.Errorf("the list is %+v", list)
	}
}

// One rule, or a list of them, can be put behind a list.
func TestParseMore(t *testing.T) {
	for text, want := range map[string]string{
		`{"close":true,"times":2}`:      `[{"times":2,"close":true}]`,
		` [{"close":true}]`:             `[{"close":true}]`,
		`[]`:                            `[]`,
		`{"close":true}]`:               `not JSON`,
		`{"close":true},{"close":true}`: `not JSON`,
		`{"close":true,"close":true}`:   `faults[0].close is there twice`,
		`{"close":true,"id":5}`:         `faults[0].id is an unknown key`,
		`{"delay":"soon"}`:              `faults[0].delay must be a duration`,
		`{"path":"/relation/*"}`:        `faults[0] has no effect`,
		`[{"close":true},{"times":-1}]`: `faults[1]`,
		`"close"`:                       `the body must be a rule, such as {`,
		``:                              `or an array of rules`,
	} {
		rules, err := ParseMore([]byte(text))
		got, _ := json.Marshal(rules)
		if err != nil {
			got = []byte(err.Error())
		}
		if !strings.Contains(string(got), want) || (err == nil) != (want[0] == '[') {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// What is shown is what was ordered, with counts.
func TestListShowsTheRules(t *testing.T) {
	const rules = `[{"id":1,"path":"/relation/*","appid":7,"openid":"A","skip":1,"times":2,"answer":{"ret":-10000,"msg":"100012,timeout","more":[1]},"seen":0,"hits":0},` +
		`{"id":2,"is_lost":true,"seen":0,"hits":0},{"id":3,"delay":"500ms","seen":0,"hits":0},{"id":4,"status":500,"seen":0,"hits":0},` +
		`{"id":5,"hang":"5s","seen":0,"hits":0},{"id":6,"close":true,"seen":0,"hits":0},{"id":7,"truncate":0,"seen":0,"hits":0}]`
	list, err := ParseRules(regexp.MustCompile(`"id":\d,|,"seen":0,"hits":0`).ReplaceAll([]byte(rules), nil))
	if err != nil {
		t.Fatal(err)
	}
	f := NewFaults()
	if _, err := f.Set("w", list); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(f.List("w")); err != nil || string(got) != rules {
		t.Errorf("%s, %v\nwant %s", got, err, rules)
	}
	f.Forget("w")
	if got, _ := json.Marshal(f.List("w")); string(got) != "[]" {
		t.Errorf("after they were dropped: %s", got)
	}
}
