package world

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"

	"tongwan/internal/platform"
)

// What a document leaves out is made from the app's key, so that the same
// file gives the same ids on every machine.

// openID returns the openid of an account in an app.
func openID(app platform.App, uin int64) string {
	sum := derive(app, "openid:%d", uin)
	return fmt.Sprintf("%X", sum[:16])
}

// groupOpenID returns the groupOpenid of a group in an app. It is unique in
// the server, so the appid is in it: apps may share a key.
func groupOpenID(app platform.App, code int64) string {
	sum := derive(app, "group:%d:%d", app.ID, code)
	return fmt.Sprintf("%X", sum[:16])
}

// joinKey returns the key to join a group with: 32 letters and digits.
func joinKey(app platform.App, code int64) string {
	const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum := derive(app, "join:%d:%d", app.ID, code)
	for i, b := range sum {
		sum[i] = base62[int(b)%len(base62)]
	}
	return string(sum)
}

func derive(app platform.App, format string, args ...any) []byte {
	mac := hmac.New(sha256.New, []byte(app.Key))
	fmt.Fprintf(mac, format, args...)
	return mac.Sum(nil)
}
