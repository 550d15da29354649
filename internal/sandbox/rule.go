package sandbox

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"tongwan/msdk"
)

// Rule says which calls a fault is for and what it does to them. It has the
// form of world.md, section Control API. Exactly one of the effects, Answer
// to Truncate, is set.
type Rule struct {
	Path   string `json:"path,omitzero"`   // pattern, as of [path.Match], over the interfaces' own paths; empty: any
	AppID  int64  `json:"appid,omitzero"`  // 0: any app of the world
	OpenID string `json:"openid,omitzero"` // of the URL; empty: anybody
	Skip   int64  `json:"skip,omitzero"`   // how many matching calls it lets pass first
	Times  int64  `json:"times,omitzero"`  // how many calls it answers then; 0: all

	Answer   jsontext.Value `json:"answer,omitzero"`   // an object to send in place of the answer
	IsLost   *bool          `json:"is_lost,omitzero"`  // true: serve, and say that the data are degraded
	Delay    *Span          `json:"delay,omitzero"`    // wait, then serve
	Status   *int           `json:"status,omitzero"`   // HTTP status, with the answer to an internal error
	Hang     *Span          `json:"hang,omitzero"`     // wait, then close the connection
	Close    *bool          `json:"close,omitzero"`    // true: close the connection
	Truncate *int           `json:"truncate,omitzero"` // serve, send so many bytes of the answer, close the connection
}

// MaxHold bounds how long a delay or a hang keeps a call.
const MaxHold = time.Minute

// forms says what each key of a rule takes, for error texts.
var forms = map[string]string{
	"path":     "an interface's own path, without a closing slash, or a pattern such as /relation/*",
	"appid":    "the number of an app of this world",
	"openid":   "a string",
	"skip":     "a number of calls, 0 or more",
	"times":    "a number of calls, 0 (always) or more",
	"answer":   `an object with an integer "ret" and a string "msg" or none, without msdkExtInfo, which is echoed anyway`,
	"is_lost":  "true",
	"delay":    "a duration such as 500ms, more than 0 and at most " + MaxHold.String(),
	"status":   "an HTTP status from 200 to 599",
	"hang":     "a duration such as 5s, more than 0 and at most " + MaxHold.String(),
	"close":    "true",
	"truncate": "a number of bytes, 0 or more",
}

// effects are the keys that say what a rule does.
var effects = []string{"answer", "is_lost", "delay", "status", "hang", "close", "truncate"}

// given returns the effects that are set.
func (r *Rule) given() []string {
	var names []string
	for i, set := range []bool{r.Answer != nil, r.IsLost != nil, r.Delay != nil, r.Status != nil, r.Hang != nil, r.Close != nil, r.Truncate != nil} {
		if set {
			names = append(names, effects[i])
		}
	}
	return names
}

// check returns what is wrong with the index-th rule, nil if nothing is.
func (r *Rule) check(index int) error {
	bad := func(key string, got any) error { return &RuleError{Index: index, Key: key, Got: fmt.Sprint(got)} }
	switch given := r.given(); {
	case len(given) == 0:
		return &RuleError{Index: index, Text: "has no effect: it needs exactly one of " + strings.Join(effects, ", ")}
	case len(given) > 1:
		return &RuleError{Index: index, Text: "has " + strings.Join(given, " and ") + ": it needs exactly one of " + strings.Join(effects, ", ")}
	case r.Path != "" && len(r.paths()) == 0:
		return bad("path", r.Path+", which none of the interfaces has")
	case r.AppID < 0:
		return bad("appid", r.AppID)
	case r.Skip < 0:
		return bad("skip", r.Skip)
	case r.Times < 0:
		return bad("times", r.Times)
	case r.IsLost != nil && !*r.IsLost:
		return bad("is_lost", false)
	case r.Close != nil && !*r.Close:
		return bad("close", false)
	case r.Delay != nil && !r.Delay.holds():
		return bad("delay", time.Duration(*r.Delay))
	case r.Hang != nil && !r.Hang.holds():
		return bad("hang", time.Duration(*r.Hang))
	case r.Status != nil && (*r.Status < 200 || *r.Status > 599):
		return bad("status", *r.Status)
	case r.Truncate != nil && *r.Truncate < 0:
		return bad("truncate", *r.Truncate)
	}
	if r.Answer != nil {
		if _, err := readOrder(r.Answer); err != nil {
			return bad("answer", r.Answer)
		}
	}
	return nil
}

// paths returns the interfaces that the rule is for.
func (r *Rule) paths() []string {
	return slices.DeleteFunc(msdk.Paths(), func(p string) bool {
		ok, err := path.Match(r.Path, p)
		return r.Path != "" && (err != nil || !ok)
	})
}

// Span is a [time.Duration] that is written as in 1m30s.
type Span time.Duration

// MarshalText implements [encoding.TextMarshaler].
func (s Span) MarshalText() ([]byte, error) { return []byte(time.Duration(s).String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*s = Span(d)
	return err
}

func (s Span) holds() bool { return s > 0 && time.Duration(s) <= MaxHold }
