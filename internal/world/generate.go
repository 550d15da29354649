package world

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"tongwan/internal/platform"
)

// The ids that a document leaves out are made with the app's key (platform,
// ids.go). So are the tokens of a sandbox, and its keys of names: tests are told
// the same in each run, and a document that is applied again makes no further
// token. Elsewhere
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
	sum := platform.Derive(app, "token:%d:%d:%d", app.ID, uin, i)
	return fmt.Sprintf("%X", sum[:16])
}

func random() (b [16]byte) {
	rand.Read(b[:]) // never fails
	return b
}
