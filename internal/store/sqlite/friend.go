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

// Friends implements [platform.FriendStore]. The list is one range of rows,
// but each friend would be a look-up in two more tables, three quarters of
// the whole call: so what lists show of people is remembered.
func (s *Store) Friends(ctx context.Context, uin, appid int64) ([]platform.Friend, error) {
	list := make([]platform.Friend, 0, 128) // most lists fit
	err := s.read(ctx, "read friends", func(c *conn) error {
		q := c.sql(selectFriends).int(uin)
		for q.next() {
			list = append(list, platform.Friend{UIN: q.getInt(), Remark: q.getText()})
		}
		return q.done()
	})
	if err != nil {
		return nil, err
	}
	for i := range list {
		card, err := s.card(ctx, cardKey{list[i].UIN, appid})
		if err != nil {
			return nil, err
		}
		card.Remark = list[i].Remark
		list[i] = card
	}
	return slices.DeleteFunc(list, func(f platform.Friend) bool { return f.OpenID == "" }), nil
}

// card returns what friend lists of an app show of an account, without the
// remark. One who does not play the app has no openid.
func (s *Store) card(ctx context.Context, key cardKey) (platform.Friend, error) {
	f, t, ok := s.memory.cards.get(key)
	if ok {
		return f, nil
	}
	f.UIN = key.uin
	err := s.read(ctx, "read friend", func(c *conn) error {
		q := c.sql(selectCard).int(key.uin).int(key.appid)
		if q.next() {
			f.OpenID, f.Nickname, f.Gender, f.Avatar = q.getText(), q.getText(), platform.Gender(q.getText()), q.getText()
		}
		return q.done()
	})
	if err == nil {
		s.memory.cards.add(key, f, t)
	}
	return f, err
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
