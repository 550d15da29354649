package msdk_test

import (
	"testing"

	"tongwan/msdk"
)

// The digests were made with md5sum(1), not with this package.
func TestSign(t *testing.T) {
	for _, tt := range []struct{ name, key, timestamp, want string }{
		{"seconds", "a1b2c3d4e5f60718293a4b5c6d7e8f90", "1381288134", "7aa72bca0528c9a8a4cee8dedc02379e"},
		{"milliseconds", "secret", "1443461120000", "e104c0a862c16fc750b095cf8cfe6895"},
		{"local time and a key beyond ASCII", "密钥", "20150530235959", "b06260493d08d283cd3ef800e94f5ea5"},
		{"nothing at all", "", "", "d41d8cd98f00b204e9800998ecf8427e"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := msdk.Sign(tt.key, tt.timestamp); got != tt.want {
				t.Errorf("Sign(%q, %q) = %q, want %q", tt.key, tt.timestamp, got, tt.want)
			}
		})
	}
}
