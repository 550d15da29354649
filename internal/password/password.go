// Package password keeps passwords as argon2id hashes in the PHC string
// format, so that a stolen database opens no door (DESIGN.md, tokens and
// passwords).
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// params are argon2id's costs. They stand in each hash, so raising the ones
// of new hashes leaves the old ones valid.
type params struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// current are OWASP's recommendation for argon2id: 19 MiB, two passes, one thread.
var current = params{memory: 19456, passes: 2, threads: 1}

const (
	saltBytes = 16
	keyBytes  = 32

	// The most that a hash from a database may ask for: a broken or forged
	// row must not eat the machine.
	maxMemory = 1 << 20 // KiB
	maxPasses = 64
)

// ErrMalformed is returned for a text that is no argon2id hash.
var ErrMalformed = errors.New("password: not an argon2id hash in PHC format")

var encoding = base64.RawStdEncoding.Strict()

// Argon2id is this package as a value, for those who are given one.
type Argon2id struct{}

// Hash is the function [Hash].
func (Argon2id) Hash(password string) string { return Hash(password) }

// Verify is the function [Verify].
func (Argon2id) Verify(hash, password string) (bool, error) { return Verify(hash, password) }

// Hash returns the hash to keep of a password, under a new random salt:
// $argon2id$v=19$m=19456,t=2,p=1$salt$key. It takes some 20 ms of CPU and
// 19 MiB, on purpose.
func Hash(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails
	return format(current, salt, derive(current, salt, password, keyBytes))
}

// Verify reports whether a password is the one that was hashed. It costs the
// same whether it is or not. A hash that cannot be read is [ErrMalformed].
func Verify(hash, password string) (bool, error) {
	p, salt, key, err := parse(hash)
	if err != nil {
		return false, err
	}
	got := derive(p, salt, password, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}

func derive(p params, salt []byte, password string, size uint32) []byte {
	return argon2.IDKey([]byte(password), salt, p.passes, p.memory, p.threads, size)
}

func format(p params, salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.threads,
		encoding.EncodeToString(salt), encoding.EncodeToString(key))
}

func parse(hash string) (p params, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, ErrMalformed
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); err != nil {
		return p, nil, nil, fmt.Errorf("%w: costs %q", ErrMalformed, parts[3])
	}
	salt, saltErr := encoding.DecodeString(parts[4])
	key, keyErr := encoding.DecodeString(parts[5])
	switch {
	case saltErr != nil || keyErr != nil || len(salt) == 0 || len(key) < 16 || len(key) > 128:
		return p, nil, nil, fmt.Errorf("%w: salt or key", ErrMalformed)
	case p.memory < 8*uint32(p.threads) || p.memory > maxMemory || p.passes < 1 || p.passes > maxPasses || p.threads < 1:
		return p, nil, nil, fmt.Errorf("%w: costs %q out of range", ErrMalformed, parts[3])
	}
	return p, salt, key, nil
}
