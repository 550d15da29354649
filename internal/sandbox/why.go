package sandbox

import (
	"context"
	"strconv"
	"time"

	"tongwan/internal/gateway"
	"tongwan/msdk"
)

// stampForm names the form of a query's timestamp if it is not seconds.
func stampForm(query string) string {
	p := gateway.ReadURL(query)
	switch len(p.Timestamp) {
	case len("1457626000000"):
		return "in milliseconds"
	case len("20160311000640"):
		return "a date, yyyyMMddHHmmss"
	}
	return ""
}

// whySignature explains a bad signature. raw is the timestamp as it stands in
// the URL.
func (j *Journal) whySignature(ctx context.Context, world string, e *entry, raw string) (*Why, error) {
	p := gateway.ReadURL(e.query)
	s := newSignature(p, raw, *e.keys, e.at.Location())
	why := &Why{Got: p.Sig, Want: s.want()}
	if s.key != "" {
		why.Signed = mask(s.key) + p.Timestamp
	}
	if why.Guess = s.guess(s.ownKeys()); why.Guess == "" {
		apps, err := j.apps(ctx, world, e)
		if err != nil {
			return nil, err
		}
		why.Guess = s.guess(s.keysOf(apps, e.appid))
	}
	if why.Guess == "" {
		why.Guess = s.shape()
	}
	return why, nil
}

// signature is one that does not fit, and what it was made for.
type signature struct {
	gateway.URLParams
	raw   string // timestamp as it stands in the URL
	key   string // the right one, empty if the app has none
	other string // the app's other one
	zone  *time.Location

	orders  []variant
	digests []digest
}

func newSignature(p gateway.URLParams, raw string, k keys, zone *time.Location) *signature {
	s := &signature{URLParams: p, raw: raw, key: k.app, other: k.msdk, zone: zone, orders: orders(), digests: digests()}
	if p.Encode == strconv.Itoa(msdk.EncodeMSDKKey) {
		s.key, s.other = k.msdk, k.app
	}
	return s
}

// want returns the right signature, empty if the app has no key for it.
func (s *signature) want() string {
	if s.key == "" {
		return ""
	}
	return msdk.Sign(s.key, s.Timestamp)
}
