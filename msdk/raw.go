package msdk

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
)

// Raw is one exchange, byte for byte.
type Raw struct {
	// Path is the path as it was given to the call.
	Path string
	// URL is the whole URL, with signature.
	URL string
	// Signed is the text whose md5 is the signature: key, then timestamp. It holds
	// the key; do not log it.
	Signed string
	// Sent is the request's body.
	Sent []byte
	// Status is the HTTP status, 0 if none came. The protocol knows only 200.
	Status int
	// Header is the answer's header, nil if none came.
	Header http.Header
	// Body is the answer's body.
	Body []byte

	host string
}

// Decode reads the answer into v, a pointer to an answer type, to [Answer] or to
// [ErrorAnswer]. It returns an [*Error] if ret is not 0, in which case v is of no
// use, and a [*TransportError] if the status is not 200 or the body is no JSON
// object with an integer ret and the types that v expects.
func (r Raw) Decode(v Enveloped) error {
	if r.Status != http.StatusOK {
		return r.transportError(nil)
	}
	// No server sends this ret, so finding it afterwards means that none came.
	const absent = math.MinInt
	head := v.Envelope()
	head.Ret = absent
	err := json.Unmarshal(r.Body, v)
	if err == nil && head.Ret == RetOK {
		return nil
	}
	// A refusal counts even if it breaks v's types, say by "lists":"".
	refusal := ErrorAnswer{Answer: Answer{Ret: absent}}
	if rerr := json.Unmarshal(r.Body, &refusal); rerr == nil && refusal.Ret != RetOK && refusal.Ret != absent {
		return r.refused(refusal)
	}
	if err == nil {
		err = errors.New("the answer has no ret")
	}
	return r.transportError(err)
}

func (r Raw) refused(a ErrorAnswer) *Error {
	e := &Error{Path: r.Path, Ret: a.Ret, Msg: a.Msg, ErrType: a.ErrType, PlatCode: a.PlatCode}
	if a.Ret == RetPlatform {
		e.Code, _ = PlatformCode(a.Msg)
	}
	if a.Type != nil {
		e.Type = *a.Type
	}
	return e
}

func (r Raw) transportError(err error) *TransportError {
	return &TransportError{Path: r.Path, Host: r.host, Status: r.Status, Body: r.Body[:min(len(r.Body), 200)], Err: err}
}
