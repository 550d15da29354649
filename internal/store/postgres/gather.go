package postgres

import (
	"slices"

	"tongwan/internal/platform"
)

// gather puts a row with those that wait to be merged. What a row says of
// itself that cannot be is refused at once.
func (l *loader) gather(row platform.Row) error {
	switch r := row.(type) {
	case platform.App:
		return l.app(r)
	case platform.Account:
		return l.account(r)
	case platform.Player:
		return l.player(r)
	case platform.Session:
		l.add("in_session", r.UIN, r.AppID, r.Hash[:], escape(r.Token), millis(r.Expires), int(r.Revoked))
	case platform.Gifts:
		l.gifts(r)
	case platform.Friendship:
		return l.friendship(r)
	case platform.GroupRow:
		return l.group(r)
	case platform.Message:
		l.add("in_message", messageArgs(r)...)
	case platform.Unbound:
		l.add("in_group_unbind", escape(r.UnionID), escape(r.ZoneID), r.AppID, millis(r.At))
	case platform.Chest:
		return l.chest(r)
	case platform.Score:
		l.add("in_score", r.UIN, r.AppID, escape(r.Scope.Mode), escape(r.Scope.Zone), escape(r.Scope.Server), escape(r.Scope.Role),
			escape(r.Guild), r.Type, escape(r.Data), r.Rank, escape(r.Platform), millis(r.Reported), millis(r.Expires))
	case platform.Period:
		l.add("in_score_period", r.UIN, r.AppID, escape(string(r.Kind)), millis(r.Start),
			escape(r.Scope.Mode), escape(r.Scope.Zone), escape(r.Scope.Server), escape(r.Scope.Role),
			r.Rounds, r.Played, r.Best, millis(r.BestAt), r.Ranked, millis(r.RankedAt), millis(r.RankedExpires))
	default:
		return platform.Refuse(platform.Invalid, "a world has no rows of type %T", row)
	}
	return nil
}

func (l *loader) app(a platform.App) error {
	if a.ID < 1 {
		return platform.Refuse(platform.Invalid, "appid %d is less than 1", a.ID)
	}
	settings, err := encodeSettings(a)
	if err != nil {
		return err
	}
	activities, err := encodeActivities(a.Activities)
	l.add("in_app", a.ID, l.world, escape(a.Name), escape(a.Key), escape(a.MSDKKey), settings, activities)
	return err
}

func (l *loader) account(a platform.Account) error {
	if a.UIN < 1 {
		return platform.Refuse(platform.Invalid, "uin %d is less than 1", a.UIN)
	}
	args, err := accountArgs(a, l.world)
	l.add("in_account", args...)
	return err
}

func (l *loader) player(p platform.Player) error {
	if p.OpenID == "" {
		return platform.Refuse(platform.Invalid, "player %d of app %d has no openid", p.UIN, p.AppID)
	}
	l.add("in_player", p.UIN, p.AppID, escape(p.OpenID), p.Wifi)
	return nil
}

func (l *loader) gifts(g platform.Gifts) {
	l.add("in_gift_list", g.UIN, g.AppID)
	for i, gift := range g.Gifts {
		l.add("in_gift", g.UIN, g.AppID, i, escape(gift.ID), gift.Count)
	}
}

func (l *loader) chest(c platform.Chest) error {
	if len(c.Takes) > c.People {
		return platform.Refuse(platform.Invalid, "chest %s has %d takes and is for %d people", c.ID, len(c.Takes), c.People)
	}
	l.add("in_chest", c.UIN, c.AppID, escape(c.ID), c.ActID, c.Items, c.People, escape(c.PF), millis(c.Created))
	took := make(map[int64]bool, len(c.Takes))
	for i, t := range c.Takes {
		if took[t.UIN] {
			return platform.Refuse(platform.Invalid, "account %d took from chest %s twice", t.UIN, c.ID)
		}
		took[t.UIN] = true
		l.add("in_chest_take", c.UIN, c.AppID, escape(c.ID), i, t.UIN, millis(t.At))
	}
	return nil
}

func (l *loader) friendship(f platform.Friendship) error {
	if f.UIN == f.Friend {
		return platform.Refuse(platform.Invalid, "account %d cannot be its own friend", f.UIN)
	}
	l.add("in_friend", f.UIN, f.Friend, escape(f.Remark), escape(f.FriendRemark))
	return nil
}

func (l *loader) group(g platform.GroupRow) error {
	if g.Code < 1 {
		return platform.Refuse(platform.Invalid, "group code %d is less than 1", g.Code)
	}
	l.add("in_chatgroup", g.Code, l.world, escape(g.Name), escape(g.Memo), g.Max, g.Owner, g.Dissolved)
	for _, uin := range g.Members {
		l.add("in_group_member", g.Code, uin, slices.Contains(g.Admins, uin))
	}
	for _, uin := range g.Admins {
		if !slices.Contains(g.Members, uin) {
			return platform.Refuse(platform.Invalid, "admin %d is no member of group %d: add them to its members", uin, g.Code)
		}
	}
	if g.Owner != 0 && !slices.Contains(g.Members, g.Owner) {
		return platform.Refuse(platform.Invalid, "owner %d is no member of group %d: add them to its members", g.Owner, g.Code)
	}
	for i, b := range g.Bindings {
		b.Code = g.Code
		if slices.ContainsFunc(g.Bindings[:i], func(other platform.Binding) bool { return other.AppID == b.AppID }) {
			return guildTaken(b)
		}
		l.add("in_group_binding", b.Code, b.AppID, escape(b.UnionID), escape(b.ZoneID), escape(b.OpenID), escape(b.JoinKey))
	}
	return nil
}
