package platform

import (
	"context"
	"time"
)

// Group is a chat group.
type Group struct {
	Code      int64 // unique in the whole server
	World     string
	Name      string
	Memo      string
	Max       int // members it can hold
	Owner     int64
	Dissolved bool
}

// Binding ties a group to a guild of an app. A group has at most one in each
// app, and a guild, which is (unionid, zoneid), at most one group.
type Binding struct {
	AppID   int64
	Code    int64 // of the group
	UnionID string
	ZoneID  string
	OpenID  string // groupOpenid, unique in the server, one per app and group
	JoinKey string
}

// Bound is a binding and its group.
type Bound struct {
	Binding
	Group Group
}

// GroupCard is what a game sees of a bound group.
type GroupCard struct {
	Bound
	Members int
	Owner   string   // openid in the app; empty if the owner does not play it
	Admins  []string // openids of those who play the app, by uin
}

// UnbindInterval is how long a guild must wait between two unbinds that
// succeed (protocol.md 4, groups).
const UnbindInterval = time.Minute

// GroupStore keeps groups and what they are bound to.
type GroupStore interface {
	// BindingOfGuild, BindingOfGroup and BindingByOpenID find a binding by its
	// three names, or answer [NotFound]. The last one looks in all apps of a
	// world.
	BindingOfGuild(ctx context.Context, appid int64, unionid, zoneid string) (Bound, error)
	BindingOfGroup(ctx context.Context, appid, code int64) (Bound, error)
	BindingByOpenID(ctx context.Context, world, openid string) (Bound, error)
	// IsMember reports whether an account is in a group.
	IsMember(ctx context.Context, code, uin int64) (bool, error)
	// GroupCard reads what belongs to a binding.
	GroupCard(ctx context.Context, b Bound) (GroupCard, error)
	// Unbind removes a binding and remembers when. It is refused with
	// [UnbindTooSoon] if its guild was unbound after since, and with
	// [NoBinding] if it is gone already.
	Unbind(ctx context.Context, b Binding, now, since time.Time) error
}

// GroupQuery names a group by its guild, or by its code.
type GroupQuery struct {
	UnionID string
	ZoneID  string
	ByCode  bool
	Code    int64
}

// GroupOpenID returns the binding that a member asks for (mobile-qq.md 2.3.5).
func (p *Platform) GroupOpenID(ctx context.Context, app *App, openid, token string, q GroupQuery) (Bound, error) {
	caller, err := p.login(ctx, app, openid, token)
	if err != nil {
		return Bound{}, err
	}
	b, err := p.findBinding(ctx, app, q)
	if err != nil {
		return Bound{}, err
	}
	return b, p.mustBeMember(ctx, b, caller)
}

// GroupDetail is GroupOpenID with the whole card (mobile-qq.md 2.3.8).
func (p *Platform) GroupDetail(ctx context.Context, app *App, openid, token string, q GroupQuery) (GroupCard, error) {
	b, err := p.GroupOpenID(ctx, app, openid, token, q)
	if err != nil {
		return GroupCard{}, err
	}
	return p.store.GroupCard(ctx, b)
}

// GroupInfo returns the card of a group by its groupOpenid, to its members
// (mobile-qq.md 2.3.6).
func (p *Platform) GroupInfo(ctx context.Context, app *App, openid, token, groupOpenID string) (GroupCard, error) {
	caller, b, err := p.boundGroup(ctx, app, openid, token, groupOpenID)
	if err != nil {
		return GroupCard{}, err
	}
	if err := p.mustBeMember(ctx, b, caller); err != nil {
		return GroupCard{}, err
	}
	return p.store.GroupCard(ctx, b)
}

// GroupKey returns the key to join a group with. It is for people who are
// not members yet (mobile-qq.md 2.3.9).
func (p *Platform) GroupKey(ctx context.Context, app *App, openid, token, groupOpenID string) (string, error) {
	_, b, err := p.boundGroup(ctx, app, openid, token, groupOpenID)
	return b.JoinKey, err
}

// UnbindGroup removes the binding of a guild. Any player of the app may do
// it (mobile-qq.md 2.3.7).
func (p *Platform) UnbindGroup(ctx context.Context, app *App, openid, token, groupOpenID, unionID string) error {
	if _, err := p.login(ctx, app, openid, token); err != nil {
		return err
	}
	b, err := p.store.BindingByOpenID(ctx, app.World, groupOpenID)
	switch {
	case ReasonOf(err) == NotFound:
		return Refuse(NoBinding, "no group is bound with groupOpenid %s", brief(groupOpenID))
	case err != nil:
		return err
	case b.AppID != app.ID:
		return Refuse(OtherBinding, "groupOpenid %s belongs to another app than %d", brief(groupOpenID), app.ID)
	case b.UnionID != unionID:
		return Refuse(OtherBinding, "groupOpenid %s is not bound to unionid %s", brief(groupOpenID), brief(unionID))
	}
	now := p.Now(app.World)
	return p.store.Unbind(ctx, b.Binding, now, now.Add(-UnbindInterval))
}

// findBinding resolves a query; a dissolved group is as good as unbound.
func (p *Platform) findBinding(ctx context.Context, app *App, q GroupQuery) (Bound, error) {
	if q.ByCode {
		b, err := p.store.BindingOfGroup(ctx, app.ID, q.Code)
		if ReasonOf(err) == NotFound || err == nil && b.Group.Dissolved {
			err = Refuse(GroupUnbound, "group %d is not bound in app %d", q.Code, app.ID)
		}
		return b, err
	}
	b, err := p.store.BindingOfGuild(ctx, app.ID, q.UnionID, q.ZoneID)
	if ReasonOf(err) == NotFound || err == nil && b.Group.Dissolved {
		err = Refuse(NoBinding, "no group is bound to unionid %s, zoneid %s: check both", brief(q.UnionID), brief(q.ZoneID))
	}
	return b, err
}

// boundGroup checks the caller and finds a group of the app by groupOpenid.
func (p *Platform) boundGroup(ctx context.Context, app *App, openid, token, groupOpenID string) (Player, Bound, error) {
	caller, err := p.login(ctx, app, openid, token)
	if err != nil {
		return Player{}, Bound{}, err
	}
	b, err := p.store.BindingByOpenID(ctx, app.World, groupOpenID)
	switch {
	case ReasonOf(err) == NotFound:
		err = Refuse(NoBinding, "no group is bound with groupOpenid %s", brief(groupOpenID))
	case err != nil:
	case b.AppID != app.ID:
		err = Refuse(OtherBinding, "groupOpenid %s belongs to another app than %d", brief(groupOpenID), app.ID)
	case b.Group.Dissolved:
		err = Refuse(Dissolved, "the group of groupOpenid %s was dissolved", brief(groupOpenID))
	}
	return caller, b, err
}

func (p *Platform) mustBeMember(ctx context.Context, b Bound, caller Player) error {
	member, err := p.store.IsMember(ctx, b.Code, caller.UIN)
	if err == nil && !member {
		err = Refuse(NotMember, "openid %s is not a member of the group", brief(caller.OpenID))
	}
	return err
}
