package sandbox

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tongwan/internal/platform"
)

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

// Reading is a journal being read for a [Query].
type Reading struct {
	Query
	journal *Journal
	world   string
	rings   []*ring // the one of the world first
}

// Open begins to read. The world must stand; it may end before List does.
func (j *Journal) Open(world string, q Query) *Reading {
	return &Reading{q, j, world, j.chosen(world, q.Unattributed)}
}

// List returns the requests that the query asks for. It fails when the context
// ends, when the apps cannot be read, and as soon as the world ends, with
// [platform.NotFound].
func (r *Reading) List(ctx context.Context) (Page, error) {
	if r.Wait > 0 {
		if err := r.await(ctx); err != nil {
			return Page{}, err
		}
	}
	var found []entry
	page := Page{Requests: []Request{}}
	for _, ring := range r.rings {
		list, dropped := ring.matching(&r.Filter)
		found = append(found, list...)
		page.Dropped += dropped
	}
	if r.rings[0].ended() {
		return Page{}, platform.Refuse(platform.NotFound, "world %q was deleted while its requests were read", r.world)
	}
	slices.SortFunc(found, func(a, b entry) int { return cmp.Compare(a.number, b.number) })
	page.Matched = len(found)
	for _, e := range r.limited(found) {
		shown, err := r.journal.render(ctx, r.world, &e)
		if err != nil {
			return Page{}, err
		}
		page.Requests = append(page.Requests, shown)
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
