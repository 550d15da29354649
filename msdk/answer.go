package msdk

// Answer is what every answer begins with, and the whole of one that only says
// yes or no. Each answer type embeds it.
type Answer struct {
	// Ret is 0 when the call was served, otherwise one of the Ret constants.
	Ret int `json:"ret"`
	// Msg is for people, except when Ret is [RetPlatform]: then the integer before
	// its first comma is the platform's code, see [PlatformCode].
	Msg string `json:"msg"`
	// ErrType tells a caller what to do about an error: [ErrTypeRetry],
	// [ErrTypeAuthorise] or [ErrTypeOther]. Success has none.
	ErrType int `json:"err_type,omitzero"`
	// MSDKExtInfo is the URL parameter of that name, handed back unchanged on
	// success and on errors (mobile-qq.md 2.1.1.1).
	MSDKExtInfo string `json:"msdkExtInfo,omitzero"`
}

// Envelope returns the Answer itself. Every answer type has it by embedding, so
// that code which knows none of them in particular can still read and complete
// what they share.
func (a *Answer) Envelope() *Answer { return a }

// Enveloped is any of the answer types, by pointer.
type Enveloped interface {
	Envelope() *Answer
}

// ErrorAnswer is an [Answer] that refuses, with the two keys that some interfaces
// add to a refusal (protocol.md 3 and 4).
type ErrorAnswer struct {
	Answer
	// PlatCode is the platform's code once more, as text: group and chest
	// interfaces give it when Ret is [RetPlatform], and only then.
	PlatCode string `json:"platCode,omitzero"`
	// Type is the type of the score entry at fault. Only qqscore_batch gives it.
	Type *int `json:"type,omitzero"`
}
