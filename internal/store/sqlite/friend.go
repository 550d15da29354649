package sqlite

import (
	"context"
	"slices"

	"tongwan/internal/platform"
)

const (
	selectFriends = `SELECT friend, remark FROM friend WHERE uin = ? ORDER BY friend`

	selectCard = `
SELECT p.openid, a.nickname, a.gender, a.avatar
FROM player p CROSS JOIN account a ON a.uin = p.uin
WHERE p.uin = ? AND p.appid = ?`
)

// Friends implements [platform.FriendStore].
func (s *Store) Friends(ctx context.Context, uin, appid int64) ([]platform.Friend, error) {
	list := make([]platform.Friend, 0, 128) // most lists fit
	began := s.cards.begin()                // before there is a snapshot, or an old one might pass for new
	err := s.read(ctx, "read friends", func(c *conn) error {
		q := c.sql(selectFriends).int(uin)
		for q.next() {
			list = append(list, platform.Friend{UIN: q.getInt(), Remark: q.getText()})
		}
		if err := q.done(); err != nil {
			return err
		}
		missing := s.cards.fill(list, appid)
		for _, i := range missing {
			if err := c.readCard(&list[i], appid); err != nil {
				return err
			}
		}
		s.cards.add(began, list, appid, missing)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(f platform.Friend) bool { return f.OpenID == "" }), nil
}

// readCard completes a friend of whom uin and remark are known; one who does
// not play the app stays without an openid.
func (c *conn) readCard(f *platform.Friend, appid int64) error {
	q := c.sql(selectCard).int(f.UIN).int(appid)
	if q.next() {
		f.OpenID, f.Nickname, f.Gender, f.Avatar = q.getText(), q.getText(), platform.Gender(q.getText()), q.getText()
	}
	return q.done()
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
