package world

import (
	"math"

	"tongwan/internal/platform"
)

// maxState bounds the longer texts of messages and scores, in bytes: far
// above what the API accepts.
const maxState = 64 << 10

// What exports write of a world's past is checked as well.

func (c *checker) message(m Message, at *path) {
	once(&c.problems, &c.messages, m.ID, at, "id", "the message")
	c.length(m.ID, 1, maxKey, at, "id")
	c.given(m.Sent, at, "sent")
	c.between(m.Act, 0, 1, at, "act")
	c.length(m.Title, 0, maxState, at, "title")
	c.length(m.Summary, 0, maxState, at, "summary")
	c.length(m.ImageURL, 0, maxState, at, "image_url")
	c.length(m.TargetURL, 0, maxState, at, "target_url")
	c.length(m.Preview, 0, maxState, at, "preview")
	c.length(m.GameTag, 0, maxState, at, "game_tag")
}

func (c *checker) chest(ch Chest, at *path) {
	once(&c.problems, &c.chests, ch.BoxID, at, "boxid", "the chest")
	c.length(ch.BoxID, 1, maxKey, at, "boxid")
	c.id(ch.ActID, at, "actid")
	c.between(ch.PeopleNum, 1, platform.MaxChestPeople, at, "peoplenum")
	c.between(ch.Num, max(ch.PeopleNum, 1), platform.MaxChestItems, at, "num")
	c.length(ch.PF, 0, maxState, at, "pf")
	c.given(ch.Created, at, "created")
	if len(ch.Takes) > ch.PeopleNum {
		c.add(at.key("takes"), "has %d who took from a chest for %d", len(ch.Takes), ch.PeopleNum)
	}
	takers := remembering[int64]()
	for i, take := range ch.Takes {
		at := at.key("takes").at(i)
		once(&c.problems, &takers, take.UIN, at, "uin", "the account")
		c.given(take.At, at, "at")
	}
}

func (c *checker) unbind(u Unbind, at *path) {
	once(&c.problems, &c.unbinds, guild{u.AppID, u.UnionID, u.ZoneID}, at, "", "the guild")
	c.length(u.UnionID, 1, platform.MaxScopeText, at, "unionid")
	c.length(u.ZoneID, 0, platform.MaxScopeText, at, "zoneid")
	c.given(u.At, at, "at")
}

// scoreKey is what a document names a score by.
type scoreKey struct {
	ofApp
	platform.Scope
}

func (s Score) key() scoreKey { return scoreKey{ofApp{s.AppID, s.UIN}, s.scope()} }

func (c *checker) score(s Score, at *path) {
	once(&c.problems, &c.scores, s.key(), at, "", "the player's scope")
	c.length(s.Mode, 0, platform.MaxScopeText, at, "mode")
	c.length(s.Zone, 0, platform.MaxScopeText, at, "zone")
	c.length(s.Server, 0, platform.MaxScopeText, at, "server")
	c.length(s.Role, 0, platform.MaxScopeText, at, "role")
	type entryKey struct {
		typ   int
		guild string
	}
	entries := remembering[entryKey]()
	for i, e := range s.Entries {
		at := at.key("entries").at(i)
		once(&c.problems, &entries, entryKey{e.Type, e.Guild}, at, "", "the type")
		c.entry(e, at)
	}
	type periodKey struct {
		kind  platform.PeriodKind
		start int64
	}
	periods := remembering[periodKey]()
	for i, p := range s.Periods {
		at := at.key("periods").at(i)
		once(&c.problems, &periods, periodKey{p.Kind, p.Start.unix()}, at, "", "the period")
		c.period(p, at)
	}
}

func (c *checker) entry(e Entry, at *path) {
	c.length(e.Guild, 0, platform.MaxScopeText, at, "guild")
	c.length(e.Data, 1, maxState, at, "data")
	c.length(e.Platform, 0, platform.MaxScopeText, at, "platform")
	c.given(e.Reported, at, "reported")
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
		c.given(p.Start, at, "start")
	default:
		c.add(at.key("kind"), "must be all, day or week, got %q", clip(string(p.Kind)))
	}
	c.between(p.Rounds, 0, math.MaxInt, at, "rounds")
	if p.RankedAt.IsZero() && (p.Ranked != 0 || !p.RankedExpires.IsZero()) {
		c.add(at.key("ranked_at"), "must be given with ranked and ranked_expires")
	}
}
