package sandbox

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/msdk"
)

// Bounds of each world's journal.
const (
	DefaultEntries = 10_000
	DefaultBytes   = 16 << 20
)

// JournalConfig is what a journal is made of.
type JournalConfig struct {
	Platform *platform.Platform // knows the apps and the worlds' times
	Clock    platform.Clock     // of the machine
	Entries  int                // of each world at most; 0: [DefaultEntries]
	Bytes    int                // of each world at most, about; 0: [DefaultBytes]
}

// Journal keeps the newest requests of each world. Those that name no app of
// any world are kept apart, with the same bounds.
type Journal struct {
	config  JournalConfig
	numbers atomic.Uint64
	nobodys *ring

	mu    sync.Mutex // for writers
	rings atomic.Pointer[map[string]*ring]
	ended map[string]time.Time // when worlds ended whose last requests may still be on their way
}

// NewJournal returns an empty journal.
func NewJournal(c JournalConfig) *Journal {
	c.Entries, c.Bytes = cmp.Or(c.Entries, DefaultEntries), cmp.Or(c.Bytes, DefaultBytes)
	j := &Journal{config: c, ended: make(map[string]time.Time)}
	j.nobodys = j.newRing()
	j.rings.Store(&map[string]*ring{})
	return j
}

func (j *Journal) newRing() *ring {
	return &ring{numbers: &j.numbers, maxEntries: j.config.Entries, maxBytes: j.config.Bytes}
}

// Observe keeps a request: it is what a gateway's Config takes.
func (j *Journal) Observe(c *gateway.Call, o gateway.Outcome) {
	world, known := j.worldOf(c, o)
	e := newEntry(c, o, j.config.Platform.Now(world))
	r := j.nobodys
	if known {
		r = j.ring(world)
	}
	r.add(&e)
}

// lookup bounds the search for the app of a refused request.
const lookup = time.Second

// worldOf finds the world of a request: that of the app it names, even if it
// was refused before the access layer looked for the app.
func (j *Journal) worldOf(c *gateway.Call, o gateway.Outcome) (world string, known bool) {
	if c.App != nil {
		return c.App.World, true
	}
	id := c.URL.Number()
	if id == 0 || o.Ret == msdk.RetNoApp {
		return "", false
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookup)
	defer cancel()
	app, err := j.config.Platform.App(ctx, id)
	if err != nil {
		return "", false
	}
	return app.World, true
}

// ring returns the ring of a world, a new one if it has none.
func (j *Journal) ring(world string) *ring {
	if r := (*j.rings.Load())[world]; r != nil {
		return r
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	rings := maps.Clone(*j.rings.Load())
	if r := rings[world]; r != nil {
		return r
	}
	r := j.newRing()
	r.from = j.ended[world]
	rings[world] = r
	j.rings.Store(&rings)
	return r
}

// latest is how long after its world's end a request may still come in: one
// that is held, or that sends its body slowly.
const latest = 2 * MaxHold

// Forget drops the journal of a world that is gone. Requests of it that are
// still on their way do not show up in a later world of the same name.
func (j *Journal) Forget(world string) {
	now := j.config.Clock.Now("")
	j.mu.Lock()
	defer j.mu.Unlock()
	maps.DeleteFunc(j.ended, func(_ string, at time.Time) bool { return now.Sub(at) > latest })
	j.ended[world] = now
	rings := maps.Clone(*j.rings.Load())
	if r := rings[world]; r != nil {
		r.clear(now) // a query may wait on it
	}
	delete(rings, world)
	j.rings.Store(&rings)
}

// Clear forgets the requests of a world that have begun by now, and with
// unattributed those of no world.
func (j *Journal) Clear(world string, unattributed bool) {
	for _, r := range j.chosen(world, unattributed) {
		r.clear(j.config.Clock.Now(""))
	}
}

// chosen returns the rings to read or clear.
func (j *Journal) chosen(world string, unattributed bool) []*ring {
	if unattributed {
		return []*ring{j.ring(world), j.nobodys}
	}
	return []*ring{j.ring(world)}
}

// Query asks for requests of a world.
type Query struct {
	Filter
	Unattributed bool // those that name no app of any world, too
	// Limit bounds the list, to the newest requests. 0: no limit.
	Limit int
	// Onward has Limit take the oldest instead, so that a reader can go on from
	// the last one.
	Onward bool
	// Wait is how long to wait for Count requests to be there.
	Wait  time.Duration
	Count int
}

// Page is the answer to a [Query].
type Page struct {
	Requests []Request `json:"requests"` // oldest first
	Matched  int       `json:"matched"`  // Limit left some out if there are more
	Dropped  uint64    `json:"dropped"`  // requests that the bounds made room of since the journal was cleared
}

// List returns the requests that a query asks for. It fails only when the
// context ends or the apps cannot be read.
func (j *Journal) List(ctx context.Context, world string, q Query) (Page, error) {
	rings := j.chosen(world, q.Unattributed)
	if q.Wait > 0 {
		if err := await(ctx, rings, &q.Filter, q.Count, q.Wait); err != nil {
			return Page{}, err
		}
	}
	var found []entry
	page := Page{Requests: []Request{}}
	for _, r := range rings {
		list, dropped := r.matching(&q.Filter)
		found = append(found, list...)
		page.Dropped += dropped
	}
	slices.SortFunc(found, func(a, b entry) int { return cmp.Compare(a.number, b.number) })
	page.Matched = len(found)
	for _, e := range q.limited(found) {
		r, err := j.render(ctx, world, &e)
		if err != nil {
			return Page{}, err
		}
		page.Requests = append(page.Requests, r)
	}
	return page, nil
}

func (q *Query) limited(found []entry) []entry {
	switch {
	case q.Limit == 0 || len(found) <= q.Limit:
		return found
	case q.Onward:
		return found[:q.Limit]
	}
	return found[len(found)-q.Limit:]
}
