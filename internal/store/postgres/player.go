package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// An openid leads to an account in two steps: table openid says whose it is,
// which processes remember, and the row that is then used says whether it
// still is. A player's openid does not change in service, only when worlds
// are loaded or dropped, perhaps by another process.

const selectUIN = `SELECT uin FROM openid WHERE openid = $1 AND appid = $2`

// byOpenID calls use with the account of an openid. It reports what use does:
// whether the account has a row that goes with the openid. If the account was
// remembered and has none, it is looked up again.
func (s *Store) byOpenID(ctx context.Context, appid int64, openid string, use func(uin int64) (bool, error)) (bool, error) {
	key := openidKey{appid, openid}
	remembered, _, known := s.uins.Get(key)
	if known {
		if done, err := use(remembered); done || err != nil {
			return done, err
		}
		s.uins.Forget(key)
	}
	uin, found, err := s.lookUp(ctx, key)
	if !found || err != nil || known && uin == remembered {
		return false, err
	}
	return use(uin)
}

// lookUp reads the account of an openid and remembers it.
func (s *Store) lookUp(ctx context.Context, key openidKey) (uin int64, found bool, err error) {
	_, ticket, _ := s.uins.Get(key)
	uin, found, err = one(ctx, s, "look up openid", selectUIN, pgx.RowTo[int64], escape(key.openid), key.appid)
	if found {
		s.uins.Add(key, uin, ticket)
	}
	return uin, found, err
}

const selectPlayer = `SELECT uin, appid, openid, wifi FROM player WHERE uin = $1 AND appid = $2 AND openid = $3`

// Player implements [platform.PlayerStore].
func (s *Store) Player(ctx context.Context, appid int64, openid string) (platform.Player, error) {
	var p platform.Player
	found, err := s.byOpenID(ctx, appid, openid, func(uin int64) (found bool, err error) {
		p, found, err = one(ctx, s, "read player", selectPlayer, scanPlayer, uin, appid, escape(openid))
		return found, err
	})
	if err == nil && !found {
		err = noOpenID(appid)
	}
	return p, err
}

func noOpenID(appid int64) error {
	return platform.Refuse(platform.NotFound, "app %d has no player with this openid", appid)
}

func scanPlayer(r pgx.CollectableRow) (p platform.Player, err error) {
	err = r.Scan(playerColumns(&p)...)
	return p, err
}

// playerColumns are where uin, appid, openid and wifi are scanned to.
func playerColumns(p *platform.Player) []any {
	return []any{&p.UIN, &p.AppID, (*text)(&p.OpenID), &p.Wifi}
}

const selectHasPlayer = `SELECT 1 FROM player WHERE uin = $1 AND appid = $2`

const selectPlayerOf = `SELECT uin, appid, openid, wifi FROM player WHERE uin = $1 AND appid = $2`

// PlayerOf implements [platform.WorldStore].
func (s *Store) PlayerOf(ctx context.Context, uin, appid int64) (platform.Player, error) {
	p, found, err := one(ctx, s, "read player", selectPlayerOf, scanPlayer, uin, appid)
	if err == nil && !found {
		err = noPlayer(uin, appid)
	}
	return p, err
}
