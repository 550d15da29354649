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
	var list []platform.Friend
	quick := func() error {
		err := s.read(ctx, "read friends", func(c *conn) (err error) {
			list, err = c.friends(uin)
			return err
		})
		for i := 0; err == nil && i < len(list); i++ {
			err = s.card(ctx, &list[i], appid)
		}
		return err
	}
	err := s.whole(ctx, "read friends", quick, func(c *conn) (err error) {
		list, err = c.friends(uin)
		for i := 0; err == nil && i < len(list); i++ {
			err = c.card(&list[i], appid)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(f platform.Friend) bool { return f.OpenID == "" }), nil
}

// friends returns uin and remark of all friends.
func (c *conn) friends(uin int64) ([]platform.Friend, error) {
	list := make([]platform.Friend, 0, 128) // most lists fit
	q := c.sql(selectFriends).int(uin)
	for q.next() {
		list = append(list, platform.Friend{UIN: q.getInt(), Remark: q.getText()})
	}
	return list, q.done()
}

// card completes a friend, of whom uin and remark are known, with what lists
// of an app show. One who does not play the app stays without an openid.
func (s *Store) card(ctx context.Context, f *platform.Friend, appid int64) error {
	key := cardKey{f.UIN, appid}
	known, t, ok := s.memory.cards.Get(key)
	if !ok {
		known.UIN = f.UIN
		if err := s.read(ctx, "read friend", func(c *conn) error { return c.card(&known, appid) }); err != nil {
			return err
		}
		s.memory.cards.Add(key, known, t)
	}
	known.Remark = f.Remark
	*f = known
	return nil
}

func (c *conn) card(f *platform.Friend, appid int64) error {
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
