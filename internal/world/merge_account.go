package world

import (
	"slices"
	"time"

	"tongwan/internal/password"
	"tongwan/internal/platform"
)

func (m *merger) account(x Account, at *path) {
	a, stands := m.old.account(x.UIN)
	if !stands {
		a = platform.Account{UIN: x.UIN, Gender: platform.GenderUnknown, FollowsGames: true}
	}
	a.World = m.world
	set(&a.Nickname, x.Nickname)
	set(&a.Gender, x.Gender)
	set(&a.Avatar, x.Avatar)
	set(&a.FollowsGames, x.FollowsGames)
	set(&a.QQLevel, x.QQLevel)
	if x.VIP != nil {
		a.VIP = mergeVIP(a.VIP, x.VIP)
	}
	if x.Password != nil {
		a.Password = m.password(a.Password, *x.Password)
	}
	m.Accounts++
	m.madeAccount(a)
	m.put(a, at)
	for i, p := range x.Players {
		m.player(a, p, at.key("players").at(i))
	}
}

// mergeVIP replaces the kinds that are named.
func mergeVIP(old []platform.Membership, x *VIP) []platform.Membership {
	list := slices.Clone(old)
	for _, f := range x.kinds() {
		h := *f.held
		if h == nil {
			continue
		}
		list = slices.DeleteFunc(list, func(m platform.Membership) bool { return m.Kind == f.kind })
		list = append(list, platform.Membership{
			Kind: f.kind, Level: h.Level, Year: h.Year, Luxury: h.Luxury,
			Start: time.Time(h.Start), End: time.Time(h.End),
			YearStart: time.Time(h.YearStart), YearEnd: time.Time(h.YearEnd),
		})
	}
	slices.SortFunc(list, func(a, b platform.Membership) int {
		return slices.Index(platform.VIPKinds, a.Kind) - slices.Index(platform.VIPKinds, b.Kind)
	})
	return list
}

// password returns the hash to keep. The one that is kept stays if the
// password is the same, so that applying a file again changes nothing.
func (m *merger) password(kept, secret string) string {
	if secret == "" || m.looking || m.ctx.Err() != nil { // hashing takes its time: who reads the text looks at ctx
		return ""
	}
	if same, err := password.Verify(kept, secret); same && err == nil {
		return kept
	}
	return password.Hash(secret)
}

func (m *merger) player(of platform.Account, x Player, at *path) {
	app, ok := m.needApp(x.AppID, at.key("appid"))
	if !ok {
		return
	}
	p, stands := m.old.player(of.UIN, x.AppID)
	if !stands {
		p = platform.Player{UIN: of.UIN, AppID: x.AppID, OpenID: platform.NewOpenID(app, of.UIN)}
	}
	set(&p.OpenID, x.OpenID)
	set(&p.Wifi, x.Wifi)
	m.Players++
	m.put(p, at)
	tokens := m.sessions(app, p, x.Tokens, at.key("tokens"))
	m.madePlayer(of, p, x.OpenID == nil, tokens, at)
	if x.Gifts != nil {
		m.gifts(p, x.Gifts, at.key("gifts"))
	}
}

// sessions makes the sessions of tokens, and the tokens that are left out,
// which it returns.
func (m *merger) sessions(app platform.App, p platform.Player, tokens []Token, at *path) (made []string) {
	for i, t := range tokens {
		if t.isLeftOut() {
			text := newToken(app, p.UIN, i, m.sandbox)
			made, t.Token = append(made, text), &text
		}
		s := platform.Session{UIN: p.UIN, AppID: p.AppID, Expires: m.now.Add(app.Settings.Session)}
		s.Hash, _ = t.hash() // checked before, like the next one
		s.Revoked, _ = t.revocation()
		if !t.Expires.IsZero() {
			s.Expires = t.Expires.from(m.now)
		}
		if m.sandbox && t.Token != nil {
			s.Token = *t.Token
		}
		m.Tokens++
		m.put(s, at.at(i))
	}
	return made
}

func (m *merger) gifts(p platform.Player, gifts []Gift, at *path) {
	row := platform.Gifts{UIN: p.UIN, AppID: p.AppID}
	for _, g := range gifts {
		row.Gifts = append(row.Gifts, platform.Gift{ID: g.ID, Count: g.Count})
	}
	m.put(row, at)
}

func (m *merger) friend(x *Friend, at *path) {
	m.needAccount(x.UIN, at.key("uin"))
	m.needAccount(x.Friend, at.key("friend"))
	f := platform.Friendship{UIN: x.UIN, Friend: x.Friend}
	f.Remark, f.FriendRemark = m.old.remarks(x.UIN, x.Friend)
	set(&f.Remark, x.Remark)
	set(&f.FriendRemark, x.FriendRemark)
	m.Friends++
	m.put(f, at)
}
