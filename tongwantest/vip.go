package tongwantest

import (
	"fmt"
	"time"

	"tongwan/internal/world"
)

// VIPKind is a kind of membership.
type VIPKind string

// The kinds. An account has at most one membership of each.
const (
	QQVIP     VIPKind = "qq"     // QQ member
	SuperVIP  VIPKind = "svip"   // QQ super member
	BlueVIP   VIPKind = "blue"   // blue diamond
	RedVIP    VIPKind = "red"    // red diamond
	YellowVIP VIPKind = "yellow" // yellow diamond
	XinyueVIP VIPKind = "xinyue" // Xinyue club
	AnimeVIP  VIPKind = "anime"  // anime member
)

// Perk is what a membership may have besides its level.
type Perk int

// The perks.
const (
	ByYear Perk = iota + 1 // paid by the year
	Luxury                 // luxury edition
)

// VIP gives the player a membership that is held until a time, by the world's
// clock; the zero time is for ever.
func VIP(kind VIPKind, level int, until time.Time, perks ...Perk) PlayerOption {
	m := &world.Membership{Level: level, End: world.Time(until)}
	for _, perk := range perks {
		m.Year = m.Year || perk == ByYear
		m.Luxury = m.Luxury || perk == Luxury
	}
	return func(p *playerSpec) {
		if p.account.VIP == nil {
			p.account.VIP = &world.VIP{}
		}
		held := membership(p.account.VIP, kind)
		if held == nil {
			p.wrong = fmt.Sprintf("there is no VIP kind %q: use QQVIP, SuperVIP, BlueVIP, RedVIP, YellowVIP, XinyueVIP or AnimeVIP", kind)
			return
		}
		*held = m
	}
}

// membership returns the field of a kind, nil if there is no such kind.
func membership(v *world.VIP, kind VIPKind) **world.Membership {
	return map[VIPKind]**world.Membership{
		QQVIP: &v.QQ, SuperVIP: &v.Super, BlueVIP: &v.Blue, RedVIP: &v.Red,
		YellowVIP: &v.Yellow, XinyueVIP: &v.Xinyue, AnimeVIP: &v.Anime,
	}[kind]
}
