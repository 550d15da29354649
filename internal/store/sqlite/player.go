package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const addPlayer = `
INSERT INTO player (uin, appid, openid, wifi)
SELECT a.uin, p.appid, ?3, ?4 FROM account a CROSS JOIN app p ON p.appid = ?2 WHERE a.uin = ?1`

// AddPlayer implements [platform.AccountStore].
func (s *Store) AddPlayer(ctx context.Context, p platform.Player) (platform.Player, error) {
	var is platform.Player
	err := s.write(ctx, "add player", func(c *conn) (err error) {
		is, err = c.playerOf(p.UIN, p.AppID)
		if platform.ReasonOf(err) == platform.NotFound {
			is, err = p, c.addPlayer(p)
		}
		return err
	})
	if err != nil {
		return platform.Player{}, err
	}
	s.memory.cards.Forget(cardKey{p.UIN, p.AppID})
	return is, nil
}

func (c *conn) addPlayer(p platform.Player) error {
	err := c.sql(addPlayer).int(p.UIN).int(p.AppID).text(p.OpenID).bool(p.Wifi).exec()
	switch {
	case isConstraint(err):
		return openidTaken(p)
	case err == nil && c.Changes() == 0:
		return platform.Refuse(platform.NotFound, "there is no account %d, or no app %d", p.UIN, p.AppID)
	}
	return err
}

func openidTaken(p platform.Player) error {
	return platform.Refuse(platform.Conflict, "openid %s belongs to another account than %d in app %d", p.OpenID, p.UIN, p.AppID)
}

const selectPlayersOf = `SELECT uin, appid, openid, wifi FROM player WHERE uin = ? ORDER BY appid`

// PlayersOf implements [platform.AccountStore].
func (s *Store) PlayersOf(ctx context.Context, uin int64) ([]platform.Player, error) {
	var list []platform.Player
	err := s.read(ctx, "list players", func(c *conn) error {
		q := c.sql(selectPlayersOf).int(uin)
		for q.next() {
			list = append(list, scanPlayer(q))
		}
		return q.done()
	})
	return list, err
}
