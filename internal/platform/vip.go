package platform

import (
	"time"
)

// VIPKind is a membership that an account can hold.
type VIPKind string

// The kinds, as world files name them.
const (
	VIPQQ     VIPKind = "qq"
	VIPSuper  VIPKind = "svip"
	VIPBlue   VIPKind = "blue"
	VIPRed    VIPKind = "red"
	VIPYellow VIPKind = "yellow"
	VIPXinyue VIPKind = "xinyue"
	VIPAnime  VIPKind = "anime"
)

// VIPKinds are all kinds, in the order of query_vip's flags.
var VIPKinds = []VIPKind{VIPQQ, VIPBlue, VIPRed, VIPSuper, VIPXinyue, VIPYellow, VIPAnime}

// Membership is one kind held by an account for a time. A zero Start means
// since ever, a zero End for ever.
type Membership struct {
	Kind      VIPKind
	Level     int
	Year      bool // paid by the year
	Luxury    bool
	Start     time.Time // last payment
	End       time.Time
	YearStart time.Time // zero, both: the year holds as long as the kind
	YearEnd   time.Time
}

// VIPState is what a membership amounts to at one moment. Of a membership
// that has lapsed, or was never held, everything is zero.
type VIPState struct {
	Held   bool
	Year   bool
	Level  int
	Luxury bool
}

// At returns what the membership amounts to at a time: a kind is held while
// start ≤ now < end, and a year never outlasts it (protocol.md 4, VIP).
func (m Membership) At(now time.Time) VIPState {
	if !within(now, m.Start, m.End) {
		return VIPState{}
	}
	return VIPState{
		Held:   true,
		Year:   m.Year && within(now, m.YearStart, m.YearEnd),
		Level:  m.Level,
		Luxury: m.Luxury,
	}
}

// within reports start ≤ now < end, where a zero bound is open.
func within(now, start, end time.Time) bool {
	return !now.Before(start) && (end.IsZero() || now.Before(end))
}

// Membership returns the account's membership of a kind; the zero
// Membership, which is never held, if it has none.
func (a Account) Membership(k VIPKind) (Membership, bool) {
	for _, m := range a.VIP {
		if m.Kind == k {
			return m, true
		}
	}
	return Membership{}, false
}

// VIPState returns what the account's membership of a kind amounts to at a time.
func (a Account) VIPState(k VIPKind, now time.Time) VIPState {
	if m, ok := a.Membership(k); ok {
		return m.At(now)
	}
	return VIPState{}
}
