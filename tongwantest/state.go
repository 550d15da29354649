package tongwantest

import (
	"net/http"
	"time"
)

// State is all that the platform holds of a player at one moment.
type State struct {
	Now      time.Time              `json:"now"` // by the world's clock
	Account  Account                `json:"account"`
	Wifi     bool                   `json:"wifi"`
	Sessions []Session              `json:"sessions"`
	Friends  []Friend               `json:"friends"` // who play the app
	VIP      map[VIPKind]Membership `json:"vip"`
	Gifts    []WaitingGift          `json:"gifts"`    // not yet taken
	Messages []Message              `json:"messages"` // received from this game, oldest first
	Scores   []Scores               `json:"scores"`   // by scope
	Groups   []GroupMembership      `json:"groups"`
	Chests   []Chest                `json:"chests"` // made by the player
}

// Account is the person behind a player.
type Account struct {
	UIN          int64  `json:"uin"`
	Nickname     string `json:"nickname"`
	Gender       string `json:"gender"` // Male, Female or UnknownGender
	Avatar       string `json:"avatar"` // base URL; empty if the server draws the pictures
	FollowsGames bool   `json:"follows_games"`
	QQLevel      int    `json:"qq_level"`
}

// Session is a token and its life.
type Session struct {
	Token   string       `json:"token"`
	Expires time.Time    `json:"expires"`
	State   SessionState `json:"state"`
}

// SessionState says whether a token is good.
type SessionState string

// The states of a token.
const (
	SessionLive     SessionState = "live"
	SessionExpired  SessionState = "expired"
	SessionRevoked  SessionState = "revoked"
	SessionPassword SessionState = "password" // revoked because the password changed
)

// Friend is a friend of a player.
type Friend struct {
	UIN      int64  `json:"uin"`
	OpenID   string `json:"openid"`
	Nickname string `json:"nickname"`
	Remark   string `json:"remark"` // what the player calls the friend
}

// Membership is one kind of VIP as it was given. Zero times are open: since
// ever, for ever.
type Membership struct {
	Held      bool      `json:"held"` // now
	Level     int       `json:"level"`
	Year      bool      `json:"year"`
	Luxury    bool      `json:"luxury"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	YearStart time.Time `json:"year_start"`
	YearEnd   time.Time `json:"year_end"`
}

// WaitingGift is a pack that get_gift will hand out.
type WaitingGift struct {
	ID    string `json:"giftId"`
	Count int    `json:"giftCount"`
}

// Message is something that a friend shared with a player (/share/qq).
type Message struct {
	ID        string    `json:"id"`
	From      int64     `json:"from"` // UIN of the sender
	Sent      time.Time `json:"sent"`
	Read      time.Time `json:"read"` // zero: not yet
	Title     string    `json:"title"`
	Summary   string    `json:"summary"`
	ImageURL  string    `json:"image_url"`
	TargetURL string    `json:"target_url"`
	Preview   string    `json:"preview"`
	GameTag   string    `json:"game_tag"`
	Act       int       `json:"act"`
	Src       int       `json:"src"`
}

// Scores are what was reported for a player in one scope (types 13, 26, 27 and
// 28 of the same batch), and what the platform works out of it.
type Scores struct {
	Mode     string     `json:"mode"`
	Zone     string     `json:"zone"`
	Server   string     `json:"server"`
	Role     string     `json:"role"`
	Entries  []Entry    `json:"entries"`
	Computed []Computed `json:"computed"`
}

// Entry is the newest value of a type, msdk.ScoreLevel and so on.
type Entry struct {
	Type     int       `json:"type"`
	Name     string    `json:"name"`  // of the type, in Chinese
	Guild    string    `json:"guild"` // whose value it is, for types 301 to 313
	Data     string    `json:"data"`
	Platform string    `json:"platform"` // "1" Android, "2" iOS
	Reported time.Time `json:"reported"`
	Expires  time.Time `json:"expires"` // zero: never
	Expired  bool      `json:"expired"`
}

// Computed is a value that the platform works out: msdk.ScoreBest,
// msdk.ScoreWeekRank and so on. What there is no game for is not there.
type Computed struct {
	Type int    `json:"type"`
	Name string `json:"name"` // of the type, in Chinese
	Data string `json:"data"`
}

// GroupMembership is a group that a player is in.
type GroupMembership struct {
	Code      int64     `json:"code"`
	Name      string    `json:"name"`
	Role      string    `json:"role"` // owner, admin or member
	Members   int       `json:"members"`
	Max       int       `json:"max"`
	Dissolved bool      `json:"dissolved"`
	Bindings  []Binding `json:"bindings"` // to guilds of the app
}

// Binding ties a group to a guild.
type Binding struct {
	UnionID     string `json:"unionid"`
	ZoneID      string `json:"zoneid"`
	GroupOpenID string `json:"group_openid"`
	JoinKey     string `json:"join_key"`
}

// Chest is a chest that a player made (/relation/qq_gain_chest).
type Chest struct {
	BoxID     string    `json:"boxid"`
	ActID     int64     `json:"actid"`
	Num       int       `json:"num"`       // items
	PeopleNum int       `json:"peoplenum"` // people who may open it
	PF        string    `json:"pf"`
	Created   time.Time `json:"created"`
	Takes     []Take    `json:"takes"` // in the order that they came
}

// Take is a share of a chest that somebody got on the chest's page.
type Take struct {
	UIN int64     `json:"uin"`
	Num int       `json:"num"` // items
	At  time.Time `json:"at"`
}

// State returns what the platform holds of the player now.
func (p *Player) State() State {
	p.s.t.Helper()
	var state State
	if err := p.call(http.MethodGet, "", nil, &state); err != nil {
		p.s.fatalf("the state of player %q: %v", p.Name, err)
	}
	return state
}

// Score returns the newest value of a type that was reported, in whatever scope
// comes first, "" if there is none. For one scope of several see Scores.
func (s State) Score(typ int) string {
	for _, scope := range s.Scores {
		for _, x := range scope.Entries {
			if x.Type == typ {
				return x.Data
			}
		}
	}
	return ""
}

// Computed returns the value that the platform works out for a type, in whatever
// scope comes first, "" if there is none. For one scope of several see Scores.
func (s State) Computed(typ int) string {
	for _, scope := range s.Scores {
		for _, x := range scope.Computed {
			if x.Type == typ {
				return x.Data
			}
		}
	}
	return ""
}
