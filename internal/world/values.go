package world

import (
	"fmt"
	"strings"
	"time"
)

// Time is a moment, to the millisecond: RFC 3339 in documents. The zero Time
// is one that was left out.
type Time time.Time

// The years that stores and the protocol's timestamps in seconds can hold.
const (
	minUnix = 1               // 1970, and not 0, which is "never"
	maxUnix = 253_402_300_799 // the last second of 9999
)

// UnmarshalText reads RFC 3339 of the years 1970 to 9999.
func (t *Time) UnmarshalText(text []byte) error {
	at, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return fmt.Errorf("must be a time like 2026-01-05T00:00:00+08:00, got %q", clip(string(text)))
	}
	if at.Unix() < minUnix || at.Unix() > maxUnix {
		return fmt.Errorf("must be a time of the years 1970 to 9999, got %q", clip(string(text)))
	}
	*t = Time(at.Truncate(time.Millisecond))
	return nil
}

// MarshalText writes RFC 3339, with milliseconds only when there are some.
func (t Time) MarshalText() ([]byte, error) {
	at := time.Time(t)
	if at.Year() > 9999 { // the zone carried it over
		at = at.UTC()
	}
	if at.Nanosecond() != 0 {
		return at.AppendFormat(nil, "2006-01-02T15:04:05.000Z07:00"), nil
	}
	return at.AppendFormat(nil, time.RFC3339), nil
}

// IsZero reports whether the time was left out.
func (t Time) IsZero() bool { return time.Time(t).IsZero() }

// Equal reports whether two times are the same moment.
func (t Time) Equal(u Time) bool { return time.Time(t).Equal(time.Time(u)) }

// Duration is a length of time: Go's form in documents, 2h or 1h30m.
type Duration time.Duration

// UnmarshalText reads Go's form, in whole milliseconds.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("must be a duration like 2h or 1h30m, got %q", clip(string(text)))
	}
	if v%time.Millisecond != 0 {
		return fmt.Errorf("must be a duration of whole milliseconds, got %q", clip(string(text)))
	}
	*d = Duration(v)
	return nil
}

// MarshalText writes Go's form without its zeros: 2h, not 2h0m0s.
func (d Duration) MarshalText() ([]byte, error) {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return []byte(s), nil
}

// Expiry is when a token expires: a duration counted from load, negative for
// one that has expired already, or a moment. The zero Expiry is one that was
// left out.
type Expiry struct {
	At   Time
	In   Duration // if At is zero
	said bool
}

// ExpiresAt is the expiry at a moment.
func ExpiresAt(at time.Time) Expiry { return Expiry{At: Time(at), said: true} }

// ExpiresIn is the expiry a duration after load.
func ExpiresIn(d time.Duration) Expiry { return Expiry{In: Duration(d), said: true} }

// IsZero reports whether the expiry was left out.
func (e Expiry) IsZero() bool { return !e.said }

// Equal reports whether two expiries say the same.
func (e Expiry) Equal(f Expiry) bool { return e.said == f.said && e.In == f.In && e.At.Equal(f.At) }

// UnmarshalText reads a duration or a time.
func (e *Expiry) UnmarshalText(text []byte) error {
	var in Duration
	if in.UnmarshalText(text) == nil {
		*e = Expiry{In: in, said: true}
		return nil
	}
	var at Time
	if err := at.UnmarshalText(text); err != nil {
		return fmt.Errorf("must be a duration like 2h, counted from load, or a time of the years 1970 to 9999 like 2026-01-05T00:00:00+08:00, got %q", clip(string(text)))
	}
	*e = Expiry{At: at, said: true}
	return nil
}

// MarshalText writes whichever it is.
func (e Expiry) MarshalText() ([]byte, error) {
	if e.At.IsZero() {
		return e.In.MarshalText()
	}
	return e.At.MarshalText()
}

// from returns the moment, for a document that is loaded at now.
func (e Expiry) from(now time.Time) time.Time {
	if e.At.IsZero() {
		return now.Add(time.Duration(e.In))
	}
	return time.Time(e.At)
}

// clip shortens a text for an error message.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// unix returns milliseconds since 1970, 0 of a time that was left out.
func (t Time) unix() int64 {
	if t.IsZero() {
		return 0
	}
	return time.Time(t).UnixMilli()
}
