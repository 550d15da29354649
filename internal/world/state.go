package world

import "tongwan/internal/platform"

// Message is something that a player shared with a friend:
//
//	messages:
//	  - {id: …, appid: 1, from: 10001, to: 10002, sent: 2026-01-05T10:00:00+08:00, title: …, summary: …,
//	     image_url: …, target_url: …, preview: …, game_tag: …, act: 1, src: 0, read: 2026-01-05T11:00:00+08:00}
//
// from and to are uins of players of the app. Empty texts and zeros are left
// out, as is read while the message is not.
type Message struct {
	ID        string `json:"id"`
	AppID     int64  `json:"appid" of:"app"`
	From      int64  `json:"from" of:"account"`
	To        int64  `json:"to" of:"account"`
	Sent      Time   `json:"sent"`
	Title     string `json:"title,omitzero"`
	Summary   string `json:"summary,omitzero"`
	ImageURL  string `json:"image_url,omitzero"`
	TargetURL string `json:"target_url,omitzero"`
	Preview   string `json:"preview,omitzero"`
	GameTag   string `json:"game_tag,omitzero"`
	Act       int    `json:"act,omitzero"`
	Src       int    `json:"src,omitzero"`
	Read      Time   `json:"read,omitzero"`
}

// Score is what a player has in one scope, which is mode, zone, server and
// role (types 13, 26, 27 and 28 of mobile-qq.md 2.4.5.6), any of them empty:
//
//	scores:
//	  - appid: 1
//	    uin: 10001
//	    mode: "2"
//	    entries:
//	      - {type: 17, data: "1500", platform: "1", reported: 2026-01-05T10:00:00+08:00}
//	      - {type: 301, guild: "7", data: 群星, reported: 2026-01-05T10:00:00+08:00, expires: 2027-01-01T00:00:00+08:00}
//	    periods:
//	      - {kind: all, rounds: 3, played: 600, best: 900, best_at: …, ranked: 900, ranked_at: …, ranked_expires: …}
//	      - {kind: day, start: 2026-01-05T00:00:00+08:00, rounds: 1, best: 100, best_at: …}
type Score struct {
	AppID   int64    `json:"appid" of:"app"`
	UIN     int64    `json:"uin" of:"account"`
	Mode    string   `json:"mode,omitzero"`
	Zone    string   `json:"zone,omitzero"`
	Server  string   `json:"server,omitzero"`
	Role    string   `json:"role,omitzero"`
	Entries []Entry  `json:"entries,omitzero"`
	Periods []Period `json:"periods,omitzero"`
}

func (s Score) scope() platform.Scope {
	return platform.Scope{Mode: s.Mode, Zone: s.Zone, Server: s.Server, Role: s.Role}
}

// Entry is the newest value of one type, and of one guild where the type
// belongs to one.
type Entry struct {
	Type     int    `json:"type"`
	Guild    string `json:"guild,omitzero"`
	Data     string `json:"data"`
	Platform string `json:"platform,omitzero"`
	Reported Time   `json:"reported"`
	Expires  Time   `json:"expires,omitzero"` // left out: never
}

// Period is what all games, or those of one day or week, amount to.
type Period struct {
	Kind          platform.PeriodKind `json:"kind"`            // all, day or week
	Start         Time                `json:"start,omitzero"`  // of a day or week: its midnight in the server's time zone
	Rounds        int                 `json:"rounds,omitzero"` // games
	Played        int64               `json:"played,omitzero"` // seconds
	Best          int64               `json:"best,omitzero"`
	BestAt        Time                `json:"best_at,omitzero"`
	Ranked        int64               `json:"ranked,omitzero"` // the result that ranks, if ranked_at is there
	RankedAt      Time                `json:"ranked_at,omitzero"`
	RankedExpires Time                `json:"ranked_expires,omitzero"` // left out: never
}

// Chest is a chest that a player made, and who opened it, in the order that
// they came:
//
//	chests:
//	  - boxid: …
//	    appid: 1
//	    uin: 10001
//	    actid: 92
//	    num: 5
//	    peoplenum: 4
//	    pf: …
//	    created: 2026-01-05T10:00:00+08:00
//	    takes: [{uin: 10002, at: 2026-01-05T11:00:00+08:00}]
//
// A chest that is named is set as a whole: without takes nobody opened it.
type Chest struct {
	BoxID     string `json:"boxid"`
	AppID     int64  `json:"appid" of:"app"`
	UIN       int64  `json:"uin" of:"account"`
	ActID     int64  `json:"actid"`
	Num       int    `json:"num"`       // peoplenum to 10,000
	PeopleNum int    `json:"peoplenum"` // 1 to 100
	PF        string `json:"pf,omitzero"`
	Created   Time   `json:"created"`
	Takes     []Take `json:"takes,omitzero"` // at most peoplenum
}

// Take is a share of a chest that a player of the app got: the n-th to come
// gets the n-th of [platform.Chest.Shares].
type Take struct {
	UIN int64 `json:"uin" of:"account"`
	At  Time  `json:"at"`
}

// Unbind remembers when a guild's group was last unbound:
//
//	unbinds:
//	  - {appid: 1, unionid: "35502799", zoneid: "35", at: 2026-01-05T10:00:00+08:00}
type Unbind struct {
	AppID   int64  `json:"appid" of:"app"`
	UnionID string `json:"unionid"`
	ZoneID  string `json:"zoneid,omitzero"`
	At      Time   `json:"at"`
}
