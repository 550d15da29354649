package platform

import (
	"cmp"
	"slices"
	"time"
)

// Place is a player's position among friends. Equal scores share a rank and
// the next is counted on: 1, 1, 3.
type Place struct {
	Rank   int
	UIN    int64
	OpenID string
	Score  int64
	At     time.Time // when the score was reached
}

// Board selects what a ranking is about: the players' results in a mode and
// zone, best of their servers and roles.
type Board struct {
	Mode string
	Zone string
}

// Rank orders the standings of one period that belong to a board at a time:
// by score, and among equals the one reached earlier first. Only the best
// standing of a player counts; players without a valid result are left out.
//
// In a period that is still running a result ranks until it expires. In one
// that has ended it ranks if it was valid in the period's last second, so a
// result that expires "with the settlement" still takes part in it.
func Rank(standings []Standing, b Board, cal Calendar, now time.Time) []Place {
	best := make(map[int64]Place)
	for _, s := range standings {
		if s.Scope.Mode != b.Mode || s.Scope.Zone != b.Zone || !s.ranks(cal, now) {
			continue
		}
		place := Place{UIN: s.UIN, OpenID: s.OpenID, Score: s.Ranked, At: s.RankedAt}
		if kept, ok := best[s.UIN]; !ok || ahead(place, kept) < 0 {
			best[s.UIN] = place
		}
	}
	places := make([]Place, 0, len(best))
	for _, p := range best {
		places = append(places, p)
	}
	slices.SortFunc(places, ahead)
	for i := range places {
		places[i].Rank = i + 1
		if i > 0 && places[i].Score == places[i-1].Score {
			places[i].Rank = places[i-1].Rank
		}
	}
	return places
}

// ahead orders two places: higher score, then earlier, then smaller uin.
func ahead(a, b Place) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), a.At.Compare(b.At), cmp.Compare(a.UIN, b.UIN))
}

// ranks reports whether the standing's result takes part at a time.
func (s Standing) ranks(cal Calendar, now time.Time) bool {
	if s.RankedAt.IsZero() {
		return false
	}
	if end := cal.Next(s.Kind, s.Start); !end.IsZero() && !now.Before(end) {
		now = end.Add(-time.Second - time.Nanosecond) // valid through the last whole second
	}
	return !expired(s.RankedExpires, now)
}

// PlaceOf returns the rank of an account, 0 if it has none.
func PlaceOf(places []Place, uin int64) int {
	for _, p := range places {
		if p.UIN == uin {
			return p.Rank
		}
	}
	return 0
}
