package main

import (
	"fmt"
	"path"
	"slices"

	"tongwan/msdk"
)

// meaning explains a refusal in one line: the code, what it stands for, and what
// may be done about it.
func meaning(called string, refused *msdk.Error) string {
	code, number := refused.Ret, fmt.Sprintf("ret %d", refused.Ret)
	if refused.Ret == msdk.RetPlatform {
		code, number = refused.Code, fmt.Sprintf("code %d", refused.Code)
	}
	text := describe(called, code)
	if text == "" {
		text = fmt.Sprintf("not a code of this protocol; the server says %q.", refused.Msg)
	}
	switch {
	case refused.Retryable():
		text += " Trying again later may help."
	case refused.Reauthorise():
		text += " The player has to sign in again."
	}
	return fmt.Sprintf("refused with %s: %s", number, text)
}

// describe is [msdk.Describe] for a path as people type it: with slashes to spare,
// or an alias, for which the first meaning of the code has to do.
func describe(called string, code int) string {
	known := path.Clean("/" + called)
	if !slices.Contains(msdk.Paths(), known) {
		known = ""
	}
	return msdk.Describe(known, code)
}
