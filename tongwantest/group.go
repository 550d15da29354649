package tongwantest

import (
	"slices"

	"tongwan/internal/world"
)

// Group is a chat group. Its fields do not change.
type Group struct {
	Name    string
	Code    int64  // the group's number, unique in the process
	OpenID  string // groupOpenid in the app, if the group is bound
	JoinKey string // to join with, if it is bound

	s       *Server
	members []*Player // the owner first; guarded by s.mu
	admins  []*Player // guarded by s.mu
}

// GroupOption says how a group is, for [Server.Group].
type GroupOption func(*groupSpec)

type groupSpec struct {
	group           world.Group
	members, admins []*Player
	guild, zone     string
}

// Members puts players into the group, besides the owner.
func Members(players ...*Player) GroupOption {
	return func(g *groupSpec) { g.members = append(g.members, players...) }
}

// Admins puts players into the group and makes them admins.
func Admins(players ...*Player) GroupOption {
	return func(g *groupSpec) { g.admins = append(g.admins, players...) }
}

// Guild binds the group to a guild of the app, as the game names both. An empty
// zoneid is "0".
func Guild(unionid, zoneid string) GroupOption {
	return func(g *groupSpec) { g.guild, g.zone = unionid, zoneid }
}

// Memo sets what the group says about itself.
func Memo(text string) GroupOption {
	return func(g *groupSpec) { g.group.Memo = &text }
}

// MaxMembers sets how many the group can hold, 200 otherwise.
func MaxMembers(n int) GroupOption {
	return func(g *groupSpec) { g.group.Max = &n }
}

// Group makes a chat group, of its owner alone unless options say otherwise.
// Its name must be new in the world.
func (s *Server) Group(name string, owner *Player, opts ...GroupOption) *Group {
	s.t.Helper()
	var spec groupSpec
	for _, opt := range opts {
		opt(&spec)
	}
	s.mustBeMine("Group", owner)
	s.mustBeMine("Group", spec.members...)
	s.mustBeMine("Group", spec.admins...)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.groups[name] != nil {
		s.fatalf("there is a group %q already: change it with Add, Remove and Dissolve, or name this one otherwise", name)
	}
	g := &Group{Name: name, Code: s.id(len(s.groups)), s: s, admins: spec.admins}
	g.members = union([]*Player{owner}, spec.admins, spec.members)
	doc := spec.group
	doc.Name, doc.Owner = &name, &owner.UIN
	if spec.guild != "" {
		g.OpenID, g.JoinKey = s.secret("group", name), s.secret("join", name)
		doc.Bindings = []world.Binding{{AppID: s.app.ID, UnionID: spec.guild, ZoneID: spec.zone,
			GroupOpenID: &g.OpenID, JoinKey: &g.JoinKey}}
	}
	g.put(doc)
	s.groups[name] = g
	return g
}

// Add puts players into the group.
func (g *Group) Add(players ...*Player) {
	g.s.t.Helper()
	g.s.mustBeMine("Group.Add", players...)
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.members = union(g.members, players)
	g.put(world.Group{})
}

// Remove takes players out of the group; who is not in it is none the worse.
// The owner stays for as long as the group does.
func (g *Group) Remove(players ...*Player) {
	g.s.t.Helper()
	g.s.mustBeMine("Group.Remove", players...)
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	if slices.Contains(players, g.members[0]) {
		g.s.fatalf("player %q owns group %q and cannot leave it: Dissolve ends the group", g.members[0].Name, g.Name)
	}
	gone := func(p *Player) bool { return slices.Contains(players, p) }
	g.members = slices.DeleteFunc(g.members, gone)
	g.admins = slices.DeleteFunc(g.admins, gone)
	g.put(world.Group{})
}

// Dissolve dissolves the group.
func (g *Group) Dissolve() {
	g.s.t.Helper()
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.put(world.Group{Dissolved: ptr(true)})
}

// put applies a change together with who is in the group. s.mu is held.
func (g *Group) put(doc world.Group) {
	g.s.t.Helper()
	doc.Code = g.Code
	doc.Members, doc.Admins = uins(g.members), uins(g.admins)
	if err := g.s.put(&world.Document{Groups: []world.Group{doc}}); err != nil {
		g.s.fatalf("group %q: %v", g.Name, err)
	}
}

// union returns the players of all lists, each once, in order.
func union(lists ...[]*Player) []*Player {
	var all []*Player
	for _, p := range slices.Concat(lists...) {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

func uins(players []*Player) []int64 {
	list := make([]int64, len(players)) // never nil, which would leave a list as it was
	for i, p := range players {
		list[i] = p.UIN
	}
	return list
}
