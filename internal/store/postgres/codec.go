package postgres

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/jackc/pgx/v5/pgtype"

	"tongwan/internal/platform"
)

// millis returns how a time is kept: Unix milliseconds, 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at scans a time.
type at time.Time

// ScanInt64 implements [pgtype.Int64Scanner].
func (t *at) ScanInt64(v pgtype.Int8) error {
	*t = at{}
	if v.Int64 != 0 {
		*t = at(time.UnixMilli(v.Int64).UTC())
	}
	return nil
}

// encode returns a value as JSON. Its texts must be escaped already: jsonb
// is as strict about them as text is.
func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("make JSON: %w", err)
	}
	return b, nil
}

func decode(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
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

func encodeSettings(s platform.Settings) ([]byte, error) {
	return encode(settings{
		ShareQuota:      s.ShareQuota,
		RatePerSecond:   s.Rate.PerSecond,
		RateBurst:       s.Rate.Burst,
		LenientTypes:    s.LenientTypes,
		AllowedIPs:      s.AllowedIPs,
		AllowedReferers: escapeAll(s.AllowedReferers),
		Disabled:        escapeAll(s.Disabled),
		Session:         int64(s.Session),
	})
}

func decodeSettings(b []byte) (platform.Settings, error) {
	var s settings
	err := decode(b, &s)
	return platform.Settings{
		ShareQuota:      s.ShareQuota,
		Rate:            platform.Rate{PerSecond: s.RatePerSecond, Burst: s.RateBurst},
		LenientTypes:    s.LenientTypes,
		AllowedIPs:      s.AllowedIPs,
		AllowedReferers: unescapeAll(s.AllowedReferers),
		Disabled:        unescapeAll(s.Disabled),
		Session:         time.Duration(s.Session),
	}, err
}

// activity is a platform.Activity as JSON.
type activity struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitempty"`
}

func encodeActivities(list []platform.Activity) ([]byte, error) {
	out := make([]activity, len(list))
	for i, a := range list {
		out[i] = activity{a.ID, escape(a.Name)}
	}
	return encode(out)
}

func decodeActivities(b []byte) ([]platform.Activity, error) {
	var list []activity
	err := decode(b, &list)
	var out []platform.Activity
	for _, a := range list {
		out = append(out, platform.Activity{ID: a.ID, Name: unescape(a.Name)})
	}
	return out, err
}

// words scans a list of texts.
type words []string

// ScanBytes implements [pgtype.BytesScanner].
func (w *words) ScanBytes(b []byte) error {
	var list []string
	err := decode(b, &list)
	*w = unescapeAll(list)
	return err
}

func encodeWords(list []string) ([]byte, error) {
	if list == nil {
		list = []string{}
	}
	return encode(escapeAll(list))
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

// encodeVIP returns nil if there is none.
func encodeVIP(list []platform.Membership) ([]byte, error) {
	if len(list) == 0 {
		return nil, nil
	}
	out := make([]membership, len(list))
	for i, m := range list {
		out[i] = membership{platform.VIPKind(escape(string(m.Kind))), m.Level, m.Year, m.Luxury,
			millis(m.Start), millis(m.End), millis(m.YearStart), millis(m.YearEnd)}
	}
	return encode(out)
}

func decodeVIP(b []byte) ([]platform.Membership, error) {
	if b == nil {
		return nil, nil
	}
	var list []membership
	if err := decode(b, &list); err != nil {
		return nil, err
	}
	out := make([]platform.Membership, len(list))
	for i, m := range list {
		out[i] = platform.Membership{Kind: platform.VIPKind(unescape(string(m.Kind))), Level: m.Level, Year: m.Year, Luxury: m.Luxury}
		for _, t := range []struct {
			into *time.Time
			ms   int64
		}{{&out[i].Start, m.Start}, {&out[i].End, m.End}, {&out[i].YearStart, m.YearStart}, {&out[i].YearEnd, m.YearEnd}} {
			_ = (*at)(t.into).ScanInt64(pgtype.Int8{Int64: t.ms})
		}
	}
	return out, nil
}
