package world

import (
	"math"

	"tongwan/internal/platform"
)

// maxState bounds the longer texts of messages and scores, in bytes: far
// above what the API accepts.
const maxState = 64 << 10

// state checks what exports write of a world's past.
func (c *checker) state(d *Document) {
	messages, boxes := make(map[string]*path), make(map[string]*path)
	for i, m := range d.Messages {
		at := root("messages").at(i)
		once(&c.problems, messages, m.ID, at.key("id"), "the message")
		c.message(m, at)
	}
	for i, ch := range d.Chests {
		at := root("chests").at(i)
		once(&c.problems, boxes, ch.BoxID, at.key("boxid"), "the chest")
		c.chest(ch, at)
	}
	scores := make(map[scoreKey]*path)
	for i, s := range d.Scores {
		at := root("scores").at(i)
		once(&c.problems, scores, s.key(), at, "the player's scope")
		c.score(s, at)
	}
	unbinds := make(map[guild]*path)
	for i, u := range d.Unbinds {
		at := root("unbinds").at(i)
		once(&c.problems, unbinds, guild{u.AppID, u.UnionID, u.ZoneID}, at, "the guild")
		c.length(u.UnionID, 1, platform.MaxScopeText, at.key("unionid"))
		c.length(u.ZoneID, 0, platform.MaxScopeText, at.key("zoneid"))
		c.given(u.At, at.key("at"))
	}
}

func (c *checker) message(m Message, at *path) {
	c.length(m.ID, 1, maxKey, at.key("id"))
	c.given(m.Sent, at.key("sent"))
	c.between(m.Act, 0, 1, at.key("act"))
	c.length(m.Title, 0, maxState, at.key("title"))
	c.length(m.Summary, 0, maxState, at.key("summary"))
	c.length(m.ImageURL, 0, maxState, at.key("image_url"))
	c.length(m.TargetURL, 0, maxState, at.key("target_url"))
	c.length(m.Preview, 0, maxState, at.key("preview"))
	c.length(m.GameTag, 0, maxState, at.key("game_tag"))
}

func (c *checker) chest(ch Chest, at *path) {
	c.length(ch.BoxID, 1, maxKey, at.key("boxid"))
	c.id(ch.ActID, at.key("actid"))
	c.between(ch.PeopleNum, 1, platform.MaxChestPeople, at.key("peoplenum"))
	c.between(ch.Num, max(ch.PeopleNum, 1), platform.MaxChestItems, at.key("num"))
	c.length(ch.PF, 0, maxState, at.key("pf"))
	c.given(ch.Created, at.key("created"))
}

// scoreKey is what a document names a score by.
type scoreKey struct {
	ofApp
	platform.Scope
}

func (s Score) key() scoreKey { return scoreKey{ofApp{s.AppID, s.UIN}, s.scope()} }

func (c *checker) score(s Score, at *path) {
	c.length(s.Mode, 0, platform.MaxScopeText, at.key("mode"))
	c.length(s.Zone, 0, platform.MaxScopeText, at.key("zone"))
	c.length(s.Server, 0, platform.MaxScopeText, at.key("server"))
	c.length(s.Role, 0, platform.MaxScopeText, at.key("role"))
	type entryKey struct {
		typ   int
		guild string
	}
	entries := make(map[entryKey]*path)
	for i, e := range s.Entries {
		at := at.key("entries").at(i)
		once(&c.problems, entries, entryKey{e.Type, e.Guild}, at, "the type")
		c.entry(e, at)
	}
	type periodKey struct {
		kind  platform.PeriodKind
		start int64
	}
	periods := make(map[periodKey]*path)
	for i, p := range s.Periods {
		at := at.key("periods").at(i)
		once(&c.problems, periods, periodKey{p.Kind, p.Start.unix()}, at, "the period")
		c.period(p, at)
	}
}

func (c *checker) entry(e Entry, at *path) {
	c.length(e.Guild, 0, platform.MaxScopeText, at.key("guild"))
	c.length(e.Data, 1, maxState, at.key("data"))
	c.length(e.Platform, 0, platform.MaxScopeText, at.key("platform"))
	c.given(e.Reported, at.key("reported"))
	if _, err := platform.ParseData(e.Type, e.Data); err != nil && e.Data != "" {
		c.add(at.key("data"), "%v", err)
	}
}

func (c *checker) period(p Period, at *path) {
	switch p.Kind {
	case platform.PeriodAll:
		if !p.Start.IsZero() {
			c.add(at.key("start"), "a period of all games has no start: leave it out")
		}
	case platform.PeriodDay, platform.PeriodWeek:
		c.given(p.Start, at.key("start"))
	default:
		c.add(at.key("kind"), "must be all, day or week, got %q", clip(string(p.Kind)))
	}
	c.between(p.Rounds, 0, math.MaxInt, at.key("rounds"))
	if p.RankedAt.IsZero() && (p.Ranked != 0 || !p.RankedExpires.IsZero()) {
		c.add(at.key("ranked_at"), "must be given with ranked and ranked_expires")
	}
}
