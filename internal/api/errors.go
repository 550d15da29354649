package api

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// Reasons that the platform does not know, because they arise on the way to
// it or when it fails.
const (
	badParam    platform.Reason = "bad parameter"
	notArray    platform.Reason = "no array" // param of a score batch
	notObject   platform.Reason = "entry is no object"
	tooFrequent platform.Reason = "too frequent"
	failed      platform.Reason = "failed"
	timedOut    platform.Reason = "timed out"
	crashed     platform.Reason = "crashed"
)

// Outcome is what an interface answers for a reason.
type Outcome struct {
	Ret     int
	Code    int    // the platform's code, if Ret is -10000
	ErrType int    // 0: [msdk.ErrTypeOther]
	Text    string // instead of the reason's own text, where the protocol fixes it
}

// ErrorTable says what an interface answers for every reason.
type ErrorTable struct {
	Outcomes map[platform.Reason]Outcome
	PlatCode bool // answers carry platCode
	Typed    bool // answers carry the type of the entry at fault
}

// plain makes an outcome of the access or the logic layer; the others below,
// one of the platform: which no repeating helps, which may pass by itself, and
// for which the player has to sign in again.
func plain(ret, errType int) Outcome { return Outcome{Ret: ret, ErrType: errType} }

func platformCode(code int) Outcome {
	return Outcome{Ret: msdk.RetPlatform, Code: code, ErrType: msdk.ErrTypeOther}
}

func retry(code int) Outcome {
	return Outcome{Ret: msdk.RetPlatform, Code: code, ErrType: msdk.ErrTypeRetry}
}

func authorise(code int) Outcome {
	return Outcome{Ret: msdk.RetPlatform, Code: code, ErrType: msdk.ErrTypeAuthorise}
}

// noTokenErrors holds where no token is taken: what every interface answers.
var noTokenErrors = ErrorTable{Outcomes: map[platform.Reason]Outcome{
	badParam:               plain(msdk.RetBadParam, msdk.ErrTypeOther),
	platform.UnknownPlayer: plain(msdk.RetNoPlayer, msdk.ErrTypeOther),
	tooFrequent:            plain(msdk.RetTooFrequent, msdk.ErrTypeRetry),
	failed:                 plain(msdk.RetInternal, msdk.ErrTypeRetry),
	timedOut:               plain(msdk.RetInternal, msdk.ErrTypeRetry),
	crashed:                plain(msdk.RetInternal, msdk.ErrTypeRetry),
}}

// common holds where nothing else is said (protocol.md 3).
var common = noTokenErrors.with(outcomes{
	platform.TokenUnknown:  authorise(msdk.CodeTokenUnknown),
	platform.TokenExpired:  authorise(msdk.CodeTokenExpired),
	platform.TokenRevoked:  authorise(msdk.CodeTokenRevoked),
	platform.TokenOfOther:  authorise(msdk.CodeTokenOtherPlayer),
	platform.TokenPassword: authorise(msdk.CodeTokenPasswordChanged),
})

// shareErrors: mobile-qq.md 2.2.1.6, protocol.md 3.
var shareErrors = common.withToken(authorise(msdk.CodeShareToken)).with(outcomes{
	platform.UnknownPlayer:  authorise(msdk.CodeShareToken),
	badParam:                platformCode(msdk.CodeShareBadParam),
	platform.RefererRefused: platformCode(msdk.CodeShareReferer),
	platform.TextTooLong:    platformCode(msdk.CodeShareTextTooLong),
	platform.BodyTooLarge:   platformCode(msdk.CodeShareBodyTooLong),
	platform.ListedWord:     platformCode(msdk.CodeShareListedWord),
	platform.NotFriend:      platformCode(msdk.CodeShareNotFriend),
	platform.NotFollowing:   platformCode(msdk.CodeShareNotFollowing),
	platform.QuotaUsed:      platformCode(msdk.CodeShareQuota),
	tooFrequent:             retry(msdk.CodeShareTooFrequent),
	failed:                  retry(msdk.CodeShareService),
	timedOut:                retry(msdk.CodeShareTimeout),
	crashed:                 retry(msdk.CodeShareUnexpected),
})

// groupErrors: mobile-qq.md 2.3.5.6 and 2.3.8.6.
var groupErrors = common.withPlatCode().withFailure(retry(msdk.CodeGroupSystem)).with(outcomes{
	badParam:              platformCode(msdk.CodeGroupBadParam),
	platform.NoBinding:    platformCode(msdk.CodeGroupNoBinding),
	platform.GroupUnbound: platformCode(msdk.CodeGroupNotBound),
	platform.NotMember:    platformCode(msdk.CodeGroupNotMember),
})

