package world

import (
	"context"
	"slices"
	"time"

	"tongwan/internal/password"
	"tongwan/internal/platform"
)

// planned is a row to load, and where in the document it comes from.
type planned struct {
	row platform.Row
	at  *path
}

// merger makes rows of a document: each what the world holds, changed to what
// the document says. Whatever the document refers to must be in one of them.
type merger struct {
	problems
	ctx     context.Context
	doc     *Document
	old     *standing
	now     time.Time
	sandbox bool
	cal     platform.Calendar

	apps     map[int64]platform.App
	accounts map[int64]bool
	players  map[ofApp]bool
	rows     []planned
	Summary
}

// merge returns the rows in an order that Load takes.
func (m *merger) merge() ([]planned, error) {
	for i, a := range m.doc.Apps {
		m.app(a, root("apps").at(i))
	}
	for i, a := range m.doc.Accounts {
		m.account(a, root("accounts").at(i))
	}
	m.eachPlayer(m.player)
	m.eachPlayer(m.sessions)
	m.eachPlayer(m.gifts)
	for i, f := range m.doc.Friends {
		m.friend(f, root("friends").at(i))
	}
	m.freeBindings()
	for i, g := range m.doc.Groups {
		m.group(g, root("groups").at(i))
	}
	m.state()
	switch {
	case m.old.err != nil:
		return nil, m.old.err
	case m.ctx.Err() != nil:
		return nil, m.ctx.Err()
	}
	return m.rows, m.err(m.doc.src)
}

func (m *merger) put(row platform.Row, at *path) { m.rows = append(m.rows, planned{row, at}) }

// set changes what a document names.
func set[T any](dst *T, v *T) {
	if v != nil {
		*dst = *v
	}
}

// needApp returns an app of the document or of the world.
func (m *merger) needApp(id int64, at *path) (platform.App, bool) {
	a, ok := m.apps[id]
	if !ok {
		a, ok = m.old.app(id)
	}
	if !ok {
		m.add(at, "app %d is neither in the document nor in world %s: describe it under apps", id, m.doc.World)
	}
	return a, ok
}

func (m *merger) needAccount(uin int64, at *path) {
	if m.accounts[uin] {
		return
	}
	if _, ok := m.old.account(uin); !ok {
		m.add(at, "account %d is neither in the document nor in world %s: describe it under accounts", uin, m.doc.World)
	}
}

// needPlayer wants an account to play an app.
func (m *merger) needPlayer(uin, appid int64, at *path) {
	if m.players[ofApp{appid, uin}] {
		return
	}
	if _, ok := m.old.player(uin, appid); !ok {
		m.add(at, "account %d does not play app %d: describe the player under accounts", uin, appid)
	}
}

func (m *merger) app(x App, at *path) {
	a, stands := m.old.app(x.AppID)
	if !stands {
		a = platform.App{ID: x.AppID, Settings: platform.DefaultSettings()}
		if x.AppKey == nil {
			m.add(at.key("appkey"), "app %d is new in world %s and needs an appkey", x.AppID, m.doc.World)
		}
	}
	a.World, a.Words = m.doc.World, nil
	set(&a.Key, x.AppKey)
	set(&a.MSDKKey, x.MSDKKey)
	set(&a.Name, x.Name)
	if x.Settings != nil {
		mergeSettings(&a.Settings, x.Settings)
	}
	if x.Activities != nil {
		a.Activities = nil
		for _, act := range x.Activities {
			a.Activities = append(a.Activities, platform.Activity{ID: act.ActID, Name: act.Name})
		}
	}
	m.apps[a.ID] = a
	m.Apps++
	m.put(a, at)
}

func mergeSettings(s *platform.Settings, x *Settings) {
	set(&s.ShareQuota, x.ShareQuota)
	set(&s.LenientTypes, x.LenientTypes)
	set(&s.Session, (*time.Duration)(x.Session))
	if x.Rate != nil {
		s.Rate = platform.Rate{PerSecond: x.Rate.PerSecond, Burst: x.Rate.Burst}
	}
	if x.AllowedIPs != nil {
		s.AllowedIPs = nil
		for _, ip := range x.AllowedIPs {
			if prefix, err := parsePrefix(ip); err == nil { // checked before
				s.AllowedIPs = append(s.AllowedIPs, prefix)
			}
		}
	}
	if x.AllowedReferers != nil {
		s.AllowedReferers = slices.Clone(x.AllowedReferers)
	}
	if x.Disabled != nil {
		s.Disabled = slices.Clone(x.Disabled)
	}
}

func (m *merger) account(x Account, at *path) {
	a, stands := m.old.account(x.UIN)
	if !stands {
		a = platform.Account{UIN: x.UIN, Gender: platform.GenderUnknown, FollowsGames: true}
	}
	a.World = m.doc.World
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
	m.accounts[a.UIN] = true
	m.Accounts++
	m.put(a, at)
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
	if secret == "" || m.ctx.Err() != nil { // hashing takes its time: merge looks at ctx
		return ""
	}
	if same, err := password.Verify(kept, secret); same && err == nil {
		return kept
	}
	return password.Hash(secret)
}

func (m *merger) eachPlayer(do func(uin int64, p Player, at *path)) {
	for i, a := range m.doc.Accounts {
		if len(a.Players) == 0 {
			continue
		}
		at := root("accounts").at(i).key("players")
		for j, p := range a.Players {
			do(a.UIN, p, at.at(j))
		}
	}
}

func (m *merger) player(uin int64, x Player, at *path) {
	app, ok := m.needApp(x.AppID, at.key("appid"))
	if !ok {
		return
	}
	p, stands := m.old.player(uin, x.AppID)
	if !stands {
		p = platform.Player{UIN: uin, AppID: x.AppID, OpenID: openID(app, uin)}
	}
	set(&p.OpenID, x.OpenID)
	set(&p.Wifi, x.Wifi)
	m.players[ofApp{x.AppID, uin}] = true
	m.Players++
	m.put(p, at)
}

func (m *merger) sessions(uin int64, x Player, at *path) {
	if len(x.Tokens) == 0 || !m.players[ofApp{x.AppID, uin}] {
		return
	}
	app, _ := m.needApp(x.AppID, at)
	for i, t := range x.Tokens {
		s := platform.Session{UIN: uin, AppID: x.AppID, Expires: m.now.Add(app.Settings.Session)}
		s.Hash, _ = t.hash() // checked before, like the next one
		s.Revoked, _ = t.revocation()
		if !t.Expires.IsZero() {
			s.Expires = t.Expires.from(m.now)
		}
		if m.sandbox {
			s.Token = t.Token
		}
		m.Tokens++
		m.put(s, at.key("tokens").at(i))
	}
}

func (m *merger) gifts(uin int64, x Player, at *path) {
	if x.Gifts == nil || !m.players[ofApp{x.AppID, uin}] {
		return
	}
	row := platform.Gifts{UIN: uin, AppID: x.AppID}
	for _, g := range x.Gifts {
		row.Gifts = append(row.Gifts, platform.Gift{ID: g.ID, Count: g.Count})
	}
	m.put(row, at.key("gifts"))
}

func (m *merger) friend(x Friend, at *path) {
	m.needAccount(x.UIN, at.key("uin"))
	m.needAccount(x.Friend, at.key("friend"))
	f := platform.Friendship{UIN: x.UIN, Friend: x.Friend}
	f.Remark, f.FriendRemark = m.old.remarks(x.UIN, x.Friend)
	set(&f.Remark, x.Remark)
	set(&f.FriendRemark, x.FriendRemark)
	m.Friends++
	m.put(f, at)
}
