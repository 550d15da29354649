package api

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// What fails inside, and what the caller is told of it (protocol.md 3).
func TestFailuresInside(t *testing.T) {
	disk := errors.New("disk on fire")
	timeout := fmt.Errorf("read account: %w", context.DeadlineExceeded)
	panicked := fmt.Errorf("%w: nil map", gateway.ErrPanic)
	tests := []struct {
		path      string
		err       error
		ret, code int
		platCode  bool
	}{
		{msdk.PathQQProfile, disk, msdk.RetInternal, 0, false},
		{msdk.PathQQProfile, timeout, msdk.RetInternal, 0, false},
		{msdk.PathGetWifi, panicked, msdk.RetInternal, 0, false},
		{msdk.PathShareQQ, disk, msdk.RetPlatform, msdk.CodeShareService, false},
		{msdk.PathShareQQ, timeout, msdk.RetPlatform, msdk.CodeShareTimeout, false},
		{msdk.PathShareQQ, panicked, msdk.RetPlatform, msdk.CodeShareUnexpected, false},
		{msdk.PathGetGroupOpenID, disk, msdk.RetPlatform, msdk.CodeGroupSystem, true},
		{msdk.PathGetGroupInfo, disk, msdk.RetPlatform, msdk.CodeGroupInfoSystem, true},
		{msdk.PathGetGroupKey, timeout, msdk.RetPlatform, msdk.CodeGroupInfoSystem, true},
		{msdk.PathUnbindGroup, disk, msdk.RetPlatform, msdk.CodeUnbindSystem, true},
		{msdk.PathQQGainChest, disk, msdk.RetInternal, 0, true},
		{msdk.PathQQScoreBatch, disk, msdk.RetInternal, 0, false},
		// A reason that an interface has no code for is a mistake of ours.
		{msdk.PathQQProfile, platform.Refuse(platform.QuotaUsed, "how did that get here"), msdk.RetInternal, 0, false},
	}
	rows := make(map[string]Row)
	for _, r := range New(nil).Table() {
		rows[r.Path] = r
	}
	for _, tt := range tests {
		r := rows[tt.path].Failed(tt.err)
		if r.Ret != tt.ret || r.Code != tt.code || r.ErrType != msdk.ErrTypeRetry || r.PlatCode != tt.platCode {
			t.Errorf("%s with %v: %+v; want ret %d, code %d, try again", tt.path, tt.err, r, tt.ret, tt.code)
		}
		if r.Err == nil || errors.Is(tt.err, disk) && !errors.Is(r, disk) {
			t.Errorf("%s: the cause is lost to the log", tt.path)
		}
	}
}

// Every reason of a dead token is answered by every interface that takes one.
func TestDeadTokens(t *testing.T) {
	reasons := []platform.Reason{platform.TokenUnknown, platform.TokenOfOther, platform.TokenExpired, platform.TokenRevoked, platform.TokenPassword}
	for _, row := range New(nil).Table() {
		for _, reason := range reasons {
			o, known := row.Errors.Outcomes[reason]
			if takesToken := row.Path != msdk.PathGetGift && row.Path != msdk.PathGetWifi; known != takesToken {
				t.Errorf("%s knows %q: %t", row.Path, reason, known)
			}
			if known && o.ErrType != msdk.ErrTypeAuthorise {
				t.Errorf("%s: err_type of %q is %d, want 2", row.Path, reason, o.ErrType)
			}
		}
	}
}
