package platform

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// The names of people and groups in an app are made from the app's key, so
// that the same world gives the same names on every machine.

// NewOpenID returns the openid of an account that is new to an app: 32
// upper-case hex digits (protocol.md 4, openid).
func NewOpenID(app App, uin int64) string {
	sum := Derive(app, "openid:%d", uin)
	return fmt.Sprintf("%X", sum[:16])
}

// NewGroupOpenID returns the groupOpenid of a group that is bound in an app.
// It is unique in the server, so the appid is in it: apps may share a key.
func NewGroupOpenID(app App, code int64) string {
	sum := Derive(app, "group:%d:%d", app.ID, code)
	return fmt.Sprintf("%X", sum[:16])
}

// NewJoinKey returns the key to join a group with: 32 letters and digits.
func NewJoinKey(app App, code int64) string {
	const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum := Derive(app, "join:%d:%d", app.ID, code)
	for i, b := range sum {
		sum[i] = base62[int(b)%len(base62)]
	}
	return string(sum)
}

// Derive returns what only those who know the app's key can work out of a
// text: an HMAC-SHA256.
func Derive(app App, format string, args ...any) []byte {
	mac := hmac.New(sha256.New, []byte(app.Key))
	fmt.Fprintf(mac, format, args...)
	return mac.Sum(nil)
}
