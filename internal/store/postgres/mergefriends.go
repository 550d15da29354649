package postgres

import "github.com/jackc/pgx/v5"

const (
	createTouched = `CREATE TEMPORARY TABLE IF NOT EXISTS in_touched (uin bigint) ON COMMIT DELETE ROWS`
	createCard    = `CREATE TEMPORARY TABLE IF NOT EXISTS in_card (LIKE friend, PRIMARY KEY (friend)) ON COMMIT DELETE ROWS`
)

// touch remembers whose copies in friends' lists may be out of date.
func (l *loader) touch(b *pgx.Batch, table string) {
	if !l.touched {
		l.touched = true
		b.Queue(createTouched)
	}
	b.Queue(`INSERT INTO in_touched (uin) SELECT uin FROM ` + table)
}

const (
	// A card is what lists show of an account.
	makeCards = `
INSERT INTO in_card (uin, friend, remark, nickname, gender, avatar, openids)
SELECT a.uin, a.uin, '', a.nickname, a.gender, a.avatar,
	coalesce((SELECT jsonb_object_agg(p.appid::text, p.openid) FROM player p WHERE p.uin = a.uin), '{}')
FROM account a WHERE a.uin IN (`

	touchedUINs = `SELECT uin FROM in_touched`
	friendUINs  = `SELECT uin FROM in_friend UNION SELECT friend FROM in_friend`

	// Friendships are mutual, so the friends of an account tell whose lists it
	// is on.
	refreshCopies = `
UPDATE friend f SET nickname = c.nickname, gender = c.gender, avatar = c.avatar, openids = c.openids
FROM in_touched t JOIN in_card c ON c.friend = t.uin JOIN friend mine ON mine.uin = t.uin
WHERE f.uin = mine.friend AND f.friend = t.uin
	AND (f.nickname, f.gender, f.avatar, f.openids) IS DISTINCT FROM (c.nickname, c.gender, c.avatar, c.openids)`

	putFriends = `
INSERT INTO friend (uin, friend, remark, nickname, gender, avatar, openids)
SELECT f.uin, f.friend, f.remark, c.nickname, c.gender, c.avatar, c.openids
FROM (
	SELECT DISTINCT ON (uin, friend) uin, friend, remark
	FROM (
		SELECT nr, uin, friend, remark FROM in_friend
		UNION ALL
		SELECT nr, friend, uin, friend_remark FROM in_friend) sides
	ORDER BY uin, friend, nr DESC) f
JOIN in_card c ON c.friend = f.friend`

	orReplace = `
ON CONFLICT (uin, friend) DO UPDATE SET remark = excluded.remark, nickname = excluded.nickname,
	gender = excluded.gender, avatar = excluded.avatar, openids = excluded.openids`
)

// mergeFriends merges friendships and brings the copies in friends' lists up
// to date.
func (l *loader) mergeFriends() error {
	var b pgx.Batch
	friends := l.intake("in_friend").copied > 0
	if friends {
		b.Queue(`ANALYZE in_friend`)
		needAccount("in_friend", "uin").queue(&b, l.world)
		needAccount("in_friend", "friend").queue(&b, l.world)
	}
	switch {
	case friends && l.touched:
		l.makeCards(&b, touchedUINs+` UNION `+friendUINs)
	case friends:
		l.makeCards(&b, friendUINs)
	case l.touched:
		l.makeCards(&b, touchedUINs)
	}
	if l.touched {
		b.Queue(refreshCopies)
	}
	if friends {
		b.Queue(`ANALYZE in_card`)
		b.Queue(l.putFriends())
	}
	return l.tx.SendBatch(l.ctx, &b).Close()
}

// makeCards makes the cards of accounts, which are held from then on.
func (l *loader) makeCards(b *pgx.Batch, uins string) {
	b.Queue(createCard)
	if !l.fresh {
		hold(uins).queue(b, l.world)
	}
	b.Queue(makeCards + uins + `)`)
}

// putFriends need not look for older friendships if there can be none.
func (l *loader) putFriends() string {
	if l.fresh {
		return putFriends
	}
	return putFriends + orReplace
}
