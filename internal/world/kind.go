package world

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// kind is what has a number that a document may leave out: it is called by its
// name there then, see [Document].
type kind string

const (
	anApp     kind = "app"
	anAccount kind = "account"
	aGroup    kind = "group"
)

// keys are what documents call the number of a kind, and its name.
func (k kind) keys() (number, name string) {
	switch k {
	case anApp:
		return "appid", "name"
	case anAccount:
		return "uin", "nickname"
	default:
		return "code", "name"
	}
}

// numbers are the numbers that are made of a kind, which look like those that
// the platform gives out: 10 digits, 10 digits below 2³², 9 digits.
func (k kind) numbers() (first, count uint64) {
	switch k {
	case anApp:
		return 1_110_000_000, 90_000_000
	case anAccount:
		return 1_000_000_000, 3_000_000_000
	default:
		return 100_000_000, 900_000_000
	}
}

// candidate is the number that a name asks for at a try, from 0. It is the
// same on every machine.
func candidate(world string, k kind, name string, try int) int64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", world, k, name, try))
	first, count := k.numbers()
	return int64(first + binary.BigEndian.Uint64(sum[:])%count)
}

// orName adds to a problem what else may stand in the place of a number that is
// of a kind, or of none.
func (k kind) orName() string {
	if k == "" {
		return ""
	}
	number, name := k.keys()
	return fmt.Sprintf(", or the %s of an %s without %s", name, k, number)
}

// word words something as the document calls it: account 10001, or account
// "alice".
func (n *names) word(k kind, number int64) string {
	if name, ok := n.name(k, number); ok {
		return fmt.Sprintf("%s %q", k, clip(name))
	}
	return fmt.Sprintf("%s %d", k, number)
}
