package world

import "hash/maphash"

// inApp is something that an app must have only once.
type inApp struct {
	appid int64
	name  string
}

// ofApp is an account's player, or a group's binding, in an app.
type ofApp struct {
	appid, id int64
}

// guild is what a group is bound to.
type guild struct {
	appid           int64
	unionid, zoneid string
}

// checker remembers what was named, to find what is named twice.
type checker struct {
	problems
	names   *names // of the document; may be nil
	remarks bool   // a friendship leaves a remark to what it is

	apps, accounts, groups seen[int64]
	players                seen[ofApp]
	openids, tokens        seen[inApp]
	friends                seen[[2]int64]
	guilds                 seen[guild]
	groupOpenIDs           seen[string]
	messages, chests       seen[string]
	joinKeys               seen[string]
	scores                 seen[scoreKey]
	unbinds                seen[guild]
}

// newChecker returns a checker for a small document.
func newChecker() *checker {
	return &checker{
		apps: remembering[int64](), accounts: remembering[int64](), groups: remembering[int64](),
		players: remembering[ofApp](), openids: remembering[inApp](), tokens: remembering[inApp](),
		friends: remembering[[2]int64](), guilds: remembering[guild](), groupOpenIDs: remembering[string](),
		messages: remembering[string](), chests: remembering[string](), joinKeys: remembering[string](),
		scores: remembering[scoreKey](), unbinds: remembering[guild](),
	}
}

// newLargeChecker returns a checker that keeps hashes and finds suspects: see
// [seen].
func newLargeChecker() *checker {
	seed := maphash.MakeSeed()
	return &checker{
		apps: hashing[int64](seed), accounts: hashing[int64](seed), groups: hashing[int64](seed),
		players: hashing[ofApp](seed), openids: hashing[inApp](seed), tokens: hashing[inApp](seed),
		friends: hashing[[2]int64](seed), guilds: hashing[guild](seed), groupOpenIDs: hashing[string](seed),
		messages: hashing[string](seed), chests: hashing[string](seed), joinKeys: hashing[string](seed),
		scores: hashing[scoreKey](seed), unbinds: hashing[guild](seed),
	}
}

// among returns a checker that looks into the suspects of c.
func (c *checker) among() *checker {
	return &checker{
		names: c.names,
		apps:  c.apps.among(), accounts: c.accounts.among(), groups: c.groups.among(),
		players: c.players.among(), openids: c.openids.among(), tokens: c.tokens.among(),
		friends: c.friends.among(), guilds: c.guilds.among(), groupOpenIDs: c.groupOpenIDs.among(),
		messages: c.messages.among(), chests: c.chests.among(), joinKeys: c.joinKeys.among(),
		scores: c.scores.among(), unbinds: c.unbinds.among(),
	}
}

// forget frees what only checking needs. Accounts, players and friendships
// stay.
func (c *checker) forget() {
	c.apps.forget()
	c.groups.forget()
	c.openids.forget()
	c.tokens.forget()
	c.guilds.forget()
	c.groupOpenIDs.forget()
	c.messages.forget()
	c.chests.forget()
	c.joinKeys.forget()
	c.scores.forget()
	c.unbinds.forget()
}

// suspicious reports whether there are suspects.
func (c *checker) suspicious() bool {
	return len(c.apps.suspects)+len(c.accounts.suspects)+len(c.groups.suspects)+
		len(c.players.suspects)+len(c.openids.suspects)+len(c.tokens.suspects)+
		len(c.friends.suspects)+len(c.guilds.suspects)+len(c.groupOpenIDs.suspects)+
		len(c.messages.suspects)+len(c.chests.suspects)+len(c.joinKeys.suspects)+
		len(c.scores.suspects)+len(c.unbinds.suspects) > 0
}

// once reports a key that was named before.
func once[K comparable](ps *problems, s *seen[K], k K, in *path, key, what string) {
	if before, again := s.name(k, in, key); again {
		ps.add(in.sub(key), "%s is named twice, first by %s: name it once", what, before)
	}
}

// describedOnce is once for what has a number, or a name in its place.
func (c *checker) describedOnce(s *seen[int64], k kind, number int64, at *path) {
	key, nameKey := k.keys()
	name, byName := c.names.name(k, number)
	if !byName {
		once(&c.problems, s, number, at, key, "the "+string(k))
		return
	}
	if before, again := s.name(number, at, ""); again {
		c.add(at, "%s %q is there twice without %s, first as %s: give each a %s of its own, or %s", k, clip(name), key, before, nameKey, key)
	}
}
