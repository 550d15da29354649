package sandbox

import (
	"cmp"
	"context"
	"maps"
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
	return &ring{numbers: &j.numbers, maxEntries: j.config.Entries, maxBytes: j.config.Bytes, gone: make(chan struct{})}
}

// Observe keeps a request: it is what a gateway's Config takes.
func (j *Journal) Observe(c *gateway.Call, o gateway.Outcome) {
	world, known := j.worldOf(c, o)
	r := j.nobodys
	if known {
		r = j.ring(world, c.Start)
	}
	if r == nil {
		return
	}
	e := newEntry(c, o, j.config.Platform.Now(world))
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

// ring returns the ring of a world, a new one if it has none. It returns nil if
// that would be for something that began before the world ended: there may be
// no new world of its name, and nothing is to be left behind.
func (j *Journal) ring(world string, begun time.Time) *ring {
	if r := (*j.rings.Load())[world]; r != nil {
		return r
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	rings := maps.Clone(*j.rings.Load())
	if r := rings[world]; r != nil {
		return r
	}
	end := j.ended[world]
	if begun.Before(end) {
		return nil
	}
	r := j.newRing()
	r.from = end
	rings[world] = r
	j.rings.Store(&rings)
	return r
}

// latest is how long after its world's end a request may still come in: one
// that is held, or that sends its body slowly.
const latest = 2 * MaxHold

// Forget drops the journal of a world that is gone, and ends what reads it.
// Requests of it that are still on their way do not show up in a later world of
// the same name.
func (j *Journal) Forget(world string) {
	now := j.config.Clock.Now("")
	j.mu.Lock()
	defer j.mu.Unlock()
	maps.DeleteFunc(j.ended, func(_ string, at time.Time) bool { return now.Sub(at) > latest })
	j.ended[world] = now
	rings := maps.Clone(*j.rings.Load())
	if r := rings[world]; r != nil {
		close(r.gone)
		r.clear(now) // a reading may still have it
	}
	delete(rings, world)
	j.rings.Store(&rings)
}

// Clear forgets the requests of a world that have begun by now, and with
// unattributed those of no world. The world must stand.
func (j *Journal) Clear(world string, unattributed bool) {
	for _, r := range j.chosen(world, unattributed) {
		r.clear(j.config.Clock.Now(""))
	}
}

// chosen returns the rings to read or clear, the one of the world first.
func (j *Journal) chosen(world string, unattributed bool) []*ring {
	own := j.ring(world, j.config.Clock.Now(""))
	if unattributed {
		return []*ring{own, j.nobodys}
	}
	return []*ring{own}
}
