package tongwantest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Request is a call that the platform was sent, and what became of it.
type Request struct {
	Number    int64     // rises from request to request, over all worlds
	Time      time.Time // of the answer, by the world's clock
	Path      string    // the interface's own, whatever alias was called; empty if there is none
	Requested string    // the path as it was called
	OpenID    string    // of the URL

	Body   string // as sent, tokens masked; at most 4 KiB; empty if the request was refused before it was read
	Answer string // as sent back, tokens masked; at most 64 KiB
	Silent bool   // no answer was sent, by order of a fault; Ret is 0 then, too
	Ret    int    // of the answer
	Code   int    // the platform's, if Ret is msdk.RetPlatform
	Msg    string // of the answer

	Why      string        // what was wrong with a signature or a parameter, and perhaps why, for people
	Notes    []string      // what was odd about the request though it passed
	Faulty   bool          // a fault had a hand in it
	Duration time.Duration // from the request's header to the answer, by the machine's clock
}

// Refused reports whether the answer said no.
func (r Request) Refused() bool { return r.Ret != 0 }

// String words the request in a line, for the failures of tests.
func (r Request) String() string {
	text := fmt.Sprintf("#%d %s openid %q: ", r.Number, r.Requested, r.OpenID)
	switch {
	case r.Silent:
		text += "no answer"
	default:
		text += fmt.Sprintf("ret %d %q", r.Ret, r.Msg)
	}
	if r.Faulty {
		text += " (fault ordered)"
	}
	if r.Why != "" {
		text += ": " + r.Why
	}
	for _, note := range r.Notes {
		text += "; " + note
	}
	return text
}

// requestView is a request as the control API shows it.
type requestView struct {
	Number     int64           `json:"number"`
	Time       time.Time       `json:"time"`
	Path       string          `json:"path"`
	Requested  string          `json:"requested"`
	OpenID     string          `json:"openid"`
	Body       json.RawMessage `json:"body"`
	BodyText   string          `json:"body_text"`
	Answer     json.RawMessage `json:"answer"`
	AnswerText string          `json:"answer_text"`
	Ret        *int            `json:"ret"`
	Code       int             `json:"code"`
	Duration   string          `json:"duration"`
	Fault      *int            `json:"fault"`
	Why        *whyView        `json:"why"`
	Notes      []string        `json:"notes"`
}

type whyView struct {
	Signed    string `json:"signed"`
	Want      string `json:"want"`
	Guess     string `json:"guess"`
	Parameter string `json:"parameter"`
	Expected  string `json:"expected"`
	Got       string `json:"got"`
}

// request words what the control API shows.
func (v requestView) request() Request {
	r := Request{
		Number: v.Number, Time: v.Time, Path: v.Path, Requested: v.Requested, OpenID: v.OpenID,
		Body: v.BodyText, Answer: v.AnswerText, Silent: v.Ret == nil, Code: v.Code,
		Why: v.Why.text(), Notes: v.Notes, Faulty: v.Fault != nil,
	}
	if v.Body != nil {
		r.Body = string(v.Body)
	}
	if v.Answer != nil {
		r.Answer = string(v.Answer)
	}
	if v.Ret != nil {
		r.Ret = *v.Ret
	}
	r.Duration, _ = time.ParseDuration(v.Duration)
	var answer struct{ Msg string }
	json.Unmarshal(v.Answer, &answer) // one without msg has none
	r.Msg = answer.Msg
	return r
}

func (w *whyView) text() string {
	switch {
	case w == nil:
		return ""
	case w.Parameter != "":
		return fmt.Sprintf("parameter %s must be %s, got %s", w.Parameter, w.Expected, w.Got)
	}
	text := fmt.Sprintf("sig is %s and must be %s, the MD5 of %s", w.Got, w.Want, w.Signed)
	if w.Guess != "" {
		text += ": " + w.Guess
	}
	return text
}

// lines words requests one in a line, or the last ones of many.
func lines(requests []Request) string {
	const most = 20
	var b strings.Builder
	if n := len(requests) - most; n > 0 {
		fmt.Fprintf(&b, "\n\t… %d more before these", n)
		requests = requests[n:]
	}
	for _, r := range requests {
		fmt.Fprintf(&b, "\n\t%s", r)
	}
	return b.String()
}
