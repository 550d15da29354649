package gamecenter

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"tongwan/internal/platform"
	"tongwan/msdk"
)

// Data is all that a game reported of a player, by where it was made.
type Data struct {
	Now    time.Time `json:"now"` // the game's time, by which things are expired
	Scopes []Scope   `json:"scopes"`
}

// Scope is a mode, zone, server and role, each empty if reports did not name
// one, and what was reported there.
type Scope struct {
	Mode   string  `json:"mode"`
	Zone   string  `json:"zone"`
	Server string  `json:"server"`
	Role   string  `json:"role"`
	Values []Value `json:"values"` // by type; of guilds last
}

// Value is the newest value of a type.
type Value struct {
	Type     int       `json:"type"`              // as in mobile-qq.md 2.4.5.6
	NameZH   string    `json:"name_zh,omitempty"` // none: the game's own type
	NameEN   string    `json:"name_en,omitempty"`
	Data     string    `json:"data"`
	Guild    string    `json:"guild,omitempty"`    // that types 301 to 313 belong to
	Platform string    `json:"platform,omitempty"` // type 12 of the report: 1 Android, 2 iOS
	Reported time.Time `json:"reported,omitzero"`
	Expires  time.Time `json:"expires,omitzero"` // none: never
	Expired  bool      `json:"expired"`
	Computed bool      `json:"computed"` // worked out by the platform

	When  moment `json:"-"` // it was reported
	Until moment `json:"-"` // it expires
	Means moment `json:"-"` // what the value stands for, if that is a time
}

// data reads what a game reported of a player.
func (c *center) data(ctx context.Context, v viewer) (Data, error) {
	d, err := c.platform.Data(ctx, v.app, v.player.UIN)
	if err != nil {
		return Data{}, err
	}
	scopes := make(map[platform.Scope][]Value)
	for _, s := range d.Scores {
		zh, en := msdk.ScoreTypeName(s.Type)
		scopes[s.Scope] = append(scopes[s.Scope], Value{Type: s.Type, NameZH: zh, NameEN: en, Data: s.Data, Guild: s.Guild,
			Platform: s.Platform, Reported: c.in(s.Reported), Expires: c.in(s.Expires), Expired: s.Expired(d.Now),
			When: c.moment(s.Reported, d.Now), Until: c.moment(s.Expires, d.Now), Means: c.moment(timeIn(s.Type, s.Data), d.Now)})
	}
	for _, s := range d.Computed {
		zh, en := computedName(s.Type)
		scopes[s.Scope] = append(scopes[s.Scope], Value{Type: s.Type, NameZH: zh, NameEN: en, Data: s.Data, Computed: true})
	}
	view := Data{Now: d.Now}
	for s, values := range scopes {
		slices.SortStableFunc(values, func(a, b Value) int {
			return cmp.Or(cmp.Compare(a.Guild, b.Guild), cmp.Compare(a.Type, b.Type), compareBool(a.Computed, b.Computed))
		})
		view.Scopes = append(view.Scopes, Scope{s.Mode, s.Zone, s.Server, s.Role, values})
	}
	slices.SortFunc(view.Scopes, func(a, b Scope) int {
		return cmp.Or(cmp.Compare(a.Mode, b.Mode), cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Server, b.Server), cmp.Compare(a.Role, b.Role))
	})
	return view, nil
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// computedName names a type that the platform works out. Of type 14 games
// report each length, and the platform adds them up.
func computedName(t int) (zh, en string) {
	if t == msdk.ScoreDuration {
		return "累计游戏时长", "time played in all"
	}
	return msdk.ScoreTypeName(t)
}

// timeIn returns the time that a value stands for, if its type is one of
// those that are Unix seconds.
func timeIn(typ int, data string) time.Time {
	switch typ {
	case msdk.ScoreLastLogin, msdk.ScoreRegistered, msdk.ScoreGuildJoined, msdk.ScoreGuildFounded, msdk.ScoreGuildDissolved, msdk.ScoreGuildBound:
		if n, err := strconv.ParseInt(data, 10, 64); err == nil && n > 0 && n <= maxUnix {
			return time.Unix(n, 0)
		}
	}
	return time.Time{}
}

// maxUnix is the last second of the year 9999.
const maxUnix = 253_402_300_799
