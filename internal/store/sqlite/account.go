package sqlite

import (
	"context"
	"slices"

	"tongwan/internal/platform"
	"tongwan/internal/store/rowjson"
)

const selectPlayer = `SELECT uin, appid, openid, wifi FROM player WHERE appid = ? AND openid = ?`

// Player implements [platform.PlayerStore].
func (s *Store) Player(ctx context.Context, appid int64, openid string) (platform.Player, error) {
	key := playerKey{appid, openid}
	p, t, ok := s.memory.players.Get(key)
	if ok {
		return p, nil
	}
	err := s.read(ctx, "read player", func(c *conn) (err error) {
		p, err = c.player(appid, openid)
		return err
	})
	if err == nil {
		s.memory.players.Add(key, p, t)
	}
	return p, err
}

func (c *conn) player(appid int64, openid string) (platform.Player, error) {
	q := c.sql(selectPlayer).int(appid).text(openid)
	if !q.next() {
		return platform.Player{}, q.orNotFound("app %d has no player with this openid", appid)
	}
	p := scanPlayer(q)
	return p, q.done()
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
	a, t, ok := s.memory.accounts.Get(uin)
	if !ok {
		err := s.read(ctx, "read account", func(c *conn) (err error) {
			a, err = c.account(uin)
			return err
		})
		if err != nil {
			return a, err
		}
		s.memory.accounts.Add(uin, a, t)
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
	var vip []rowjson.Membership
	q.getJSON(&vip)
	a.VIP = rowjson.PlatformVIP(vip, asIs)
	return a
}

const selectPeople = `
SELECT p.uin, p.appid, p.openid, p.wifi, ` + accountColumns + `
FROM json_each(?2) wanted
CROSS JOIN player p ON p.appid = ?1 AND p.openid = wanted.value
CROSS JOIN account a ON a.uin = p.uin`

// People implements [platform.PlayerStore]. If all are remembered that is the
// answer; otherwise one statement over their openids as JSON reads them, which
// takes three quarters of the time of one statement each.
func (s *Store) People(ctx context.Context, appid int64, openids []string) ([]platform.Person, error) {
	list := make([]platform.Person, 0, len(openids))
	quick := func() error {
		for _, openid := range openids {
			person, ok := s.remembered(appid, openid)
			if !ok {
				return s.readPeople(ctx, appid, openids, &list)
			}
			list = append(list, person)
		}
		return nil
	}
	err := s.whole(ctx, "read people", quick, func(c *conn) (err error) {
		list, err = c.people(appid, openids)
		return err
	})
	return list, err
}

// remembered returns a person whom both memos know.
func (s *Store) remembered(appid int64, openid string) (platform.Person, bool) {
	p, _, ok := s.memory.players.Get(playerKey{appid, openid})
	if !ok {
		return platform.Person{}, false
	}
	a, _, ok := s.memory.accounts.Get(p.UIN)
	a.VIP = slices.Clone(a.VIP) // the caller's to change
	return platform.Person{Player: p, Account: a}, ok
}

// readPeople reads people and remembers them.
func (s *Store) readPeople(ctx context.Context, appid int64, openids []string, list *[]platform.Person) error {
	players, accounts := s.memory.players.Draw(), s.memory.accounts.Draw()
	err := s.read(ctx, "read people", func(c *conn) (err error) {
		*list, err = c.people(appid, openids)
		return err
	})
	if err != nil {
		return err
	}
	for _, person := range *list {
		s.memory.players.AddAll(playerKey{appid, person.OpenID}, person.Player, players)
		person.Account.VIP = slices.Clone(person.Account.VIP)
		s.memory.accounts.AddAll(person.UIN, person.Account, accounts)
	}
	return nil
}

func (c *conn) people(appid int64, openids []string) ([]platform.Person, error) {
	list := make([]platform.Person, 0, len(openids))
	q := c.sql(selectPeople).int(appid).json(openids)
	for q.next() {
		list = append(list, platform.Person{Player: scanPlayer(q), Account: scanAccount(q)})
	}
	return list, q.done()
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
	err := c.sql(putAccount).account(world, a).exec()
	if err == nil && c.Changes() == 0 {
		return platform.Refuse(platform.Conflict, "uin %d belongs to another world", a.UIN)
	}
	return err
}

// account binds the account columns.
func (q *stmt) account(world string, a platform.Account) *stmt {
	q.int(a.UIN).text(world).text(a.Nickname).text(string(a.Gender)).text(a.Avatar).
		bool(a.FollowsGames).text(a.Password).int(int64(a.QQLevel))
	if len(a.VIP) == 0 {
		return q.text("")
	}
	return q.json(rowjson.VIP(a.VIP, asIs))
}

const putPlayer = `
INSERT INTO player (uin, appid, openid, wifi) VALUES (?, ?, ?, ?)
ON CONFLICT (uin, appid) DO UPDATE SET openid = excluded.openid, wifi = excluded.wifi`

func (c *conn) putPlayer(p platform.Player) error {
	err := c.sql(putPlayer).int(p.UIN).int(p.AppID).text(p.OpenID).bool(p.Wifi).exec()
	if isConstraint(err) {
		return openidTaken(p)
	}
	return err
}
