package world

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"tongwan/internal/platform"
)

// The ids that a document leaves out are made with the app's key, so that the
// same file gives the same ones on every machine, and nobody else knows them. So
// are the tokens of a sandbox, and its keys of names: tests are told the same in
// each run, and a document that is applied again makes no further token. Elsewhere
// keys and tokens open doors: a key that could be worked out, or a token that
// could be with the key, would be no secret.

// appKey returns a key for the app of a name: 32 lower-case hex digits.
func appKey(world, name string, sandbox bool) string {
	if !sandbox {
		return fmt.Sprintf("%x", random())
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "appkey\x00%s\x00%s", world, name))
	return fmt.Sprintf("%x", sum[:16])
}

// newToken returns the i-th token of an account in an app: 32 upper-case hex
// digits.
func newToken(app platform.App, uin int64, i int, sandbox bool) string {
	if !sandbox {
		return fmt.Sprintf("%X", random())
	}
	sum := derive(app, "token:%d:%d:%d", app.ID, uin, i)
	return fmt.Sprintf("%X", sum[:16])
}

func random() (b [16]byte) {
	rand.Read(b[:]) // never fails
	return b
}

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
