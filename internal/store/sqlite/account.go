package sqlite

import (
	"context"
	"slices"

	"tongwan/internal/platform"
)

const selectPlayer = `SELECT uin, appid, openid, wifi FROM player WHERE appid = ? AND openid = ?`

// Player implements [platform.PlayerStore].
func (s *Store) Player(ctx context.Context, appid int64, openid string) (platform.Player, error) {
	key := playerKey{appid, openid}
	p, t, ok := s.memory.players.get(key)
	if ok {
		return p, nil
	}
	err := s.read(ctx, "read player", func(c *conn) error {
		q := c.sql(selectPlayer).int(appid).text(openid)
		if !q.next() {
			return q.orNotFound("app %d has no player with this openid", appid)
		}
		p = scanPlayer(q)
		return q.done()
	})
	if err == nil {
		s.memory.players.add(key, p, t)
	}
	return p, err
}

func scanPlayer(q *stmt) platform.Player {
	return platform.Player{UIN: q.getInt(), AppID: q.getInt(), OpenID: q.getText(), Wifi: q.getBool()}
}

const (
	accountColumns = `a.uin, a.world, a.nickname, a.gender, a.avatar, a.follows_games, a.password, a.qq_level, a.vip`

	selectAccount = `SELECT ` + accountColumns + ` FROM account a WHERE a.uin = ?`
)

// Account implements [platform.PlayerStore].
func (s *Store) Account(ctx context.Context, uin int64) (platform.Account, error) {
	a, t, ok := s.memory.accounts.get(uin)
	if !ok {
		err := s.read(ctx, "read account", func(c *conn) (err error) {
			a, err = c.account(uin)
			return err
		})
		if err != nil {
			return a, err
		}
		s.memory.accounts.add(uin, a, t)
	}
	a.VIP = slices.Clone(a.VIP) // the caller's to change
	return a, nil
}

func (c *conn) account(uin int64) (platform.Account, error) {
	q := c.sql(selectAccount).int(uin)
	if !q.next() {
		return platform.Account{}, q.orNotFound("no account has uin %d", uin)
	}
	a := scanAccount(q)
	return a, q.done()
}

func scanAccount(q *stmt) platform.Account {
	a := platform.Account{
		UIN:          q.getInt(),
		World:        q.getText(),
		Nickname:     q.getText(),
		Gender:       platform.Gender(q.getText()),
		Avatar:       q.getText(),
		FollowsGames: q.getBool(),
		Password:     q.getText(),
		QQLevel:      int(q.getInt()),
	}
	var vip []membership
	q.getJSON(&vip)
	a.VIP = fromVIP(vip)
	return a
}

const selectPeople = `
SELECT p.uin, p.appid, p.openid, p.wifi, ` + accountColumns + `
FROM json_each(?2) wanted
CROSS JOIN player p ON p.appid = ?1 AND p.openid = wanted.value
CROSS JOIN account a ON a.uin = p.uin`

// People implements [platform.PlayerStore]. Those who are not remembered are
// read by one statement over their openids as JSON, which takes three quarters
// of the time of one statement each.
func (s *Store) People(ctx context.Context, appid int64, openids []string) ([]platform.Person, error) {
	list := make([]platform.Person, 0, len(openids))
	var missing []string
	for _, openid := range openids {
		p, _, ok := s.memory.players.get(playerKey{appid, openid})
		if !ok {
			missing = append(missing, openid)
			continue
		}
		a, err := s.Account(ctx, p.UIN)
		if platform.ReasonOf(err) == platform.NotFound {
			continue // its world was dropped a moment ago
		}
		if err != nil {
			return nil, err
		}
		list = append(list, platform.Person{Player: p, Account: a})
	}
	if len(missing) == 0 {
		return list, nil
	}
	found, err := s.readPeople(ctx, appid, missing)
	return append(list, found...), err
}

// readPeople reads people and remembers them.
func (s *Store) readPeople(ctx context.Context, appid int64, openids []string) ([]platform.Person, error) {
	tickets := make(map[string]ticket, len(openids))
	for _, openid := range openids {
		_, tickets[openid], _ = s.memory.players.get(playerKey{appid, openid})
	}
	var list []platform.Person
	err := s.read(ctx, "read people", func(c *conn) error {
		q := c.sql(selectPeople).int(appid).json(openids)
		for q.next() {
			list = append(list, platform.Person{Player: scanPlayer(q), Account: scanAccount(q)})
		}
		return q.done()
	})
	if err != nil {
		return nil, err
	}
	for _, person := range list {
		s.memory.players.add(playerKey{appid, person.OpenID}, person.Player, tickets[person.OpenID])
	}
	return list, nil
}

const selectPlayerOf = `SELECT uin, appid, openid, wifi FROM player WHERE uin = ? AND appid = ?`

// PlayerOf implements [platform.WorldStore].
func (s *Store) PlayerOf(ctx context.Context, uin, appid int64) (platform.Player, error) {
	var p platform.Player
	err := s.read(ctx, "read player", func(c *conn) (err error) {
		p, err = c.playerOf(uin, appid)
		return err
	})
	return p, err
}

func (c *conn) playerOf(uin, appid int64) (platform.Player, error) {
	q := c.sql(selectPlayerOf).int(uin).int(appid)
	if !q.next() {
		return platform.Player{}, q.orNotFound("account %d is no player of app %d", uin, appid)
	}
	p := scanPlayer(q)
	return p, q.done()
}

// An account of another world is left alone, so nothing changes.
const putAccount = `
INSERT INTO account (uin, world, nickname, gender, avatar, follows_games, password, qq_level, vip)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (uin) DO UPDATE SET nickname = excluded.nickname, gender = excluded.gender,
	avatar = excluded.avatar, follows_games = excluded.follows_games,
	password = excluded.password, qq_level = excluded.qq_level, vip = excluded.vip
WHERE world = excluded.world`

func (c *conn) putAccount(world string, a platform.Account) error {
	vip, err := encodeVIP(a.VIP)
	if err != nil {
		return err
	}
	err = c.sql(putAccount).int(a.UIN).text(world).text(a.Nickname).text(string(a.Gender)).text(a.Avatar).
		bool(a.FollowsGames).text(a.Password).int(int64(a.QQLevel)).text(vip).exec()
	if err == nil && c.Changes() == 0 {
		return platform.Refuse(platform.Conflict, "uin %d belongs to another world", a.UIN)
	}
	return err
}

const putPlayer = `
INSERT INTO player (uin, appid, openid, wifi) VALUES (?, ?, ?, ?)
ON CONFLICT (uin, appid) DO UPDATE SET openid = excluded.openid, wifi = excluded.wifi`

func (c *conn) putPlayer(p platform.Player) error {
	err := c.sql(putPlayer).int(p.UIN).int(p.AppID).text(p.OpenID).bool(p.Wifi).exec()
	if isConstraint(err) {
		return platform.Refuse(platform.Conflict, "openid %s belongs to another account than %d in app %d", p.OpenID, p.UIN, p.AppID)
	}
	return err
}
