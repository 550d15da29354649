package world

import (
	"cmp"
	"slices"

	"tongwan/internal/platform"
)

// defaultMax is how many members a group can hold (world.md).
const defaultMax = 200

// freeBindings takes away the bindings of a group that gets new ones, before
// any gets its own: two guilds of one document may swap their groups.
func (m *merger) freeBindings(v any, at *path) {
	x := v.(*Group)
	if x.Bindings == nil {
		return
	}
	if old, stands := m.old.group(x.Code); stands && len(old.Bindings) > 0 {
		old.Bindings = nil
		m.put(old, at)
	}
}

func (m *merger) group(x Group, at *path) {
	g, stands := m.old.group(x.Code)
	if !stands {
		g = platform.GroupRow{Group: platform.Group{Code: x.Code, Max: defaultMax}}
		if x.Owner == nil {
			m.add(at.key("owner"), "%s is new in world %s and needs an owner", m.word(aGroup, x.Code), m.world)
			return
		}
	}
	g.World = m.world
	set(&g.Name, x.Name)
	set(&g.Memo, x.Memo)
	set(&g.Max, x.Max)
	set(&g.Owner, x.Owner)
	set(&g.Dissolved, x.Dissolved)
	m.members(&g, x, stands, at)
	if x.Bindings != nil {
		m.bindings(&g, x, at.key("bindings"))
	}
	m.Groups++
	m.madeGroup(g, x)
	m.put(g, at)
}

func (m *merger) members(g *platform.GroupRow, x Group, stands bool, at *path) {
	if x.Owner != nil {
		m.needAccount(*x.Owner, at.key("owner"))
	}
	for i, uin := range x.Members {
		m.needAccount(uin, at.key("members").at(i))
	}
	if x.Admins != nil {
		g.Admins = slices.Sorted(slices.Values(x.Admins))
	}
	switch {
	case x.Members != nil:
		g.Members = slices.Sorted(slices.Values(x.Members))
	case !stands:
		for i, uin := range x.Admins {
			m.needAccount(uin, at.key("admins").at(i))
		}
		g.Members = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(g.Admins), g.Owner))))
	}
	m.hold(g, x, at)
}

// hold holds a group as it will be against its rules. What the document
// decides alone was checked before.
func (m *merger) hold(g *platform.GroupRow, x Group, at *path) {
	switch {
	case x.Members == nil:
		m.inGroup(m.named.names, x.Owner, x.Admins, g.Members, at)
	case x.Owner == nil || x.Admins == nil:
		for _, uin := range append([]int64{g.Owner}, g.Admins...) {
			if _, in := slices.BinarySearch(g.Members, uin); !in {
				m.add(at.key("members"), "%s, the owner or an admin of %s, is missing: add it, or name others", m.word(anAccount, uin), m.word(aGroup, g.Code))
			}
		}
	}
	if len(g.Members) > g.Max {
		m.add(at.key("members"), "%s has %d members, but max is %d", m.word(aGroup, g.Code), len(g.Members), g.Max)
	}
}

// bindings replaces a group's bindings. In an app where the group was bound
// before it keeps its groupOpenid and join key unless they are named.
func (m *merger) bindings(g *platform.GroupRow, x Group, at *path) {
	kept := make(map[int64]platform.Binding)
	for _, b := range g.Bindings {
		kept[b.AppID] = b
	}
	g.Bindings = nil
	for i, b := range x.Bindings {
		app, ok := m.needApp(b.AppID, at.at(i).key("appid"))
		if !ok {
			continue
		}
		row, was := kept[b.AppID]
		if !was {
			row = platform.Binding{AppID: b.AppID, Code: g.Code, OpenID: platform.NewGroupOpenID(app, g.Code), JoinKey: platform.NewJoinKey(app, g.Code)}
		}
		row.UnionID, row.ZoneID = b.UnionID, b.zone()
		set(&row.OpenID, b.GroupOpenID)
		set(&row.JoinKey, b.JoinKey)
		g.Bindings = append(g.Bindings, row)
	}
	slices.SortFunc(g.Bindings, func(a, b platform.Binding) int { return cmp.Compare(a.AppID, b.AppID) })
}
