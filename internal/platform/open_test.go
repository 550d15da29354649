package platform

import (
	"fmt"
	"slices"
	"testing"
)

func sum(list []int) (n int) {
	for _, v := range list {
		n += v
	}
	return n
}

func TestSharesAddUp(t *testing.T) {
	for _, of := range []struct{ items, people int }{
		{1, 1}, {7, 1}, {2, 2}, {3, 2}, {100, 100}, {101, 100}, {199, 100}, {10_000, 100}, {10_000, 1}, {10_000, 2}, {5, 4},
	} {
		for i := range 300 {
			c := Chest{ID: fmt.Sprintf("%d-%d-%d", of.items, of.people, i), Items: of.items, People: of.people}
			shares := c.Shares()
			if len(shares) != of.people || sum(shares) != of.items || slices.Min(shares) < 1 {
				t.Fatalf("%d for %d people are %v: %d in all", of.items, of.people, shares, sum(shares))
			}
		}
	}
}

// TestSharesAreFair: whoever comes first, in the middle or last gets as much
// on average, and there is something to win.
func TestSharesAreFair(t *testing.T) {
	const chests = 20_000
	for _, of := range []struct{ items, people int }{{20, 10}, {13, 10}, {100, 7}, {3, 2}} {
		total, most := make([]int, of.people), 0
		for i := range chests {
			shares := Chest{ID: fmt.Sprint(i), Items: of.items, People: of.people}.Shares()
			for n, share := range shares {
				total[n] += share
			}
			most = max(most, slices.Max(shares))
		}
		even := float64(of.items) / float64(of.people)
		for n, got := range total {
			if average := float64(got) / chests; average < 0.95*even || average > 1.05*even {
				t.Errorf("%d for %d people: number %d gets %.3f on average, an even part is %.3f", of.items, of.people, n, average, even)
			}
		}
		if float64(most) <= even {
			t.Errorf("%d for %d people: nobody ever got more than %d", of.items, of.people, most)
		}
	}
}

// TestSharesStay holds shares to what they are: whoever opened a chest before
// an update has the same afterwards.
func TestSharesStay(t *testing.T) {
	for id, want := range map[string][]int{
		"":                                 {20, 2, 3, 8, 28, 9, 21, 9},
		"0198a1b2c3d4e5f60718293a4b5c6d7e": {1, 9, 20, 4, 14, 15, 4, 33},
	} {
		if got := (Chest{ID: id, Items: 100, People: 8}).Shares(); !slices.Equal(got, want) {
			t.Errorf("chest %q has shares %v, want %v", id, got, want)
		}
	}
}

// TestSharesOfAnything: a chest that nothing could make does no harm.
func TestSharesOfAnything(t *testing.T) {
	for _, c := range []Chest{{}, {Items: 5}, {People: 5}, {Items: 3, People: 5}, {Items: -1, People: 2}} {
		if shares := c.Shares(); len(shares) != max(1, c.People) || slices.Min(shares) < 1 {
			t.Errorf("%+v has shares %v", c, shares)
		}
	}
}
