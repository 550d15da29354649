package world

import (
	"math"
	"slices"

	"tongwan/internal/platform"
)

func (c *checker) group(g Group, at *path) {
	c.id(g.Code, at, "code")
	c.describedOnce(&c.groups, aGroup, g.Code, at)
	c.optional(g.Name, 0, maxName, at, "name")
	c.optional(g.Memo, 0, maxMemo, at, "memo")
	if g.Max != nil {
		c.between(*g.Max, 1, math.MaxInt32, at, "max")
	}
	c.uins(g.Admins, at.key("admins"))
	c.uins(g.Members, at.key("members"))
	if g.Members != nil {
		c.inGroup(c.names, g.Owner, g.Admins, slices.Sorted(slices.Values(g.Members)), at)
	}
	bound := remembering[int64]()
	for i, b := range g.Bindings {
		at := at.key("bindings").at(i)
		once(&c.problems, &bound, b.AppID, at, "appid", "the group's binding in this app")
		c.binding(b, at)
	}
}

func (c *checker) uins(list []int64, at *path) {
	seen := remembering[int64]()
	for i, uin := range list {
		once(&c.problems, &seen, uin, at.at(i), "", "the account")
	}
}

// inGroup holds owner and admins against the sorted members.
func (ps *problems) inGroup(n *names, owner *int64, admins, members []int64, at *path) {
	if owner != nil {
		if _, in := slices.BinarySearch(members, *owner); !in {
			ps.add(at.key("owner"), "%s is not among the members: add it there", n.word(anAccount, *owner))
		}
	}
	for i, uin := range admins {
		if _, in := slices.BinarySearch(members, uin); !in {
			ps.add(at.key("admins").at(i), "%s is not among the members: add it there", n.word(anAccount, uin))
		}
	}
}

func (c *checker) binding(b Binding, at *path) {
	c.id(b.AppID, at, "appid")
	c.length(b.UnionID, 1, platform.MaxScopeText, at, "unionid")
	c.length(b.ZoneID, 0, platform.MaxScopeText, at, "zoneid")
	once(&c.problems, &c.guilds, guild{b.AppID, b.UnionID, b.zone()}, at, "", "the guild, which is unionid and zoneid in an app,")
	if b.JoinKey != nil {
		c.length(*b.JoinKey, 1, maxKey, at, "join_key")
		once(&c.problems, &c.joinKeys, *b.JoinKey, at, "join_key", "the join_key")
	}
	if b.GroupOpenID != nil {
		c.length(*b.GroupOpenID, 1, maxOpenID, at, "group_openid")
		once(&c.problems, &c.groupOpenIDs, *b.GroupOpenID, at, "group_openid", "the group_openid")
	}
}

// zone returns the zoneid, "0" where it was left out (protocol.md 4, groups).
func (b Binding) zone() string {
	if b.ZoneID == "" {
		return "0"
	}
	return b.ZoneID
}
