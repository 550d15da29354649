package world

import (
	"context"
	"errors"
	"iter"
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
	Summary
	ctx     context.Context
	text    text
	world   string
	named   *checker // knows what the document describes
	old     *standing
	now     time.Time
	sandbox bool
	cal     platform.Calendar
	looking bool // rows are only looked at: no time is spent on passwords

	apps   map[int64]platform.App // of the document
	yield  func(planned) bool
	enough bool    // yield wants no more
	last   Problem // the place of the row that was yielded last, if enough
	failed error   // of the store or the text
}

// mergeOrder are the lists of a document in an order that Load takes their
// rows in.
var mergeOrder = []string{"apps", "accounts", "friends", "groups", "messages", "unbinds", "chests", "scores"}

var errEnough = errors.New("no more rows are wanted")

// rows yields the rows in an order that Load takes. From the first problem on
// it yields no more and only looks for other problems. It is used once; end
// says how it went.
func (m *merger) rows() iter.Seq[planned] {
	return func(yield func(planned) bool) {
		m.yield = yield
		for _, key := range mergeOrder {
			if err := m.section(key); err != nil {
				if !m.enough {
					m.failed = err
				}
				return
			}
		}
	}
}

// end returns what kept rows from making all rows.
func (m *merger) end() error {
	if m.failed != nil {
		return m.failed
	}
	return m.err(m.text)
}

// section makes the rows of one list.
func (m *merger) section(key string) error {
	if key == "groups" && !m.old.empty {
		if err := m.each(key, m.freeBindings); err != nil {
			return err
		}
	}
	return m.each(key, m.item)
}

func (m *merger) each(key string, do func(v any, at *path)) error {
	return m.text.each(m.ctx, key, func(it *item) error {
		before := len(m.list)
		do(it.value, it.at)
		it.locate(m.list[before:])
		if m.enough {
			m.last.Line, m.last.Column = it.position(m.last.at)
			return errEnough
		}
		return m.old.err
	})
}

func (m *merger) put(row platform.Row, at *path) {
	if len(m.list) > 0 || m.enough {
		return
	}
	m.last.at = at
	m.enough = !m.yield(planned{row, at})
}

// item makes the rows of one entry of a list.
func (m *merger) item(v any, at *path) {
	switch v := v.(type) {
	case *App:
		m.app(*v, at)
	case *Account:
		m.account(*v, at)
	case *Friend:
		m.friend(v, at)
	case *Group:
		m.group(*v, at)
	case *Message:
		m.message(*v, at)
	case *Unbind:
		m.unbind(*v, at)
	case *Chest:
		m.chest(*v, at)
	case *Score:
		m.score(*v, at)
	}
}

// set changes what a document names.
func set[T any](dst *T, v *T) {
	if v != nil {
		*dst = *v
	}
}

// knows returns an app of the document or of the world.
func (m *merger) knows(id int64) (platform.App, bool) {
	if a, ok := m.apps[id]; ok {
		return a, true
	}
	return m.old.app(id)
}

// needApp is knows for an app that must be there.
func (m *merger) needApp(id int64, at *path) (platform.App, bool) {
	a, ok := m.knows(id)
	if !ok {
		m.add(at, "app %d is neither in the document nor in world %s: describe it under apps", id, m.world)
	}
	return a, ok
}

func (m *merger) needAccount(uin int64, at *path) {
	if !m.named.accounts.has(uin) && !m.old.hasAccount(uin) {
		m.add(at, "account %d is neither in the document nor in world %s: describe it under accounts", uin, m.world)
	}
}

// needPlayer wants an account to play an app.
func (m *merger) needPlayer(uin, appid int64, at *path) {
	_, known := m.knows(appid)
	if !known || !m.named.players.has(ofApp{appid, uin}) && !m.old.hasPlayer(uin, appid) {
		m.add(at, "account %d does not play app %d: describe the player under accounts", uin, appid)
	}
}

func (m *merger) app(x App, at *path) {
	a, stands := m.old.app(x.AppID)
	if !stands {
		a = platform.App{ID: x.AppID, Settings: platform.DefaultSettings()}
		if x.AppKey == nil {
			m.add(at.key("appkey"), "app %d is new in world %s and needs an appkey", x.AppID, m.world)
		}
	}
	a.World, a.Words = m.world, nil
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
	m.put(a, at)
	for i, p := range x.Players {
		m.player(a.UIN, p, at.key("players").at(i))
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
	m.Players++
	m.put(p, at)
	m.sessions(app, p, x.Tokens, at)
	if x.Gifts != nil {
		m.gifts(p, x.Gifts, at.key("gifts"))
	}
}

func (m *merger) sessions(app platform.App, p platform.Player, tokens []Token, at *path) {
	for i, t := range tokens {
		s := platform.Session{UIN: p.UIN, AppID: p.AppID, Expires: m.now.Add(app.Settings.Session)}
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
