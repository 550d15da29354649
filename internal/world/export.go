package world

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"tongwan/internal/platform"
)

// Format is a form of document.
type Format string

// The formats.
const (
	YAML Format = "yaml"
	JSON Format = "json"
)

// Export writes a world as a document, as of one moment. It says everything,
// defaults too, so that putting it back undoes changes; passwords are left
// out. Tokens are readable in a sandbox, otherwise their hashes. The order is
// by appid, uin and code: the same world gives the same bytes, on every
// store, also after it was applied to an empty server.
//
// A world that is not there is [platform.NotFound].
func Export(ctx context.Context, p *platform.Platform, world string, w io.Writer, f Format) error {
	doc, err := Snapshot(ctx, p, world)
	if err != nil {
		return err
	}
	if f == JSON {
		return doc.WriteJSON(w)
	}
	return doc.WriteYAML(w)
}

// Snapshot returns the document that [Export] writes.
func Snapshot(ctx context.Context, p *platform.Platform, world string) (*Document, error) {
	held, err := p.Store().World(ctx, world)
	if err != nil {
		return nil, err
	}
	x := &exporter{
		doc:      &Document{World: world, Words: present(held.Words)},
		zone:     p.Calendar().Zone,
		sandbox:  p.Sandbox(),
		accounts: make(map[int64]int), players: make(map[ofApp]int), scores: make(map[scoreKey]int),
	}
	if err := p.Store().Dump(ctx, world, x.row); err != nil {
		return nil, err
	}
	x.sort()
	return x.doc, nil
}

// exporter gathers a world's rows, which come by kind, under the things that
// a document nests them in. The maps hold indexes.
type exporter struct {
	doc      *Document
	zone     *time.Location
	sandbox  bool
	accounts map[int64]int // in doc.Accounts
	players  map[ofApp]int // in their account's Players
	scores   map[scoreKey]int
}

// time returns a moment in the calendar's zone.
func (x *exporter) time(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time(t.In(x.zone))
}

func (x *exporter) row(row platform.Row) error {
	switch r := row.(type) {
	case platform.App:
		x.doc.Apps = append(x.doc.Apps, exportApp(r))
	case platform.Account:
		x.accounts[r.UIN] = len(x.doc.Accounts)
		x.doc.Accounts = append(x.doc.Accounts, x.account(r))
	case platform.Player:
		return x.player(r)
	case platform.Session:
		return x.session(r)
	case platform.Gifts:
		return x.gifts(r)
	case platform.Friendship:
		x.doc.Friends = append(x.doc.Friends, exportFriend(r))
	case platform.GroupRow:
		x.doc.Groups = append(x.doc.Groups, exportGroup(r))
	default:
		return x.state(row)
	}
	return nil
}

func exportApp(a platform.App) App {
	s := a.Settings
	session := Duration(s.Session)
	out := App{
		AppID: a.ID, AppKey: &a.Key, MSDKKey: &a.MSDKKey, Name: &a.Name,
		Settings: &Settings{
			ShareQuota: &s.ShareQuota, Rate: &Rate{PerSecond: s.Rate.PerSecond, Burst: s.Rate.Burst},
			LenientTypes: &s.LenientTypes, AllowedIPs: []string{}, AllowedReferers: present(s.AllowedReferers),
			Disabled: present(s.Disabled), Session: &session,
		},
		Activities: []Activity{},
	}
	for _, prefix := range s.AllowedIPs {
		out.Settings.AllowedIPs = append(out.Settings.AllowedIPs, prefix.String())
	}
	for _, act := range a.Activities {
		out.Activities = append(out.Activities, Activity{ActID: act.ID, Name: act.Name})
	}
	return out
}

func (x *exporter) account(a platform.Account) Account {
	out := Account{
		UIN: a.UIN, Nickname: &a.Nickname, Gender: &a.Gender, Avatar: &a.Avatar,
		FollowsGames: &a.FollowsGames, QQLevel: &a.QQLevel,
	}
	if len(a.VIP) == 0 {
		return out
	}
	out.VIP = new(VIP)
	for _, f := range out.VIP.kinds() {
		if m, ok := a.Membership(f.kind); ok {
			*f.held = &Membership{
				Level: m.Level, Year: m.Year, Luxury: m.Luxury, Start: x.time(m.Start), End: x.time(m.End),
				YearStart: x.time(m.YearStart), YearEnd: x.time(m.YearEnd),
			}
		}
	}
	return out
}

func (x *exporter) player(p platform.Player) error {
	i, ok := x.accounts[p.UIN]
	if !ok {
		return fmt.Errorf("world: dump has a player of account %d, but not the account", p.UIN)
	}
	a := &x.doc.Accounts[i]
	x.players[ofApp{p.AppID, p.UIN}] = len(a.Players)
	a.Players = append(a.Players, Player{AppID: p.AppID, OpenID: &p.OpenID, Wifi: &p.Wifi, Gifts: []Gift{}})
	return nil
}

// playerOf returns the player that a row hangs on.
func (x *exporter) playerOf(uin, appid int64) (*Player, error) {
	i, ok := x.players[ofApp{appid, uin}]
	if !ok {
		return nil, fmt.Errorf("world: dump has rows of account %d in app %d, but not the player", uin, appid)
	}
	return &x.doc.Accounts[x.accounts[uin]].Players[i], nil
}

func (x *exporter) session(s platform.Session) error {
	p, err := x.playerOf(s.UIN, s.AppID)
	if err != nil {
		return err
	}
	t := Token{Expires: ExpiresAt(s.Expires.In(x.zone)), Revoked: revocationText(s.Revoked)}
	if x.sandbox && s.Token != "" {
		t.Token = s.Token
	} else {
		t.SHA256 = hex.EncodeToString(s.Hash[:])
	}
	p.Tokens = append(p.Tokens, t)
	return nil
}

func (x *exporter) gifts(g platform.Gifts) error {
	p, err := x.playerOf(g.UIN, g.AppID)
	if err != nil {
		return err
	}
	for _, gift := range g.Gifts {
		p.Gifts = append(p.Gifts, Gift{ID: gift.ID, Count: gift.Count})
	}
	return nil
}

// exportFriend names a friendship from the side of the smaller uin.
func exportFriend(f platform.Friendship) Friend {
	if f.UIN > f.Friend {
		f = platform.Friendship{UIN: f.Friend, Friend: f.UIN, Remark: f.FriendRemark, FriendRemark: f.Remark}
	}
	return Friend{UIN: f.UIN, Friend: f.Friend, Remark: &f.Remark, FriendRemark: &f.FriendRemark}
}

func exportGroup(g platform.GroupRow) Group {
	out := Group{
		Code: g.Code, Name: &g.Name, Memo: &g.Memo, Max: &g.Max, Owner: &g.Owner, Dissolved: &g.Dissolved,
		Admins: sorted(g.Admins), Members: sorted(g.Members), Bindings: []Binding{},
	}
	for _, b := range g.Bindings {
		out.Bindings = append(out.Bindings, Binding{
			AppID: b.AppID, UnionID: b.UnionID, ZoneID: b.ZoneID, GroupOpenID: &b.OpenID, JoinKey: &b.JoinKey,
		})
	}
	slices.SortFunc(out.Bindings, func(a, b Binding) int { return cmp.Compare(a.AppID, b.AppID) })
	return out
}

// present returns a list that is there, also when it is empty.
func present[T any](list []T) []T { return append([]T{}, list...) }

func sorted(list []int64) []int64 {
	out := present(list)
	slices.Sort(out)
	return out
}
