package platform

import (
	"context"
	"crypto/md5"
	"crypto/subtle"
	"fmt"
	"strconv"
	"strings"
)

// GuildStore changes who is bound to what and who is in a group.
type GuildStore interface {
	// GroupsOf returns the groups that an account is a member of, ordered by
	// code.
	GroupsOf(ctx context.Context, uin int64) ([]GroupRow, error)
	// Bind adds a binding. It is refused with [GuildBound] if the guild is
	// bound already, and otherwise with [GroupBound] if the group is bound in
	// the app; a group or app that is not there is [NotFound], a groupOpenid
	// that another binding has, or a join key that one in the world has, is
	// [Conflict].
	Bind(ctx context.Context, b Binding) error
	// BindingByJoinKey finds a binding by its join key, in all apps of a
	// world, or answers [NotFound].
	BindingByJoinKey(ctx context.Context, world, key string) (Bound, error)
	// AddMember makes an account a member of a group, if it is none; either
	// that is not there is [NotFound]. A group that has as many members as it
	// can hold refuses with [GroupFull], also of concurrent callers.
	AddMember(ctx context.Context, code, uin int64) error
}

// GuildLink is what a game opens the platform with to bind a guild
// (protocol.md 4, binding).
type GuildLink struct {
	OpenID  string
	UnionID string // decimal
	ZoneID  string // decimal
	Sig     string // lower-case hex md5 of openid_appid_appkey_unionid_zoneid
}

// GuildSig returns the signature of a link.
func GuildSig(app *App, l GuildLink) string {
	text := strings.Join([]string{l.OpenID, strconv.FormatInt(app.ID, 10), app.Key, l.UnionID, l.ZoneID}, "_")
	return fmt.Sprintf("%x", md5.Sum([]byte(text)))
}

// CheckGuildLink holds a link against the rules: its numbers are decimal, it
// is signed, and it is the account's own.
func (p *Platform) CheckGuildLink(ctx context.Context, app *App, uin int64, l GuildLink) error {
	switch {
	case !digitsOnly(l.UnionID) || len(l.UnionID) > MaxScopeText:
		return Refuse(BadNumber, "unionid must be a decimal number, got %q", brief(l.UnionID))
	case !digitsOnly(l.ZoneID) || len(l.ZoneID) > MaxScopeText:
		return Refuse(BadNumber, "zoneid must be a decimal number, got %q", brief(l.ZoneID))
	case subtle.ConstantTimeCompare([]byte(GuildSig(app, l)), []byte(l.Sig)) != 1:
		return Refuse(BadSignature, "sig is not md5(openid_appid_appkey_unionid_zoneid)")
	}
	pl, err := p.player(ctx, app, l.OpenID)
	if err == nil && pl.UIN != uin {
		err = Refuse(OtherPlayer, "the link is of openid %s, and you are signed in as somebody else", brief(l.OpenID))
	}
	return err
}

// BindGuild binds a group that the account owns to the guild of a link.
func (p *Platform) BindGuild(ctx context.Context, app *App, uin int64, l GuildLink, code int64) (Bound, error) {
	if err := p.CheckGuildLink(ctx, app, uin, l); err != nil {
		return Bound{}, err
	}
	g, err := p.store.GroupRow(ctx, code)
	switch {
	case ReasonOf(err) == NotFound, err == nil && g.Owner != uin:
		return Bound{}, Refuse(NotOwner, "you do not own group %d", code)
	case err != nil:
		return Bound{}, err
	case g.Dissolved:
		return Bound{}, Refuse(Dissolved, "group %d was dissolved", code)
	}
	if err := p.freeGuild(ctx, app, l); err != nil {
		return Bound{}, err
	}
	b := Binding{AppID: app.ID, Code: code, UnionID: l.UnionID, ZoneID: l.ZoneID,
		OpenID: NewGroupOpenID(*app, code), JoinKey: NewJoinKey(*app, code)}
	return Bound{Binding: b, Group: g.Group}, p.store.Bind(ctx, b)
}

// GuildGroup returns the group that a guild is bound to, or [NoBinding]; a
// dissolved group is as good as none.
func (p *Platform) GuildGroup(ctx context.Context, app *App, unionid, zoneid string) (Bound, error) {
	return p.findBinding(ctx, app, GroupQuery{UnionID: unionid, ZoneID: zoneid})
}

// freeGuild unbinds a guild from a group that was dissolved.
func (p *Platform) freeGuild(ctx context.Context, app *App, l GuildLink) error {
	old, err := p.store.BindingOfGuild(ctx, app.ID, l.UnionID, l.ZoneID)
	if ReasonOf(err) == NotFound || err == nil && !old.Group.Dissolved {
		return nil
	}
	if err != nil {
		return err
	}
	now := p.Now(app.World)
	err = p.store.Unbind(ctx, old.Binding, now, now)
	if ReasonOf(err) == NoBinding { // somebody else was faster
		return nil
	}
	return err
}

// GroupsOf lists an account's groups.
func (p *Platform) GroupsOf(ctx context.Context, uin int64) ([]GroupRow, error) {
	return p.store.GroupsOf(ctx, uin)
}

// GroupByKey returns the card of the group that a join key leads to.
func (p *Platform) GroupByKey(ctx context.Context, world, key string) (GroupCard, error) {
	b, err := p.store.BindingByJoinKey(ctx, world, key)
	switch {
	case ReasonOf(err) == NotFound:
		return GroupCard{}, Refuse(NoBinding, "no group can be joined with this key")
	case err != nil:
		return GroupCard{}, err
	case b.Group.Dissolved:
		return GroupCard{}, Refuse(Dissolved, "the group was dissolved")
	}
	return p.store.GroupCard(ctx, b)
}

// JoinGroup makes an account a member of the group that a join key leads to.
func (p *Platform) JoinGroup(ctx context.Context, world string, uin int64, key string) (GroupCard, error) {
	card, err := p.GroupByKey(ctx, world, key)
	if err != nil {
		return GroupCard{}, err
	}
	if err := p.store.AddMember(ctx, card.Code, uin); err != nil {
		return GroupCard{}, err
	}
	return p.store.GroupCard(ctx, card.Bound)
}

// UnbindOwn removes the binding of a group that the account owns.
func (p *Platform) UnbindOwn(ctx context.Context, app *App, uin, code int64) error {
	b, err := p.store.BindingOfGroup(ctx, app.ID, code)
	switch {
	case ReasonOf(err) == NotFound:
		return Refuse(GroupUnbound, "group %d is not bound in app %d", code, app.ID)
	case err != nil:
		return err
	case b.Group.Owner != uin:
		return Refuse(NotOwner, "you do not own group %d", code)
	}
	now := p.Now(app.World)
	return p.store.Unbind(ctx, b.Binding, now, now.Add(-UnbindInterval))
}
