package postgres

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	selectFriends = `
SELECT friend, openids ->> $2, nickname, remark, gender, avatar
FROM friend WHERE uin = $1 AND openids ? $2 ORDER BY friend`

	selectAreFriends = `SELECT 1 FROM friend WHERE uin = $1 AND friend = $2`
)

// Friends implements [platform.FriendStore]. What lists show of people lies
// with each of their friends, so a list is one range of rows.
func (s *Store) Friends(ctx context.Context, uin, appid int64) ([]platform.Friend, error) {
	var list []platform.Friend
	args := []any{uin, strconv.FormatInt(appid, 10)}
	err := s.read(ctx, "read friends", &query{selectFriends, args, func(rows pgx.Rows) (err error) {
		list, err = pgx.AppendRows(make([]platform.Friend, 0, 128), rows, scanFriend) // most lists fit
		return err
	}})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func scanFriend(r pgx.CollectableRow) (f platform.Friend, err error) {
	err = r.Scan(&f.UIN, (*text)(&f.OpenID), (*text)(&f.Nickname), (*text)(&f.Remark), (*text)(&f.Gender), (*text)(&f.Avatar))
	return f, err
}

// AreFriends implements [platform.FriendStore].
func (s *Store) AreFriends(ctx context.Context, uin, friend int64) (bool, error) {
	return s.exists(ctx, "look for friend", selectAreFriends, uin, friend)
}
