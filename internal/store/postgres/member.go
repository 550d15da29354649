package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	selectGroupCodes = `SELECT code FROM account_group WHERE uin = $1`
	selectGroupsOf   = selectGroups + `WHERE g.code = ANY($1) ORDER BY g.code`
)

// GroupsOf implements [platform.GuildStore].
func (s *Store) GroupsOf(ctx context.Context, uin int64) ([]platform.GroupRow, error) {
	const what = "list groups"
	codes, err := list(ctx, s, what, selectGroupCodes, pgx.RowTo[int64], uin)
	if err != nil || len(codes) == 0 {
		return nil, err
	}
	return list(ctx, s, what, selectGroupsOf, scanGroupRow, codes)
}

const (
	// Loads hold accounts before groups, so who joins does too.
	keepAccount  = `SELECT 1 FROM account WHERE uin = $1 FOR KEY SHARE`
	countMembers = `SELECT count(*) FROM group_member WHERE code = $1`

	addMember       = `INSERT INTO group_member (code, uin, admin) VALUES ($1, $2, false)`
	addAccountGroup = `INSERT INTO account_group (uin, code) VALUES ($1, $2)`
)

// AddMember implements [platform.GuildStore]. Who joins holds the group, so
// that the next one counts them.
func (s *Store) AddMember(ctx context.Context, code, uin int64) error {
	need := func() error {
		if err := s.needGroup(ctx, code); err != nil {
			return err
		}
		return s.needAccount(ctx, uin)
	}
	return upon(need, func() error {
		return s.transact(ctx, "add member", func(t *transaction) error { return t.addMember(code, uin) })
	})
}

func (t *transaction) addMember(code, uin int64) error {
	var (
		g                      platform.Group
		account, found, member bool
		members                int
	)
	err := t.send(func(b *pgx.Batch) {
		b.Queue(keepAccount, uin).Exec(changedTo(&account))
		b.Queue(lockGroup, code).Query(groupTo(&g, &found))
		b.Queue(selectIsMember, code, uin).Exec(changedTo(&member))
		b.Queue(countMembers, code).QueryRow(func(r pgx.Row) error { return r.Scan(&members) })
	})
	switch {
	case err != nil:
		return err
	case !found || !account:
		return errGone
	case member:
		return nil
	case members >= g.Max:
		return platform.Refuse(platform.GroupFull, "group %d has %d members and can hold no more", code, members)
	}
	return t.send(func(b *pgx.Batch) {
		b.Queue(addMember, code, uin)
		b.Queue(addAccountGroup, uin, code)
	})
}

const selectHasGroup = `SELECT 1 FROM chatgroup WHERE code = $1`

// needGroup refuses if there is no such group.
func (s *Store) needGroup(ctx context.Context, code int64) error {
	found, err := s.exists(ctx, "look for group", selectHasGroup, code)
	if err == nil && !found {
		err = noGroup(code)
	}
	return err
}
