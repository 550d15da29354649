package platform

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"time"
)

// randomID returns 128 random bits as 32 upper-case hex digits, the form of
// the protocol's openids and tokens.
func randomID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return fmt.Sprintf("%X", b)
}

// orderedID returns an id of 32 hex digits that sorts by a time and, within
// one process, by the order in which ids were made: 48 bits of Unix
// milliseconds, 32 of a counter, 48 random ones. A frozen clock or a busy
// millisecond does not mix things up, and nobody can guess it.
func (p *Platform) orderedID(t time.Time) string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	binary.BigEndian.PutUint64(b[:], uint64(t.UnixMilli())<<16)
	binary.BigEndian.PutUint32(b[6:], p.idCount.Add(1))
	return fmt.Sprintf("%x", b)
}
