package sqlite

import "tongwan/internal/platform"

// loader puts the rows of one world, each after what it rests on.
type loader struct {
	c     *conn
	world string
	known struct{ uin, appid int64 } // the player seen last: rows come sorted
}

func (l *loader) begin(w platform.World, reset bool) error {
	if w.Name == "" {
		return platform.Refuse(platform.Invalid, "a world must have a name")
	}
	if reset {
		if err := l.c.emptyWorld(w.Name); err != nil {
			return err
		}
	}
	return l.c.sql(putWorld).text(w.Name).json(w.Words).exec()
}

func (l *loader) put(row platform.Row) error {
	switch r := row.(type) {
	case platform.App:
		return l.app(r)
	case platform.Account:
		return l.account(r)
	case platform.Player:
		return l.player(r)
	case platform.Session:
		return l.of(r.UIN, r.AppID, func() error { return l.session(r) })
	case platform.Gifts:
		return l.of(r.UIN, r.AppID, func() error { return l.c.putGifts(r) })
	case platform.Friendship:
		return l.friendship(r)
	case platform.GroupRow:
		return l.group(r)
	case platform.Message:
		return l.message(r)
	case platform.Unbound:
		return l.unbound(r)
	case platform.Chest:
		return l.of(r.UIN, r.AppID, func() error { return l.chest(r) })
	case platform.Score:
		return l.of(r.UIN, r.AppID, func() error { return l.c.putScore(r) })
	case platform.Period:
		return l.of(r.UIN, r.AppID, func() error { return l.c.putPeriod(r) })
	}
	return platform.Refuse(platform.Invalid, "a world has no rows of type %T", row)
}

// of puts a row of a player.
func (l *loader) of(uin, appid int64, put func() error) error {
	if err := l.needPlayer(uin, appid); err != nil {
		return err
	}
	return put()
}

func (l *loader) app(a platform.App) error {
	if a.ID < 1 {
		return platform.Refuse(platform.Invalid, "appid %d is less than 1", a.ID)
	}
	return l.c.putApp(l.world, a)
}

func (l *loader) account(a platform.Account) error {
	if a.UIN < 1 {
		return platform.Refuse(platform.Invalid, "uin %d is less than 1", a.UIN)
	}
	return l.c.putAccount(l.world, a)
}

func (l *loader) player(p platform.Player) error {
	if p.OpenID == "" {
		return platform.Refuse(platform.Invalid, "player %d of app %d has no openid", p.UIN, p.AppID)
	}
	if err := l.needApp(p.AppID); err != nil {
		return err
	}
	if err := l.needAccount(p.UIN); err != nil {
		return err
	}
	return l.c.putPlayer(p)
}

const selectTokenOfOther = `SELECT 1 FROM session WHERE hash = ? AND appid = ? AND uin <> ?`

// session puts a session whose token nobody else has in the app: it could
// not be told whose it is.
func (l *loader) session(s platform.Session) error {
	taken, err := l.c.sql(selectTokenOfOther).blob(s.Hash[:]).int(s.AppID).int(s.UIN).exists()
	if err != nil {
		return err
	}
	if taken {
		return platform.Refuse(platform.Conflict, "a token of account %d in app %d belongs to another player", s.UIN, s.AppID)
	}
	return l.c.putSession(s)
}

func (l *loader) friendship(f platform.Friendship) error {
	if f.UIN == f.Friend {
		return platform.Refuse(platform.Invalid, "account %d cannot be its own friend", f.UIN)
	}
	if err := l.needAccount(f.UIN); err != nil {
		return err
	}
	if err := l.needAccount(f.Friend); err != nil {
		return err
	}
	return l.c.putFriendship(f)
}

func (l *loader) message(m platform.Message) error {
	if err := l.needAccount(m.From); err != nil {
		return err
	}
	return l.of(m.To, m.AppID, func() error { return l.c.putMessage(m) })
}

const selectChestOfOther = `
SELECT 1 FROM chest t CROSS JOIN account a ON a.uin = t.uin
WHERE t.id = ? AND a.world = ? AND NOT (t.uin = ? AND t.appid = ?)`

func (l *loader) chest(b platform.Chest) error {
	taken, err := l.c.sql(selectChestOfOther).text(b.ID).text(l.world).int(b.UIN).int(b.AppID).exists()
	switch {
	case err != nil:
		return err
	case taken:
		return platform.Refuse(platform.Conflict, "boxid %s belongs to another chest than of account %d in app %d", b.ID, b.UIN, b.AppID)
	case len(b.Takes) > b.People:
		return platform.Refuse(platform.Invalid, "chest %s has %d takes and is for %d people", b.ID, len(b.Takes), b.People)
	}
	if err := l.c.putChest(b); err != nil {
		return err
	}
	return l.takes(b)
}

// takes replaces the takes of a chest.
func (l *loader) takes(b platform.Chest) error {
	if err := l.c.sql(deleteTakes).ofChest(b).exec(); err != nil {
		return err
	}
	for i, t := range b.Takes {
		if err := l.needAccount(t.UIN); err != nil {
			return err
		}
		err := l.c.putTake(b, i, t)
		if isConstraint(err) {
			return platform.Refuse(platform.Invalid, "account %d took from chest %s twice", t.UIN, b.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) unbound(u platform.Unbound) error {
	if err := l.needApp(u.AppID); err != nil {
		return err
	}
	return l.c.putUnbound(u)
}

func (l *loader) group(g platform.GroupRow) error {
	if g.Code < 1 {
		return platform.Refuse(platform.Invalid, "group code %d is less than 1", g.Code)
	}
	if err := l.c.putGroup(l.world, g.Group); err != nil {
		return err
	}
	if err := l.members(g); err != nil {
		return err
	}
	for _, b := range g.Bindings {
		if err := l.needApp(b.AppID); err != nil {
			return err
		}
		b.Code = g.Code
		if err := l.c.putBinding(l.world, b); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) members(g platform.GroupRow) error {
	for _, uin := range g.Members {
		if err := l.needAccount(uin); err != nil {
			return err
		}
		if err := l.c.putMember(g.Code, uin); err != nil {
			return err
		}
	}
	for _, uin := range g.Admins {
		if err := l.c.markAdmin(g.Code, uin); err != nil {
			return err
		}
	}
	if g.Owner == 0 {
		return nil
	}
	in, err := l.c.sql(selectIsMember).int(g.Code).int(g.Owner).exists()
	if err == nil && !in {
		return platform.Refuse(platform.Invalid, "owner %d is no member of group %d: add them to its members", g.Owner, g.Code)
	}
	return err
}
