package msdk

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Error is a refusal: the server answered, and ret was not 0.
type Error struct {
	// Path is the interface that was called.
	Path string
	// Ret is the answer's ret, never 0.
	Ret int
	// Code is the platform's code, the integer before the first comma of Msg. It
	// is 0 unless Ret is [RetPlatform].
	Code int
	// Msg is the answer's msg, unchanged.
	Msg string
	// ErrType is the answer's err_type, 0 if it had none.
	ErrType int
	// PlatCode is the answer's platCode; only group and chest interfaces give it.
	PlatCode string
	// Type is the type of the score entry at fault (qqscore_batch), otherwise 0.
	Type int
}

// Error names the interface, the codes with the server's own words, and what may
// be done about it.
func (e *Error) Error() string {
	text := fmt.Sprintf("msdk: %s answered ret %d %q", e.Path, e.Ret, e.Msg)
	var notes []string
	if info, known := e.info(); known {
		notes = append(notes, info.Name)
	}
	switch {
	case e.Retryable():
		notes = append(notes, "try again later")
	case e.Reauthorise():
		notes = append(notes, "the player must sign in again")
	}
	if len(notes) == 0 {
		return text
	}
	return text + " (" + strings.Join(notes, ": ") + ")"
}

// Retryable reports whether the same call may succeed later. It follows err_type
// and, if a server sends none, the table behind [Codes].
func (e *Error) Retryable() bool { return e.errType() == ErrTypeRetry }

// Reauthorise reports whether the player has to sign in again before the call can
// succeed. It follows err_type and, if a server sends none, the table behind
// [Codes].
func (e *Error) Reauthorise() bool { return e.errType() == ErrTypeAuthorise }

func (e *Error) errType() int {
	if e.ErrType != 0 {
		return e.ErrType
	}
	info, _ := e.info()
	return info.ErrType
}

func (e *Error) info() (CodeInfo, bool) {
	if e.Ret == RetPlatform {
		return lookup(e.Path, e.Code)
	}
	return lookup(e.Path, e.Ret)
}

// IsRet reports whether err is, or wraps, an [*Error] with this ret.
func IsRet(err error, ret int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Ret == ret
}

// IsCode reports whether err is, or wraps, an [*Error] in which the platform gave
// this code. For values of ret use [IsRet].
func IsCode(err error, code int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Ret == RetPlatform && e.Code == code
}

// PlatformCode returns the platform's code from the msg of an answer whose ret is
// [RetPlatform]: the integer before the first comma, which may be negative. It
// reports false if msg does not begin that way.
func PlatformCode(msg string) (code int, ok bool) {
	before, _, found := strings.Cut(msg, ",")
	if !found {
		return 0, false
	}
	code, err := strconv.Atoi(strings.TrimSpace(before))
	return code, err == nil
}

// TransportError says that no answer of the protocol came: the connection failed,
// time ran out, the status was not 200, or what came was not the JSON of the
// interface. Whether the server acted on the call is then not known.
type TransportError struct {
	// Path is the interface that was called.
	Path string
	// Host is scheme, host and port of the server.
	Host string
	// Status is the HTTP status, 0 if none came.
	Status int
	// Body holds the first 200 bytes of what came.
	Body []byte
	// Err is the cause: of the network, the context or the JSON decoder. It is nil
	// when the status alone is wrong.
	Err error
}

// Error names interface and server, the cause, and the beginning of what came.
// The URL's signature and openid are left out, since errors end up in logs.
func (e *TransportError) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("msdk: %s got no answer from %s: %v", e.Path, e.Host, e.Err)
	}
	text := fmt.Sprintf("msdk: %s got no usable answer from %s: HTTP status %d", e.Path, e.Host, e.Status)
	if e.Err != nil {
		text += fmt.Sprintf(": %v", e.Err)
	}
	if len(e.Body) == 0 {
		return text
	}
	return fmt.Sprintf("%s; it begins %q", text, e.Body)
}

// Unwrap returns Err, so that errors.Is finds context.DeadlineExceeded and the
// errors of package net.
func (e *TransportError) Unwrap() error { return e.Err }

// Timeout reports whether time ran out, as net.Error has it.
func (e *TransportError) Timeout() bool {
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](e.Err)
	return ok && t.Timeout()
}
