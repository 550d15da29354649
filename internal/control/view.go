package control

import (
	"encoding/hex"
	"strconv"
	"time"

	"tongwan/internal/platform"
	"tongwan/msdk"
)

// playerView is a player's whole state as the control API shows it. Keys are
// those of world files where both name the same thing.
type playerView struct {
	World    string             `json:"world"`
	AppID    int64              `json:"appid"`
	OpenID   string             `json:"openid"`
	Now      time.Time          `json:"now"`
	Account  accountView        `json:"account"`
	Wifi     bool               `json:"wifi"`
	Sessions []sessionView      `json:"sessions"`
	Friends  []friendView       `json:"friends"`
	VIP      map[string]vipView `json:"vip"`
	Gifts    []giftView         `json:"gifts"`
	Messages []messageView      `json:"messages"`
	Scores   []scopeView        `json:"scores"`
	Groups   []groupView        `json:"groups"`
	Chests   []chestView        `json:"chests"`
}

type accountView struct {
	UIN          int64  `json:"uin"`
	Nickname     string `json:"nickname"`
	Gender       string `json:"gender"`
	Avatar       string `json:"avatar"`
	FollowsGames bool   `json:"follows_games"`
	QQLevel      int    `json:"qq_level"`
}

type sessionView struct {
	Token   string    `json:"token,omitempty"` // readable only in a sandbox
	SHA256  string    `json:"sha256"`
	Expires time.Time `json:"expires"`
	State   string    `json:"state"` // live, expired, revoked or password
}

type friendView struct {
	UIN      int64  `json:"uin"`
	OpenID   string `json:"openid"`
	Nickname string `json:"nickname"`
	Remark   string `json:"remark"`
}

type vipView struct {
	Held      bool      `json:"held"` // now; level, year and luxury are as they were bought
	Level     int       `json:"level"`
	Year      bool      `json:"year"`
	Luxury    bool      `json:"luxury"`
	Start     time.Time `json:"start,omitzero"`
	End       time.Time `json:"end,omitzero"`
	YearStart time.Time `json:"year_start,omitzero"`
	YearEnd   time.Time `json:"year_end,omitzero"`
}

type giftView struct {
	GiftID    string `json:"giftId"`
	GiftCount int    `json:"giftCount"`
}

type messageView struct {
	ID        string    `json:"id"`
	From      int64     `json:"from"` // uin
	Sent      time.Time `json:"sent"`
	Read      time.Time `json:"read,omitzero"`
	Title     string    `json:"title"`
	Summary   string    `json:"summary"`
	ImageURL  string    `json:"image_url"`
	TargetURL string    `json:"target_url"`
	Preview   string    `json:"preview"`
	GameTag   string    `json:"game_tag"`
	Act       int       `json:"act"`
	Src       int       `json:"src"`
}

// scopeView is what a player reported in one scope, and what the platform
// worked out of it.
type scopeView struct {
	Mode     string         `json:"mode"`
	Zone     string         `json:"zone"`
	Server   string         `json:"server"`
	Role     string         `json:"role"`
	Entries  []entryView    `json:"entries"`
	Computed []computedView `json:"computed"`
}

type entryView struct {
	Type     int       `json:"type"`
	Name     string    `json:"name"`
	Guild    string    `json:"guild,omitempty"`
	Data     string    `json:"data"`
	Platform string    `json:"platform,omitempty"`
	Reported time.Time `json:"reported"`
	Expires  time.Time `json:"expires,omitzero"`
	Expired  bool      `json:"expired"`
}

type computedView struct {
	Type int    `json:"type"`
	Name string `json:"name"`
	Data string `json:"data"`
}

type groupView struct {
	Code      int64         `json:"code"`
	Name      string        `json:"name"`
	Role      string        `json:"role"` // owner, admin or member
	Members   int           `json:"members"`
	Max       int           `json:"max"`
	Dissolved bool          `json:"dissolved"`
	Bindings  []bindingView `json:"bindings"` // to guilds of this app
}

type bindingView struct {
	UnionID     string `json:"unionid"`
	ZoneID      string `json:"zoneid"`
	GroupOpenID string `json:"group_openid"`
	JoinKey     string `json:"join_key"`
}

type chestView struct {
	BoxID     string    `json:"boxid"`
	ActID     int64     `json:"actid"`
	Num       int       `json:"num"`
	PeopleNum int       `json:"peoplenum"`
	PF        string    `json:"pf"`
	Created   time.Time `json:"created"`

	Takes []takeView `json:"takes"` // in the order that they came
}

type takeView struct {
	UIN int64     `json:"uin"`
	Num int       `json:"num"` // items
	At  time.Time `json:"at"`
}

