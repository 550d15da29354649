package postgres

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	// Whoever changes the players that an account is holds the account, loads
	// too: so friends' copies of what it is are made one after the other.
	lockAccount  = `SELECT 1 FROM account WHERE uin = $1 FOR NO KEY UPDATE`
	selectHasApp = `SELECT 1 FROM app WHERE appid = $1`

	addOpenID     = `INSERT INTO openid (openid, appid, uin) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	addPlayer     = `INSERT INTO player (uin, appid, openid, wifi) VALUES ($1, $2, $3, $4)`
	showToFriends = `
UPDATE friend SET openids = openids || jsonb_build_object($3::text, $4::text) WHERE uin = ANY($1) AND friend = $2`
)

// AddPlayer implements [platform.AccountStore]. Mostly the account is one
// already, which costs a read.
func (s *Store) AddPlayer(ctx context.Context, p platform.Player) (platform.Player, error) {
	is, err := s.PlayerOf(ctx, p.UIN, p.AppID)
	if platform.ReasonOf(err) != platform.NotFound {
		return is, err
	}
	err = upon(func() error { return s.needAccount(ctx, p.UIN) }, func() error {
		return s.transact(ctx, "add player", func(t *transaction) (err error) {
			is, err = t.addPlayer(p)
			return err
		})
	})
	if err != nil {
		return platform.Player{}, err
	}
	return is, nil
}

// addPlayer returns the player that an account is in the end.
func (t *transaction) addPlayer(p platform.Player) (platform.Player, error) {
	var (
		account, plays, app bool
		is                  platform.Player
		friends             []int64
	)
	err := t.send(func(b *pgx.Batch) {
		b.Queue(lockAccount, p.UIN).Exec(changedTo(&account))
		b.Queue(selectPlayerOf, p.UIN, p.AppID).Query(func(rows pgx.Rows) (err error) {
			is, plays, err = first(rows, scanPlayer)
			return err
		})
		b.Queue(selectHasApp, p.AppID).Exec(changedTo(&app))
		b.Queue(selectFriendUINs, p.UIN).Query(func(rows pgx.Rows) (err error) {
			friends, err = pgx.CollectRows(rows, pgx.RowTo[int64])
			return err
		})
	})
	switch {
	case err != nil:
		return p, err
	case !account:
		return p, errGone
	case plays:
		return is, nil
	case !app:
		return p, noApp(p.AppID)
	}
	return p, t.insertPlayer(p, friends)
}

func (t *transaction) insertPlayer(p platform.Player, friends []int64) error {
	var free bool
	openid := escape(p.OpenID)
	err := t.send(func(b *pgx.Batch) {
		b.Queue(addOpenID, openid, p.AppID, p.UIN).Exec(changedTo(&free))
		b.Queue(addPlayer, p.UIN, p.AppID, openid, p.Wifi)
		b.Queue(showToFriends, friends, p.UIN, strconv.FormatInt(p.AppID, 10), openid)
	})
	if err == nil && !free {
		err = openidTaken(p)
	}
	return err
}

const selectPlayersOf = `SELECT uin, appid, openid, wifi FROM player WHERE uin = $1 ORDER BY appid`

// PlayersOf implements [platform.AccountStore].
func (s *Store) PlayersOf(ctx context.Context, uin int64) ([]platform.Player, error) {
	return list(ctx, s, "list players", selectPlayersOf, scanPlayer, uin)
}
