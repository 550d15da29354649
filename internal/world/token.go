package world

import (
	"encoding/hex"
	"fmt"

	"tongwan/internal/platform"
)

// isLeftOut reports a token that the server has to make.
func (t Token) isLeftOut() bool { return t.Token == nil && t.SHA256 == nil }

// hash returns what is kept of a token that is there.
func (t Token) hash() (h platform.TokenHash, err error) {
	if t.SHA256 == nil {
		return platform.HashToken(*t.Token), nil
	}
	b, err := hex.DecodeString(*t.SHA256)
	if err == nil && len(b) != len(h) {
		err = hex.ErrLength
	}
	copy(h[:], b)
	return h, err
}

// The texts of a token's state.
var revocations = map[string]platform.Revocation{
	"":         platform.Live,
	"revoked":  platform.Revoked,
	"password": platform.PasswordChanged,
}

func (t Token) revocation() (platform.Revocation, error) {
	r, ok := revocations[t.Revoked]
	if !ok {
		return 0, fmt.Errorf("must be revoked or password, or left out, got %q", clip(t.Revoked))
	}
	return r, nil
}

func revocationText(r platform.Revocation) string {
	for text, of := range revocations {
		if of == r {
			return text
		}
	}
	return "revoked"
}
