// Package rowjson is how stores keep, as JSON in one column, what they never
// look into: an app's settings and activities, and memberships. Fields are left
// out when empty, so new ones can be added without touching stored rows.
package rowjson

import (
	"net/netip"
	"time"

	"tongwan/internal/platform"
)

// Text is what a store makes of a text on its way in or out.
type Text func(string) string

func (t Text) all(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, t(s))
	}
	return out
}

// Settings are [platform.Settings], and where an app's sign-in may send people
// back to.
type Settings struct {
	ShareQuota      int            `json:"share_quota,omitzero"`
	RatePerSecond   float64        `json:"rate_per_second,omitzero"`
	RateBurst       int            `json:"rate_burst,omitzero"`
	LenientTypes    bool           `json:"lenient_types,omitzero"`
	AllowedIPs      []netip.Prefix `json:"allowed_ips,omitempty"`
	AllowedReferers []string       `json:"allowed_referers,omitempty"`
	Disabled        []string       `json:"disabled,omitempty"`
	Session         int64          `json:"session_ns,omitzero"`
	RedirectURIs    []string       `json:"redirect_uris,omitempty"` // of the app itself
}

// OfApp returns the settings of an app.
func OfApp(a platform.App, in Text) Settings {
	s := a.Settings
	return Settings{
		ShareQuota:      s.ShareQuota,
		RatePerSecond:   s.Rate.PerSecond,
		RateBurst:       s.Rate.Burst,
		LenientTypes:    s.LenientTypes,
		AllowedIPs:      s.AllowedIPs,
		AllowedReferers: in.all(s.AllowedReferers),
		Disabled:        in.all(s.Disabled),
		Session:         int64(s.Session),
		RedirectURIs:    in.all(a.RedirectURIs),
	}
}

// Set gives an app its settings.
func (s Settings) Set(a *platform.App, out Text) {
	a.RedirectURIs = out.all(s.RedirectURIs)
	a.Settings = platform.Settings{
		ShareQuota:      s.ShareQuota,
		Rate:            platform.Rate{PerSecond: s.RatePerSecond, Burst: s.RateBurst},
		LenientTypes:    s.LenientTypes,
		AllowedIPs:      s.AllowedIPs,
		AllowedReferers: out.all(s.AllowedReferers),
		Disabled:        out.all(s.Disabled),
		Session:         time.Duration(s.Session),
	}
}

// Activity is a [platform.Activity].
type Activity struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitempty"`
}

// Activities returns the activities of an app.
func Activities(list []platform.Activity, in Text) []Activity {
	out := make([]Activity, len(list))
	for i, a := range list {
		out[i] = Activity{a.ID, in(a.Name)}
	}
	return out
}

// PlatformActivities returns what was kept.
func PlatformActivities(list []Activity, out Text) []platform.Activity {
	var activities []platform.Activity
	for _, a := range list {
		activities = append(activities, platform.Activity{ID: a.ID, Name: out(a.Name)})
	}
	return activities
}

// Membership is a [platform.Membership].
type Membership struct {
	Kind      platform.VIPKind `json:"k"`
	Level     int              `json:"l,omitzero"`
	Year      bool             `json:"y,omitzero"`
	Luxury    bool             `json:"x,omitzero"`
	Start     int64            `json:"s,omitzero"` // this and the others as [Millis]
	End       int64            `json:"e,omitzero"`
	YearStart int64            `json:"ys,omitzero"`
	YearEnd   int64            `json:"ye,omitzero"`
}

// VIP returns the memberships of an account.
func VIP(list []platform.Membership, in Text) []Membership {
	out := make([]Membership, len(list))
	for i, m := range list {
		out[i] = Membership{platform.VIPKind(in(string(m.Kind))), m.Level, m.Year, m.Luxury,
			Millis(m.Start), Millis(m.End), Millis(m.YearStart), Millis(m.YearEnd)}
	}
	return out
}

// PlatformVIP returns what was kept.
func PlatformVIP(list []Membership, out Text) []platform.Membership {
	var vip []platform.Membership
	for _, m := range list {
		vip = append(vip, platform.Membership{
			Kind: platform.VIPKind(out(string(m.Kind))), Level: m.Level, Year: m.Year, Luxury: m.Luxury,
			Start: FromMillis(m.Start), End: FromMillis(m.End), YearStart: FromMillis(m.YearStart), YearEnd: FromMillis(m.YearEnd),
		})
	}
	return vip
}

// Millis returns how stores keep a time, in columns too: as Unix milliseconds,
// 0 for the zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// FromMillis returns the time that was kept.
func FromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
