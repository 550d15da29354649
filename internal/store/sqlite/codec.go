package sqlite

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"tongwan/internal/platform"
)

// millis returns how a time is kept: Unix milliseconds, 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// encode returns a value as JSON text. What is no UTF-8 becomes U+FFFD.
func encode(v any) (string, error) {
	b, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true))
	return string(b), err
}

func decode(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("stored JSON: %w", err)
	}
	return nil
}

// settings are platform.Settings as JSON. Fields are left out when empty, so
// new ones can be added without touching stored rows.
type settings struct {
	ShareQuota      int            `json:"share_quota,omitzero"`
	RatePerSecond   float64        `json:"rate_per_second,omitzero"`
	RateBurst       int            `json:"rate_burst,omitzero"`
	LenientTypes    bool           `json:"lenient_types,omitzero"`
	AllowedIPs      []netip.Prefix `json:"allowed_ips,omitempty"`
	AllowedReferers []string       `json:"allowed_referers,omitempty"`
	Disabled        []string       `json:"disabled,omitempty"`
	Session         int64          `json:"session_ns,omitzero"`
}

func toSettings(s platform.Settings) settings {
	return settings{
		ShareQuota:      s.ShareQuota,
		RatePerSecond:   s.Rate.PerSecond,
		RateBurst:       s.Rate.Burst,
		LenientTypes:    s.LenientTypes,
		AllowedIPs:      s.AllowedIPs,
		AllowedReferers: s.AllowedReferers,
		Disabled:        s.Disabled,
		Session:         int64(s.Session),
	}
}

func (s settings) platform() platform.Settings {
	return platform.Settings{
		ShareQuota:      s.ShareQuota,
		Rate:            platform.Rate{PerSecond: s.RatePerSecond, Burst: s.RateBurst},
		LenientTypes:    s.LenientTypes,
		AllowedIPs:      s.AllowedIPs,
		AllowedReferers: s.AllowedReferers,
		Disabled:        s.Disabled,
		Session:         time.Duration(s.Session),
	}
}

// activity is a platform.Activity as JSON.
type activity struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitempty"`
}

func toActivities(list []platform.Activity) []activity {
	out := make([]activity, len(list))
	for i, a := range list {
		out[i] = activity(a)
	}
	return out
}

func fromActivities(list []activity) []platform.Activity {
	var out []platform.Activity
	for _, a := range list {
		out = append(out, platform.Activity(a))
	}
	return out
}

// membership is a platform.Membership as JSON, with times in milliseconds.
type membership struct {
	Kind      platform.VIPKind `json:"k"`
	Level     int              `json:"l,omitzero"`
	Year      bool             `json:"y,omitzero"`
	Luxury    bool             `json:"x,omitzero"`
	Start     int64            `json:"s,omitzero"`
	End       int64            `json:"e,omitzero"`
	YearStart int64            `json:"ys,omitzero"`
	YearEnd   int64            `json:"ye,omitzero"`
}

func encodeVIP(list []platform.Membership) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	out := make([]membership, len(list))
	for i, m := range list {
		out[i] = membership{m.Kind, m.Level, m.Year, m.Luxury,
			millis(m.Start), millis(m.End), millis(m.YearStart), millis(m.YearEnd)}
	}
	return encode(out)
}

func fromVIP(list []membership) []platform.Membership {
	var out []platform.Membership
	for _, m := range list {
		out = append(out, platform.Membership{Kind: m.Kind, Level: m.Level, Year: m.Year, Luxury: m.Luxury,
			Start: fromMillis(m.Start), End: fromMillis(m.End),
			YearStart: fromMillis(m.YearStart), YearEnd: fromMillis(m.YearEnd)})
	}
	return out
}
