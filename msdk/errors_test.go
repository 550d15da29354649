package msdk_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tongwan/msdk"
)

func TestPlatformCode(t *testing.T) {
	for _, tt := range []struct {
		msg  string
		code int
		ok   bool
	}{
		{"100013,no such token", 100013, true},
		{"-71,token of another player", -71, true},
		{"-4,10.0.0.1, not on the list", -4, true},
		{" 2001 ,opt", 2001, true},
		{"2001,", 2001, true},
		{"2001", 0, false},
		{"", 0, false},
		{",2001", 0, false},
		{"code 2001,x", 0, false},
		{"2001.5,x", 0, false},
		{"99999999999999999999,x", 0, false},
	} {
		code, ok := msdk.PlatformCode(tt.msg)
		if ok != tt.ok || (ok && code != tt.code) {
			t.Errorf("PlatformCode(%q) = %d, %v, want %d, %v", tt.msg, code, ok, tt.code, tt.ok)
		}
	}
}

func TestErrorAdvice(t *testing.T) {
	for _, tt := range []struct {
		name      string
		err       msdk.Error
		retry     bool
		authorise bool
		text      string
	}{
		{
			name: "err_type decides", retry: true,
			err:  msdk.Error{Path: msdk.PathGetWifi, Ret: msdk.RetInternal, Msg: "disk", ErrType: msdk.ErrTypeRetry},
			text: `msdk: /profile/get_wifi answered ret -307 "disk" (RetInternal: try again later)`,
		},
		{
			name: "err_type overrules the table",
			err:  msdk.Error{Path: msdk.PathGetWifi, Ret: msdk.RetInternal, Msg: "disk", ErrType: msdk.ErrTypeOther},
			text: `msdk: /profile/get_wifi answered ret -307 "disk" (RetInternal)`,
		},
		{
			name: "without err_type the table decides", authorise: true,
			err:  msdk.Error{Path: msdk.PathQQProfile, Ret: msdk.RetPlatform, Code: msdk.CodeTokenExpired, Msg: "100014,expired"},
			text: `msdk: /relation/qqprofile answered ret -10000 "100014,expired" (CodeTokenExpired: the player must sign in again)`,
		},
		{
			name: "one number, two interfaces", authorise: true,
			err:  msdk.Error{Path: msdk.PathUnbindGroup, Ret: msdk.RetPlatform, Code: 2003, Msg: "2003,token"},
			text: `msdk: /relation/unbind_group answered ret -10000 "2003,token" (CodeUnbindToken: the player must sign in again)`,
		},
		{
			name: "unknown code",
			err:  msdk.Error{Path: msdk.PathQQProfile, Ret: -1, Msg: "?"},
			text: `msdk: /relation/qqprofile answered ret -1 "?"`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.err.Retryable(); got != tt.retry {
				t.Errorf("Retryable() = %v, want %v", got, tt.retry)
			}
			if got := tt.err.Reauthorise(); got != tt.authorise {
				t.Errorf("Reauthorise() = %v, want %v", got, tt.authorise)
			}
			if got := tt.err.Error(); got != tt.text {
				t.Errorf("Error() = %s\nwant      %s", got, tt.text)
			}
		})
	}
}

func TestIsRetAndIsCode(t *testing.T) {
	platform := fmt.Errorf("login: %w", &msdk.Error{Ret: msdk.RetPlatform, Code: 100014})
	logic := &msdk.Error{Ret: msdk.RetBadParam}
	for name, ok := range map[string]bool{
		"wrapped code":             msdk.IsCode(platform, msdk.CodeTokenExpired),
		"wrapped ret":              msdk.IsRet(platform, msdk.RetPlatform),
		"ret":                      msdk.IsRet(logic, msdk.RetBadParam),
		"other code":               !msdk.IsCode(platform, msdk.CodeTokenRevoked),
		"other ret":                !msdk.IsRet(logic, msdk.RetInternal),
		"a ret is no code":         !msdk.IsCode(logic, msdk.RetBadParam),
		"no code is not code 0":    !msdk.IsCode(logic, 0),
		"nil":                      !msdk.IsCode(nil, 0) && !msdk.IsRet(nil, 0),
		"transport error":          !msdk.IsRet(&msdk.TransportError{}, 0),
		"transport, nil, Timeout":  !(&msdk.TransportError{}).Timeout(),
		"cause can be found again": errors.Is(&msdk.TransportError{Err: errCause}, errCause),
	} {
		if !ok {
			t.Errorf("%s: wrong", name)
		}
	}
}

var errCause = errors.New("cause")

func TestTransportErrorText(t *testing.T) {
	for _, tt := range []struct {
		err  msdk.TransportError
		want string
	}{
		{msdk.TransportError{Path: "/a", Host: "http://h", Err: errCause}, "msdk: /a got no answer from http://h: cause"},
		{msdk.TransportError{Path: "/a", Host: "http://h", Status: 502, Body: []byte("<html>")},
			`msdk: /a got no usable answer from http://h: HTTP status 502; it begins "<html>"`},
		{msdk.TransportError{Path: "/a", Host: "http://h", Status: 200, Err: errCause},
			"msdk: /a got no usable answer from http://h: HTTP status 200: cause"},
	} {
		if got := tt.err.Error(); got != strings.TrimSpace(tt.want) {
			t.Errorf("Error() = %s\nwant      %s", got, tt.want)
		}
	}
}
