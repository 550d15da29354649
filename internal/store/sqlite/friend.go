package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const selectFriends = `
SELECT p.uin, p.openid, a.nickname, f.remark, a.gender, a.avatar
FROM friend f
CROSS JOIN player p ON p.uin = f.friend AND p.appid = ?2
CROSS JOIN account a ON a.uin = f.friend
WHERE f.uin = ?1
ORDER BY f.friend`

// Friends implements [platform.FriendStore].
func (s *Store) Friends(ctx context.Context, uin, appid int64) ([]platform.Friend, error) {
	var list []platform.Friend
	err := s.read(ctx, "read friends", func(c *conn) error {
		q := c.sql(selectFriends).int(uin).int(appid)
		for q.next() {
			list = append(list, platform.Friend{
				UIN:      q.getInt(),
				OpenID:   q.getText(),
				Nickname: q.getText(),
				Remark:   q.getText(),
				Gender:   platform.Gender(q.getText()),
				Avatar:   q.getText(),
			})
		}
		return q.done()
	})
	return list, err
}

const selectAreFriends = `SELECT 1 FROM friend WHERE uin = ? AND friend = ?`

// AreFriends implements [platform.FriendStore].
func (s *Store) AreFriends(ctx context.Context, uin, friend int64) (bool, error) {
	var are bool
	err := s.read(ctx, "look for friend", func(c *conn) (err error) {
		are, err = c.sql(selectAreFriends).int(uin).int(friend).exists()
		return err
	})
	return are, err
}

const putFriend = `
INSERT INTO friend (uin, friend, remark) VALUES (?, ?, ?)
ON CONFLICT (uin, friend) DO UPDATE SET remark = excluded.remark`

// putFriendship keeps both sides.
func (c *conn) putFriendship(f platform.Friendship) error {
	if err := c.sql(putFriend).int(f.UIN).int(f.Friend).text(f.Remark).exec(); err != nil {
		return err
	}
	return c.sql(putFriend).int(f.Friend).int(f.UIN).text(f.FriendRemark).exec()
}

func scanFriendship(q *stmt) platform.Friendship {
	return platform.Friendship{UIN: q.getInt(), Friend: q.getInt(), Remark: q.getText(), FriendRemark: q.getText()}
}
