package world

import (
	"cmp"
	"context"
	"errors"
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
// A world of any size is written while it is read; what stands further down in
// the document than in the store waits in temporary files.
//
// A world that is not there is [platform.NotFound]; nothing is written then.
func Export(ctx context.Context, p *platform.Platform, world string, w io.Writer, f Format) (err error) {
	held, err := p.Store().World(ctx, world)
	if err != nil {
		return err
	}
	x := &exporter{w: newWriter(w, world, f), words: held.Words, zone: p.Calendar().Zone, sandbox: p.Sandbox()}
	defer func() { err = errors.Join(err, x.close()) }()
	if err := p.Store().Dump(ctx, world, x.row); err != nil {
		return err
	}
	return x.finish()
}

// exporter writes a world's rows, which come by kind, each kind in the order
// of its keys. What a document nests, or has at its end, waits.
type exporter struct {
	w       writer
	words   []string
	zone    *time.Location
	sandbox bool
	people
	past
	stage int // of the list being written, an index of writeOrder
}

func (x *exporter) row(row platform.Row) error {
	switch r := row.(type) {
	case platform.App:
		return x.item("apps", exportApp(r))
	case platform.Account, platform.Player, platform.Session, platform.Gifts:
		if x.stage > stageOf("apps") {
			return fmt.Errorf("world: the dump has a %T behind what is not part of accounts: it is out of order", row)
		}
		return x.people.keep(row)
	case platform.Friendship:
		return x.item("friends", exportFriend(r))
	case platform.GroupRow:
		return x.item("groups", exportGroup(r))
	case platform.Message:
		return x.item("messages", x.message(r))
	default:
		return x.past.keep(row)
	}
}

func stageOf(key string) int { return slices.Index(writeOrder, key) }

// item writes an item, and before it what must stand above.
func (x *exporter) item(key string, v any) error {
	if err := x.advance(stageOf(key)); err != nil {
		return err
	}
	return x.w.item(key, v)
}

// advance goes on to a list, and writes those before it that wait.
func (x *exporter) advance(to int) error {
	if to < x.stage {
		return fmt.Errorf("world: the dump has %s behind %s: it is out of order", writeOrder[to], writeOrder[x.stage])
	}
	from := x.stage
	x.stage = to
	if at := stageOf("accounts"); from < at && to > at {
		if err := x.writePeople(); err != nil {
			return err
		}
	}
	if at := stageOf("words"); from < at && to > at {
		return x.writeWords()
	}
	return nil
}

func (x *exporter) writeWords() error {
	if len(x.words) == 0 {
		x.w.none("words")
	}
	for _, w := range x.words {
		if err := x.w.item("words", w); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what waits.
func (x *exporter) finish() error {
	if err := x.advance(stageOf("scores")); err != nil {
		return err
	}
	if err := x.writePast(); err != nil {
		return err
	}
	return x.w.end()
}

func (x *exporter) close() error { return errors.Join(x.people.close(), x.past.close()) }

// time returns a moment in the calendar's zone.
func (x *exporter) time(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time(t.In(x.zone))
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
		Activities:   []Activity{},
		RedirectURIs: present(a.RedirectURIs),
	}
	for _, prefix := range s.AllowedIPs {
		out.Settings.AllowedIPs = append(out.Settings.AllowedIPs, prefix.String())
	}
	for _, act := range a.Activities {
		out.Activities = append(out.Activities, Activity{ActID: act.ID, Name: act.Name})
	}
	return out
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

// playerKey names a player in the order of a dump: by uin first.
type playerKey struct{ uin, appid int64 }

func (k playerKey) compare(other playerKey) int {
	return cmp.Or(cmp.Compare(k.uin, other.uin), cmp.Compare(k.appid, other.appid))
}

// errOrder is a dump that breaks its promise: something stands in it without
// what it belongs to, or not in the order of its keys.
func errOrder(what string, of playerKey) error {
	return fmt.Errorf("world: the dump has %s of account %d, app %d, out of order or without what they belong to", what, of.uin, of.appid)
}
