package gateway

import (
	"fmt"

	"tongwan/msdk"
)

// Refusal is an answer that says no, and an error.
type Refusal struct {
	Ret      int    // not 0
	Code     int    // the platform's code, if Ret is -10000
	Text     string // for people; Msg puts the code in front
	ErrType  int    // 0: [msdk.ErrTypeOther]
	PlatCode bool   // the answer carries the code as platCode too
	Type     *int   // of the score entry; nil: the answer has none
	Err      error  // what failed inside; logged, never shown
}

// Error returns the msg that callers see.
func (r *Refusal) Error() string { return r.msg() }

// Unwrap returns what failed inside.
func (r *Refusal) Unwrap() error { return r.Err }

// refuse makes a Refusal with a formatted text.
func refuse(ret int, format string, args ...any) *Refusal {
	return &Refusal{Ret: ret, Text: fmt.Sprintf(format, args...)}
}

func (r *Refusal) msg() string {
	if r.Ret == msdk.RetPlatform {
		return fmt.Sprintf("%d,%s", r.Code, r.Text)
	}
	return r.Text
}

// answer is the refusal as it goes over the wire.
func (r *Refusal) answer() *msdk.ErrorAnswer {
	a := &msdk.ErrorAnswer{Answer: msdk.Answer{Ret: r.Ret, Msg: r.msg(), ErrType: r.ErrType}, Type: r.Type}
	if a.ErrType == 0 {
		a.ErrType = msdk.ErrTypeOther
	}
	if r.PlatCode && r.Ret == msdk.RetPlatform {
		a.PlatCode = fmt.Sprint(r.Code)
	}
	return a
}