// groupKeyErrors: protocol.md 4, with the codes of mobile-qq.md 2.3.6.6.
var groupKeyErrors = common.withPlatCode().withFailure(retry(msdk.CodeGroupInfoSystem)).with(outcomes{
	badParam:              platformCode(msdk.CodeGroupBadParam),
	platform.NoBinding:    platformCode(msdk.CodeGroupNoBinding),
	platform.OtherBinding: platformCode(msdk.CodeGroupOtherApp),
	platform.Dissolved:    platformCode(msdk.CodeGroupDissolved),
})

// groupInfoErrors: mobile-qq.md 2.3.6.6.
var groupInfoErrors = groupKeyErrors.with(outcomes{
	platform.NotMember: platformCode(msdk.CodeGroupNotMember),
})

// unbindErrors: mobile-qq.md 2.3.7.6, which numbers differently.
var unbindErrors = common.withPlatCode().withToken(authorise(msdk.CodeUnbindToken)).withFailure(retry(msdk.CodeUnbindSystem)).with(outcomes{
	badParam:               platformCode(msdk.CodeUnbindBadParam),
	platform.NoBinding:     platformCode(msdk.CodeUnbindNoBinding),
	platform.OtherBinding:  platformCode(msdk.CodeUnbindMismatch),
	platform.UnbindTooSoon: retry(msdk.CodeUnbindTooOften),
})

// chestErrors: mobile-qq.md 2.3.11.3.
var chestErrors = common.withPlatCode().withToken(authorise(msdk.CodeChestToken)).with(outcomes{
	platform.NoActivity: platformCode(msdk.CodeChestNoActivity),
})

// queryVIPErrors: mobile-qq.md 2.4.2.3, which fixes the text.
var queryVIPErrors = common.withToken(vipDead).with(outcomes{platform.UnknownPlayer: vipDead})

var vipDead = Outcome{Ret: msdk.RetVIPToken, ErrType: msdk.ErrTypeAuthorise, Text: "oidb decode0x5e1 failed, ret:116"}

// scoreErrors: protocol.md 3.
var scoreErrors = common.withType().withToken(authorise(msdk.CodeScoreToken)).with(outcomes{
	notArray:            platformCode(msdk.CodeScoreNoParam),
	notObject:           platformCode(msdk.CodeScoreBadEntry),
	platform.BadEntry:   platformCode(msdk.CodeScoreBadData),
	platform.BadExpires: platformCode(msdk.CodeScoreBadExpires),
})

type outcomes = map[platform.Reason]Outcome

// with returns the table with some outcomes set.
func (t ErrorTable) with(o outcomes) ErrorTable {
	t.Outcomes = maps.Clone(t.Outcomes)
	maps.Copy(t.Outcomes, o)
	return t
}

// withToken returns the table with one outcome for every dead token.
func (t ErrorTable) withToken(o Outcome) ErrorTable {
	return t.with(outcomes{platform.TokenUnknown: o, platform.TokenExpired: o, platform.TokenRevoked: o,
		platform.TokenOfOther: o, platform.TokenPassword: o})
}

// withFailure returns the table with one outcome for every failure inside.
func (t ErrorTable) withFailure(o Outcome) ErrorTable {
	return t.with(outcomes{failed: o, timedOut: o, crashed: o})
}

func (t ErrorTable) withPlatCode() ErrorTable { t.PlatCode = true; return t }

func (t ErrorTable) withType() ErrorTable { t.Typed = true; return t }

// refusal turns an error into the interface's answer.
func (t ErrorTable) refusal(err error) *gateway.Refusal {
	reason, text := classify(err)
	o, ok := t.Outcomes[reason]
	if !ok { // a reason that this interface has no code for is our own mistake
		err = fmt.Errorf("no outcome for %q: %w", reason, err)
		reason, text = failed, internalText
		o = t.Outcomes[failed]
	}
	r := &gateway.Refusal{Ret: o.Ret, Code: o.Code, ErrType: o.ErrType, Text: text, PlatCode: t.PlatCode}
	if o.Text != "" {
		r.Text = o.Text
	}
	if t.Typed {
		r.Type = new(int)
		var entry *platform.EntryError
		if errors.As(err, &entry) {
			*r.Type = entry.Type
		}
	}
	switch reason {
	case failed, timedOut, crashed:
		r.Err = err
	}
	return r
}

const internalText = "internal error, try again; if it stays, tell the operator"

// classify finds the reason of an error and what callers may know of it.
func classify(err error) (platform.Reason, string) {
	var param *gateway.ParamError
	switch {
	case errors.As(err, &param):
		return badParam, param.Error()
	case platform.ReasonOf(err) != "":
		return platform.ReasonOf(err), err.Error()
	case errors.Is(err, gateway.ErrPanic):
		return crashed, internalText
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return timedOut, "the platform did not answer in time, try again"
	}
	return failed, internalText
}
