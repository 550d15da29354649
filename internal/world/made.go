package world

import (
	"slices"

	"tongwan/internal/platform"
)

// Made is what a document leaves out and was made for it, now or when it was
// applied before: how else would one know? Each list is in the order of the
// document.
type Made struct {
	Apps     []MadeApp     `json:"apps,omitzero"`     // without appid
	Accounts []MadeAccount `json:"accounts,omitzero"` // without uin
	Players  []MadePlayer  `json:"players,omitzero"`  // without openid, or with a token that was left out
	Groups   []MadeGroup   `json:"groups,omitzero"`   // without code
	Bindings []MadeBinding `json:"bindings,omitzero"` // without group_openid or join_key

	// More counts what is in no list: after 1,000 players, or bindings, those of
	// which an export tells all that was made.
	More int `json:"more,omitzero"`
}

const maxListed = 1000

// MadeApp is an app that a document calls by name.
type MadeApp struct {
	Name   string `json:"name"`
	AppID  int64  `json:"appid"`
	AppKey string `json:"appkey,omitzero"` // if that is left out, too
}

// MadeAccount is an account that a document calls by nickname.
type MadeAccount struct {
	Nickname string `json:"nickname"`
	UIN      int64  `json:"uin"`
}

// MadePlayer is a player with what opens the game for them.
type MadePlayer struct {
	Nickname string   `json:"nickname"`
	UIN      int64    `json:"uin"`
	AppID    int64    `json:"appid"`
	OpenID   string   `json:"openid"`
	Tokens   []string `json:"tokens,omitzero"` // those that are left out
}

// MadeGroup is a group that a document calls by name.
type MadeGroup struct {
	Name string `json:"name"`
	Code int64  `json:"code"`
}

// MadeBinding is a group in an app.
type MadeBinding struct {
	Name        string `json:"name"` // of the group
	Code        int64  `json:"code"`
	AppID       int64  `json:"appid"`
	UnionID     string `json:"unionid"`
	ZoneID      string `json:"zoneid"`
	GroupOpenID string `json:"group_openid"`
	JoinKey     string `json:"join_key"`
}

// made returns what was made so far, to add to it.
func (m *merger) made() *Made {
	if m.Made == nil {
		m.Made = new(Made)
	}
	return m.Made
}

func (m *merger) byName(k kind, number int64) bool {
	_, ok := m.named.names.name(k, number)
	return ok
}

func (m *merger) madeApp(a platform.App, x App) {
	if !m.byName(anApp, a.ID) {
		return
	}
	made := MadeApp{Name: a.Name, AppID: a.ID}
	if x.AppKey == nil {
		made.AppKey = a.Key
	}
	m.made().Apps = append(m.made().Apps, made)
}

func (m *merger) madeAccount(a platform.Account) {
	if m.byName(anAccount, a.UIN) {
		m.made().Accounts = append(m.made().Accounts, MadeAccount{a.Nickname, a.UIN})
	}
}

// madePlayer notes a player whose openid or tokens were made. Tokens are told
// now or never, so there must not be too many of them.
func (m *merger) madePlayer(of platform.Account, p platform.Player, openid bool, tokens []string, at *path) {
	if m.tokens += len(tokens); m.tokens > maxMade {
		m.add(at.key("tokens"), "the document leaves out more than %d tokens: write them in, or split it", maxMade)
		return
	}
	switch {
	case len(tokens) > 0, openid && (m.Made == nil || len(m.Made.Players) < maxListed):
		m.made().Players = append(m.made().Players, MadePlayer{of.Nickname, p.UIN, p.AppID, p.OpenID, tokens})
	case openid:
		m.Made.More++
	}
}

func (m *merger) madeGroup(g platform.GroupRow, x Group) {
	if m.byName(aGroup, g.Code) {
		m.made().Groups = append(m.made().Groups, MadeGroup{g.Name, g.Code})
	}
	for _, b := range x.Bindings {
		i := slices.IndexFunc(g.Bindings, func(row platform.Binding) bool { return row.AppID == b.AppID })
		switch {
		case i < 0, b.GroupOpenID != nil && b.JoinKey != nil:
		case len(m.made().Bindings) == maxListed:
			m.Made.More++
		default:
			row := g.Bindings[i]
			m.Made.Bindings = append(m.Made.Bindings, MadeBinding{g.Name, g.Code, row.AppID, row.UnionID, row.ZoneID, row.OpenID, row.JoinKey})
		}
	}
}
