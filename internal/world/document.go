package world

import "tongwan/internal/platform"

// Document is a world document (world.md). Its keys are the same in YAML and
// JSON and stand in the json tags.
//
// What is left out is remembered as left out: a nil pointer, a nil list, a
// zero [Time]. Applied to a world that stands, a document sets what it names
// to what it says and leaves the rest; a new thing gets the defaults that
// stand with the fields. A list that is there, even an empty one, replaces
// the whole list; what that holds for is said with each field.
//
// Appid, uin and code are filled in where a text leaves them out. An app, an
// account or a group without one is known by its name or nickname, which no
// other such may have, and that may stand wherever else its number would. An
// app that goes without saying is the only one, of the document or, if it
// describes none, of the world. Numbers are made of names: see [names].
type Document struct {
	World    string    `json:"world"` // [a-z0-9][a-z0-9_-]{0,62}
	Apps     []App     `json:"apps,omitzero"`
	Accounts []Account `json:"accounts,omitzero"`
	Friends  []Friend  `json:"friends,omitzero"`
	Groups   []Group   `json:"groups,omitzero"`
	Words    []string  `json:"words,omitzero"` // replaces the list

	// What happened in a world, as exports write it: see state.go.
	Messages []Message `json:"messages,omitzero"`
	Scores   []Score   `json:"scores,omitzero"`
	Chests   []Chest   `json:"chests,omitzero"`
	Unbinds  []Unbind  `json:"unbinds,omitzero"`

	src   *source // the text it was parsed from, for the lines of problems
	names *names  // what it calls by name
}

// App is a game.
type App struct {
	AppID      int64      `json:"appid"`               // at least 1, unique in the server; left out: see above
	AppKey     *string    `json:"appkey,omitzero"`     // required for a new app with an appid; otherwise left out: see [ApplyFrom]
	MSDKKey    *string    `json:"msdkkey,omitzero"`    // ""; empty: encode=2 is refused
	Name       *string    `json:"name,omitzero"`       // ""
	Settings   *Settings  `json:"settings,omitzero"`   // sets the keys it names
	Activities []Activity `json:"activities,omitzero"` // replaces the list

	// RedirectURIs are where sign-in may send people back to, each exactly;
	// replaces the list.
	RedirectURIs []string `json:"redirect_uris,omitzero"`
}

// Settings are what an app's owner may choose.
type Settings struct {
	ShareQuota      *int      `json:"share_quota,omitzero"`      // 20 messages a receiver may get a day
	Rate            *Rate     `json:"rate,omitzero"`             // no limit
	LenientTypes    *bool     `json:"lenient_types,omitzero"`    // false
	AllowedIPs      []string  `json:"allowed_ips,omitzero"`      // CIDRs or addresses, replaces the list; empty: any
	AllowedReferers []string  `json:"allowed_referers,omitzero"` // hosts, replaces the list; empty: any
	Disabled        []string  `json:"disabled,omitzero"`         // paths of interfaces, replaces the list
	Session         *Duration `json:"session,omitzero"`          // 2h, what verify_login renews for
}

// Rate is a frequency limit per player and interface.
type Rate struct {
	PerSecond float64 `json:"per_second"` // 0: no limit
	Burst     int     `json:"burst"`      // 0: one second's worth
}

// Activity is a campaign that chests are made for.
type Activity struct {
	ActID int64  `json:"actid"` // at least 1
	Name  string `json:"name"`
}

// Account is a person.
type Account struct {
	UIN          int64            `json:"uin"` // at least 1, unique in the server; left out: see above
	Nickname     *string          `json:"nickname,omitzero"`
	Gender       *platform.Gender `json:"gender,omitzero"`        // unknown
	Avatar       *string          `json:"avatar,omitzero"`        // base URL of pictures; empty: the server draws one
	FollowsGames *bool            `json:"follows_games,omitzero"` // true
	Password     *string          `json:"password,omitzero"`      // kept as a hash, never exported; empty: none
	QQLevel      *int             `json:"qq_level,omitzero"`      // 0
	VIP          *VIP             `json:"vip,omitzero"`           // sets the kinds it names
	Players      []Player         `json:"players,omitzero"`       // one per app that the account plays; others stay
}

