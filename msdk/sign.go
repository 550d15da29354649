package msdk

import (
	"crypto/md5" // the protocol's choice; it keeps honest callers apart, not attackers
	"encoding/hex"
)

// Values of the URL parameter encode (protocol.md 2). Both mean HTTP with JSON
// bodies; they differ in the key that signs.
const (
	EncodeAppKey  = 1 // sig is made with the app's appkey
	EncodeMSDKKey = 2 // sig is made with the app's second key, msdkkey
)

// Sign returns the URL parameter sig: md5 of key followed by timestamp, as 32
// lower-case hex digits (protocol.md 2). The timestamp is taken as text, exactly
// as it stands in the URL; neither body nor path is covered by the signature.
func Sign(key, timestamp string) string {
	sum := md5.Sum([]byte(key + timestamp))
	return hex.EncodeToString(sum[:])
}