// viewPlayer words a player's state.
func viewPlayer(app *platform.App, s platform.PlayerState) playerView {
	v := playerView{
		World: app.World, AppID: app.ID, OpenID: s.OpenID, Now: s.Now, Wifi: s.Wifi,
		Account: accountView{s.UIN, s.Account.Nickname, string(s.Account.Gender), s.Account.Avatar, s.Account.FollowsGames, s.Account.QQLevel},
		VIP:     make(map[string]vipView),
		Scores:  viewScores(s),
	}
	for _, x := range s.Sessions {
		v.Sessions = append(v.Sessions, sessionView{x.Token, hex.EncodeToString(x.Hash[:]), in(s.Now, x.Expires), sessionState(x, s.Now)})
	}
	for _, f := range s.Friends {
		v.Friends = append(v.Friends, friendView{f.UIN, f.OpenID, f.Nickname, f.Remark})
	}
	for _, m := range s.Account.VIP {
		v.VIP[string(m.Kind)] = vipView{m.At(s.Now).Held, m.Level, m.Year, m.Luxury,
			in(s.Now, m.Start), in(s.Now, m.End), in(s.Now, m.YearStart), in(s.Now, m.YearEnd)}
	}
	for _, g := range s.Gifts {
		v.Gifts = append(v.Gifts, giftView{g.ID, g.Count})
	}
	for _, m := range s.Messages {
		v.Messages = append(v.Messages, messageView{m.ID, m.From, in(s.Now, m.Sent), in(s.Now, m.Read),
			m.Title, m.Summary, m.ImageURL, m.TargetURL, m.Preview, m.GameTag, m.Act, m.Src})
	}
	for _, g := range s.Groups {
		v.Groups = append(v.Groups, viewGroup(g, s.Player))
	}
	for _, c := range s.Chests {
		v.Chests = append(v.Chests, viewChest(c, s.Now))
	}
	return v
}

func viewChest(c platform.Chest, now time.Time) chestView {
	v := chestView{BoxID: c.ID, ActID: c.ActID, Num: c.Items, PeopleNum: c.People, PF: c.PF, Created: in(now, c.Created)}
	shares := c.Shares()
	for i, t := range c.Takes {
		v.Takes = append(v.Takes, takeView{t.UIN, shares[i], in(now, t.At)})
	}
	return v
}

// in shows a time in the platform's zone; zero stays zero.
func in(now, t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(now.Location())
}

func sessionState(s platform.Session, now time.Time) string {
	switch platform.ReasonOf(s.Check(now)) {
	case platform.TokenPassword:
		return "password"
	case platform.TokenRevoked:
		return "revoked"
	case platform.TokenExpired:
		return "expired"
	}
	return "live"
}

// viewScores gathers entries and computed values by scope, in the order in
// which scopes appear.
func viewScores(s platform.PlayerState) []scopeView {
	var views []*scopeView
	byScope := make(map[platform.Scope]*scopeView)
	of := func(sc platform.Scope) *scopeView {
		v := byScope[sc]
		if v == nil {
			v = &scopeView{Mode: sc.Mode, Zone: sc.Zone, Server: sc.Server, Role: sc.Role}
			byScope[sc] = v
			views = append(views, v)
		}
		return v
	}
	for _, x := range s.Scores {
		v := of(x.Scope)
		v.Entries = append(v.Entries, entryView{x.Type, typeName(x.Type), x.Guild, x.Data, x.Platform,
			in(s.Now, x.Reported), in(s.Now, x.Expires), x.Expired(s.Now)})
	}
	for _, x := range s.Computed {
		v := of(x.Scope)
		v.Computed = append(v.Computed, computedView{x.Type, typeName(x.Type), x.Data})
	}
	list := make([]scopeView, len(views))
	for i, v := range views {
		list[i] = *v
	}
	return list
}

// typeName names a type of mobile-qq.md 2.4.5.6; one that the table does not
// have goes by its number.
func typeName(t int) string {
	if zh, _ := msdk.ScoreTypeName(t); zh != "" {
		return zh
	}
	return strconv.Itoa(t)
}

func viewGroup(g platform.GroupRow, who platform.Player) groupView {
	v := groupView{Code: g.Code, Name: g.Name, Role: "member", Members: len(g.Members), Max: g.Max, Dissolved: g.Dissolved}
	for _, admin := range g.Admins {
		if admin == who.UIN {
			v.Role = "admin"
		}
	}
	if g.Owner == who.UIN {
		v.Role = "owner"
	}
	for _, b := range g.Bindings {
		if b.AppID == who.AppID {
			v.Bindings = append(v.Bindings, bindingView{b.UnionID, b.ZoneID, b.OpenID, b.JoinKey})
		}
	}
	return v
}
