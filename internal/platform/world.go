package platform

import (
	"context"
	"iter"
	"time"
)

// World is a closed set of apps, accounts and groups. Several live in one
// store without seeing each other.
type World struct {
	Name  string
	Words []string // shared text that contains one of them is refused
}

// Row is one of the things a world consists of: [App], [Account], [Player],
// [Session], [Gifts], [Friendship], [GroupRow], [Message], [Unbound],
// [Chest], [Score] or [Period].
type Row interface{ row() }

// Gifts are all gifts that wait for a player, in order.
type Gifts struct {
	UIN   int64
	AppID int64
	Gifts []Gift
}

// Friendship is mutual. Each side may call the other by a remark.
type Friendship struct {
	UIN          int64
	Friend       int64
	Remark       string // that UIN gave Friend
	FriendRemark string // that Friend gave UIN
}

// GroupRow is a group with all that hangs on it.
type GroupRow struct {
	Group
	Members  []int64 // the owner and the admins are among them
	Admins   []int64
	Bindings []Binding
}

// Unbound remembers when a guild's group was last unbound.
type Unbound struct {
	AppID   int64
	UnionID string
	ZoneID  string
	At      time.Time
}

func (App) row()        {}
func (Account) row()    {}
func (Player) row()     {}
func (Session) row()    {}
func (Gifts) row()      {}
func (Friendship) row() {}
func (GroupRow) row()   {}
func (Message) row()    {}
func (Unbound) row()    {}
func (Chest) row()      {}
func (Score) row()      {}
func (Period) row()     {}

// WorldStore keeps worlds as wholes.
type WorldStore interface {
	// World returns a world, or [NotFound].
	World(ctx context.Context, name string) (World, error)
	// Worlds returns the names of all worlds, sorted.
	Worlds(ctx context.Context) ([]string, error)
	// Load makes or changes a world in one step that readers see whole or not
	// at all, and that leaves nothing behind when it fails. With reset all
	// that the world holds is removed first. Rows replace what they name and
	// leave the rest; a row that rests on another (a player on its app and
	// account, a message on its receiver) comes after it. An App, Account or
	// Group that another world has, or an openid, groupOpenid, guild or token
	// that somebody else has, or a join key or boxid that somebody else in the
	// world has, is a [Conflict]. A reset also ends what documents do not know:
	// visits, grants, and codes with what came of them. An error from rows ends
	// the load and is returned as it is. The iterator may read the store, whose
	// old state it sees, but must not write to it. Words always replace.
	Load(ctx context.Context, w World, reset bool, rows iter.Seq2[Row, error]) error
	// Dump yields all rows of a world in an order that Load takes, sorted by
	// key within each kind, as of one moment; a world that is not there is
	// [NotFound]. It stops when yield returns an error, and returns it.
	Dump(ctx context.Context, name string, yield func(Row) error) error
	// DumpPlayer yields the rows of one player: the account, player,
	// sessions, gifts, friendships, groups of the account, messages received,
	// chests made, scores and periods.
	DumpPlayer(ctx context.Context, uin, appid int64, yield func(Row) error) error
	// DropWorld removes a world and all that it holds, or answers [NotFound].
	DropWorld(ctx context.Context, name string) error
	// Dedicate marks the store for a purpose, unless it is marked already, and
	// returns the purpose that it is marked for. The mark stays for ever.
	Dedicate(ctx context.Context, purpose string) (string, error)
	// PlayerOf returns the player that an account is in an app, or [NotFound].
	PlayerOf(ctx context.Context, uin, appid int64) (Player, error)
	// GroupRow returns a group with all that hangs on it, or [NotFound].
	GroupRow(ctx context.Context, code int64) (GroupRow, error)
}

// LoadWorld is WorldStore.Load; apps are read anew afterwards.
func (p *Platform) LoadWorld(ctx context.Context, w World, reset bool, rows iter.Seq2[Row, error]) error {
	defer p.forgetApps()
	return p.store.Load(ctx, w, reset, rows)
}

// DropWorld is WorldStore.DropWorld; apps are read anew afterwards.
func (p *Platform) DropWorld(ctx context.Context, name string) error {
	defer p.forgetApps()
	return p.store.DropWorld(ctx, name)
}

// Store returns the store, for what only moves rows: world documents.
func (p *Platform) Store() WorldReader { return p.store }

// WorldReader is what applying and exporting a world document reads.
type WorldReader interface {
	AppStore
	PlayerStore
	WorldStore
}

// Purposes that a store is dedicated to.
const (
	PurposeSandbox  = "sandbox"
	PurposePlatform = "platform"
)

// Dedicate makes sure that the store was made for what the platform is: a
// sandbox, whose tokens are readable and whose time can be turned, or the
// real thing. A store that was made for the other is [Conflict].
func (p *Platform) Dedicate(ctx context.Context) error {
	want, other := PurposePlatform, "without --sandbox"
	if p.sandbox {
		want, other = PurposeSandbox, "with --sandbox"
	}
	is, err := p.store.Dedicate(ctx, want)
	if err != nil || is == want {
		return err
	}
	return Refuse(Conflict, "the database was made for a %s and this server was started %s, as a %s: start it the other way, or give it another database", is, other, want)
}
