package worldgen

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// FirstUIN is the uin of account 0.
const FirstUIN = 20_000_000

// UIN returns the uin of an account by its index, from 0.
func UIN(index int) int64 { return FirstUIN + int64(index) }

// OpenID returns an account's openid: 32 upper-case hex digits.
func OpenID(seed uint64, uin int64) string { return string(appendHex(nil, "openid", seed, uin, upper)) }

// Token returns an account's one access token: 32 upper-case hex digits.
func Token(seed uint64, uin int64) string { return string(appendHex(nil, "token", seed, uin, upper)) }

// AppKey returns the app's appkey: 32 lower-case hex digits.
func AppKey(seed uint64) string { return string(appendHex(nil, "appkey", seed, 0, lower)) }

type hexCase bool

const (
	lower hexCase = false
	upper hexCase = true
)

// appendHex adds the first half of the SHA-256 of what, seed and uin.
func appendHex(b []byte, what string, seed uint64, uin int64, letters hexCase) []byte {
	var buf [32]byte
	text := append(buf[:0], what...)
	text = binary.BigEndian.AppendUint64(text, seed)
	text = binary.BigEndian.AppendUint64(text, uint64(uin))
	sum := sha256.Sum256(text)
	start := len(b)
	b = hex.AppendEncode(b, sum[:16])
	if letters == upper {
		for i, c := range b[start:] {
			if c >= 'a' {
				b[start+i] = c - 'a' + 'A'
			}
		}
	}
	return b
}
