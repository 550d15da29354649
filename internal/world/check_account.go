package world

import (
	"math"
	"net/url"
	"time"

	"tongwan/internal/platform"
)

func (c *checker) account(a Account, at *path) {
	c.id(a.UIN, at, "uin")
	c.describedOnce(&c.accounts, anAccount, a.UIN, at)
	c.optional(a.Nickname, 0, maxName, at, "nickname")
	c.optional(a.Password, 0, maxSecret, at, "password")
	c.avatar(a.Avatar, at.key("avatar"))
	if g := a.Gender; g != nil && *g != platform.Male && *g != platform.Female && *g != platform.GenderUnknown {
		c.add(at.key("gender"), "must be male, female or unknown, got %q", clip(string(*g)))
	}
	if a.QQLevel != nil {
		c.between(*a.QQLevel, 0, math.MaxInt32, at, "qq_level")
	}
	if a.VIP != nil {
		for _, f := range a.VIP.kinds() {
			c.membership(*f.held, at.key("vip").key(string(f.kind)))
		}
	}
	for i, p := range a.Players {
		c.player(a.UIN, p, at.key("players").at(i))
	}
}

func (c *checker) avatar(s *string, at *path) {
	if s == nil || *s == "" {
		return
	}
	c.length(*s, 0, maxURL, at, "")
	u, err := url.Parse(*s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		c.add(at, "must be a base URL of pictures like https://img.example.com/10001, or empty, got %q", clip(*s))
	}
}

func (c *checker) membership(m *Membership, at *path) {
	if m == nil {
		return
	}
	c.between(m.Level, 0, math.MaxInt32, at, "level")
	c.ordered(m.Start, m.End, "start", at.key("end"))
	c.ordered(m.YearStart, m.YearEnd, "year_start", at.key("year_end"))
}

func (c *checker) ordered(start, end Time, name string, at *path) {
	if !start.IsZero() && !end.IsZero() && time.Time(end).Before(time.Time(start)) {
		c.add(at, "must not be before %s", name)
	}
}

func (c *checker) player(uin int64, p Player, at *path) {
	c.id(p.AppID, at, "appid")
	once(&c.problems, &c.players, ofApp{p.AppID, uin}, at, "appid", "the account's player in this app")
	if p.OpenID != nil {
		c.length(*p.OpenID, 1, maxOpenID, at, "openid")
		once(&c.problems, &c.openids, inApp{p.AppID, *p.OpenID}, at, "openid", "the openid of this app")
	}
	for i, t := range p.Tokens {
		c.token(p.AppID, t, at.key("tokens").at(i))
	}
	for i, g := range p.Gifts {
		at := at.key("gifts").at(i)
		c.length(g.ID, 1, maxName, at, "giftId")
		c.between(g.Count, 1, math.MaxInt32, at, "giftCount")
	}
}

func (c *checker) token(appid int64, t Token, at *path) {
	if _, err := t.revocation(); err != nil {
		c.add(at.key("revoked"), "%v", err)
	}
	switch {
	case t.isLeftOut():
		return
	case t.Token != nil && t.SHA256 != nil:
		c.add(at, "has both token and sha256: give one, or none to have one made")
		return
	case t.Token != nil && *t.Token == "":
		c.add(at.key("token"), "must not be empty: give a text of 1 to %d bytes, or leave the key out to have one made", maxToken)
		return
	}
	c.optional(t.Token, 1, maxToken, at, "token")
	hash, err := t.hash()
	if err != nil {
		c.add(at.key("sha256"), "must be 64 hex digits, got %q", clip(*t.SHA256))
		return
	}
	once(&c.problems, &c.tokens, inApp{appid, string(hash[:])}, at, "", "the token of this app")
}

func (c *checker) friend(f *Friend, at *path) {
	c.id(f.UIN, at, "uin")
	c.id(f.Friend, at, "friend")
	if f.UIN == f.Friend {
		c.add(at, "%s cannot be its own friend", c.names.word(anAccount, f.UIN))
		return
	}
	once(&c.problems, &c.friends, pair(f.UIN, f.Friend), at, "", "the friendship, which is mutual,")
	c.optional(f.Remark, 0, maxName, at, "remark")
	c.optional(f.FriendRemark, 0, maxName, at, "friend_remark")
	c.remarks = c.remarks || f.Remark == nil || f.FriendRemark == nil
}

// pair names a friendship whichever side it is seen from.
func pair(a, b int64) [2]int64 { return [2]int64{min(a, b), max(a, b)} }