// VIP are an account's memberships, at most one of each kind.
type VIP struct {
	QQ     *Membership `json:"qq,omitzero"`
	Blue   *Membership `json:"blue,omitzero"`
	Red    *Membership `json:"red,omitzero"`
	Super  *Membership `json:"svip,omitzero"`
	Xinyue *Membership `json:"xinyue,omitzero"`
	Yellow *Membership `json:"yellow,omitzero"`
	Anime  *Membership `json:"anime,omitzero"`
}

// kinds pairs the kinds with their fields, in the order of [platform.VIPKinds].
func (v *VIP) kinds() []vipField {
	return []vipField{
		{platform.VIPQQ, &v.QQ}, {platform.VIPBlue, &v.Blue}, {platform.VIPRed, &v.Red}, {platform.VIPSuper, &v.Super},
		{platform.VIPXinyue, &v.Xinyue}, {platform.VIPYellow, &v.Yellow}, {platform.VIPAnime, &v.Anime},
	}
}

type vipField struct {
	kind platform.VIPKind
	held **Membership
}

// Membership is one kind of VIP. A membership that is named is set as a
// whole. Left out, a start is since ever and an end for ever.
type Membership struct {
	Level     int  `json:"level,omitzero"`
	Year      bool `json:"year,omitzero"`
	Luxury    bool `json:"luxury,omitzero"`
	Start     Time `json:"start,omitzero"` // last payment
	End       Time `json:"end,omitzero"`
	YearStart Time `json:"year_start,omitzero"`
	YearEnd   Time `json:"year_end,omitzero"`
}

// Player is an account in one app.
type Player struct {
	AppID  int64   `json:"appid" of:"app"`  // left out: see above, like every appid below
	OpenID *string `json:"openid,omitzero"` // 1 to 64 bytes; left out: see [ApplyFrom]
	Tokens []Token `json:"tokens,omitzero"` // added, or changed; other tokens stay
	Wifi   *bool   `json:"wifi,omitzero"`   // false
	Gifts  []Gift  `json:"gifts,omitzero"`  // replaces the list
}

// Token is an access token, either readable or as the SHA-256 that is kept of
// it, or neither: then one is made, see [ApplyFrom]. Exports of a sandbox write
// readable tokens, others never.
type Token struct {
	Token   *string `json:"token,omitzero"`
	SHA256  *string `json:"sha256,omitzero"`  // 64 hex digits
	Expires Expiry  `json:"expires,omitzero"` // left out: the app's session time from load
	Revoked string  `json:"revoked,omitzero"` // "revoked" (100015) or "password" (-73) of a token taken back
}

// Gift is a pack waiting for a player.
type Gift struct {
	ID    string `json:"giftId"`
	Count int    `json:"giftCount"` // at least 1
}

// Friend is a friendship. It is mutual and named once, from either side.
type Friend struct {
	UIN          int64   `json:"uin" of:"account"`
	Friend       int64   `json:"friend" of:"account"`
	Remark       *string `json:"remark,omitzero"`        // that uin gave friend
	FriendRemark *string `json:"friend_remark,omitzero"` // that friend gave uin
}

// Group is a chat group.
type Group struct {
	Code      int64     `json:"code"` // at least 1, unique in the server; left out: see above
	Name      *string   `json:"name,omitzero"`
	Memo      *string   `json:"memo,omitzero"`
	Max       *int      `json:"max,omitzero"`                  // 200
	Owner     *int64    `json:"owner,omitzero" of:"account"`   // required for a new group; a member
	Admins    []int64   `json:"admins,omitzero" of:"account"`  // replaces the list; members
	Members   []int64   `json:"members,omitzero" of:"account"` // replaces the list; left out of a new group: owner and admins
	Dissolved *bool     `json:"dissolved,omitzero"`            // false
	Bindings  []Binding `json:"bindings,omitzero"`             // replaces the list
}

// Binding ties a group to a guild of an app.
type Binding struct {
	AppID       int64   `json:"appid" of:"app"`
	UnionID     string  `json:"unionid"`
	ZoneID      string  `json:"zoneid,omitzero"`       // left out: "0"
	GroupOpenID *string `json:"group_openid,omitzero"` // left out: see [ApplyFrom]
	JoinKey     *string `json:"join_key,omitzero"`     // left out: see [ApplyFrom]
}
