package sandbox

import (
	"errors"
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
	if err := f.Set("w", []Rule{{Close: &yes}}); err != nil {
		t.Fatal(err)
	}
	var bad *RuleError
	if err := f.Set("w", []Rule{{Close: &yes}, {Times: -1, Close: &yes}}); !errors.As(err, &bad) || bad.Index != 1 || bad.Key != "times" {
		t.Errorf("the error is %v", err)
	}
	if list := f.List("w"); len(list) != 1 || list[0].Times != 0 {
		t.Errorf("the list is %+v", list)
	}
}

// What is shown is what was ordered, with counts.
func TestListShowsTheRules(t *testing.T) {
	const rules = `[{"path":"/relation/*","appid":7,"openid":"A","skip":1,"times":2,"answer":{"ret":-10000,"msg":"100012,timeout","more":[1]},"hits":0},` +
		`{"is_lost":true,"hits":0},{"delay":"500ms","hits":0},{"status":500,"hits":0},{"hang":"5s","hits":0},{"close":true,"hits":0},{"truncate":0,"hits":0}]`
	list, err := ParseRules([]byte(strings.ReplaceAll(rules, `,"hits":0`, "")))
	if err != nil {
		t.Fatal(err)
	}
	f := NewFaults()
	if err := f.Set("w", list); err != nil {
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
