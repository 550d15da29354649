package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	accountColumns = `a.uin, a.world, a.nickname, a.gender, a.avatar, a.follows_games, a.password, a.qq_level, a.vip`

	selectAccount = `SELECT ` + accountColumns + ` FROM account a WHERE a.uin = $1`
)

// Account implements [platform.PlayerStore].
func (s *Store) Account(ctx context.Context, uin int64) (platform.Account, error) {
	a, found, err := one(ctx, s, "read account", selectAccount, scanAccount, uin)
	if err == nil && !found {
		err = platform.Refuse(platform.NotFound, "no account has uin %d", uin)
	}
	return a, err
}

func scanAccount(r pgx.CollectableRow) (a platform.Account, err error) {
	var vip []byte
	if err := r.Scan(accountInto(&a, &vip)...); err != nil {
		return a, err
	}
	a.VIP, err = decodeVIP(vip)
	return a, err
}

// accountInto are where the account columns are scanned to.
func accountInto(a *platform.Account, vip *[]byte) []any {
	return []any{&a.UIN, (*text)(&a.World), (*text)(&a.Nickname), (*text)(&a.Gender), (*text)(&a.Avatar), &a.FollowsGames,
		(*text)(&a.Password), &a.QQLevel, vip}
}

const (
	selectUINs = `SELECT openid, uin FROM openid WHERE openid = ANY($1) AND appid = $2`

	selectPeople = `
SELECT p.uin, p.appid, p.openid, p.wifi, ` + accountColumns + `
FROM player p JOIN account a ON a.uin = p.uin
WHERE p.uin = ANY($1) AND p.appid = $2`
)

// People implements [platform.PlayerStore]. It takes one statement if all
// openids are remembered, otherwise one more that looks them up.
func (s *Store) People(ctx context.Context, appid int64, openids []string) ([]platform.Person, error) {
	known, err := s.lookUpAll(ctx, appid, openids)
	if err != nil {
		return nil, err
	}
	found, err := s.people(ctx, appid, known)
	if err != nil || len(found) == len(known) {
		return found, err
	}
	// Somebody remembered is no longer who they were: look again for them.
	missing := make([]string, 0, len(known)-len(found))
	for _, p := range found {
		delete(known, p.OpenID)
	}
	for openid := range known {
		s.uins.Forget(openidKey{appid, openid})
		missing = append(missing, openid)
	}
	if known, err = s.lookUpAll(ctx, appid, missing); err != nil {
		return nil, err
	}
	rest, err := s.people(ctx, appid, known)
	return append(found, rest...), err
}

// lookUpAll returns the accounts of openids; those that nobody has are left
// out.
func (s *Store) lookUpAll(ctx context.Context, appid int64, openids []string) (map[string]int64, error) {
	known := make(map[string]int64, len(openids))
	var unknown []string
	tickets := s.uins.Draw()
	for _, openid := range openids {
		if uin, _, ok := s.uins.Get(openidKey{appid, openid}); ok {
			known[openid] = uin
		} else {
			unknown = append(unknown, openid)
		}
	}
	if len(unknown) == 0 {
		return known, nil
	}
	type found struct {
		OpenID text
		UIN    int64
	}
	all, err := list(ctx, s, "look up openids", selectUINs, pgx.RowToStructByPos[found], escapeAll(unknown), appid)
	for _, f := range all {
		known[string(f.OpenID)] = f.UIN
		s.uins.AddAll(openidKey{appid, string(f.OpenID)}, f.UIN, tickets)
	}
	return known, err
}

// people reads the people that openids are known to lead to; those who have
// another openid are left out.
func (s *Store) people(ctx context.Context, appid int64, known map[string]int64) ([]platform.Person, error) {
	if len(known) == 0 {
		return nil, nil
	}
	uins := make([]int64, 0, len(known))
	for _, uin := range known {
		uins = append(uins, uin)
	}
	all, err := list(ctx, s, "read people", selectPeople, scanPerson, uins, appid)
	if err != nil {
		return nil, err
	}
	people := make([]platform.Person, 0, len(all))
	for _, p := range all {
		if uin, wanted := known[p.OpenID]; wanted && uin == p.UIN {
			people = append(people, p)
		}
	}
	return people, nil
}

func scanPerson(r pgx.CollectableRow) (p platform.Person, err error) {
	var vip []byte
	if err := r.Scan(append(playerColumns(&p.Player), accountInto(&p.Account, &vip)...)...); err != nil {
		return p, err
	}
	p.Account.VIP, err = decodeVIP(vip)
	return p, err
}
