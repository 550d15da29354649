// Package storetest holds a store to the contracts of internal/platform. A
// store's own test is a few lines:
//
//	func TestConformance(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) platform.Store { … })
//	}
package storetest

import (
	"context"
	"errors"
	"iter"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tongwan/internal/platform"
)

// Run runs every rule of the contracts against stores that open makes. Each
// case gets an empty one, which open closes when its test ends.
func Run(t *testing.T, open func(t *testing.T) platform.Store) {
	topics := []struct {
		name  string
		cases []testCase
	}{
		{"account", accountCases()},
		{"signin", signinCases()},
		{"player", playerCases()},
		{"session", sessionCases()},
		{"visit", visitCases()},
		{"grant", grantCases()},
		{"code", codeCases()},
		{"friend", friendCases()},
		{"message", messageCases()},
		{"inbox", inboxCases()},
		{"group", groupCases()},
		{"unbind", unbindCases()},
		{"guild", guildCases()},
		{"gift", giftCases()},
		{"chest", chestCases()},
		{"take", takeCases()},
		{"score", scoreCases()},
		{"period", periodCases()},
		{"standing", standingCases()},
		{"result", resultCases()},
		{"world", worldCases()},
		{"load", loadCases()},
		{"leave", leaveCases()},
		{"conflict", conflictCases()},
		{"dump", dumpCases(open)},
		{"time", timeCases()},
		{"text", textCases()},
		{"context", contextCases()},
	}
	for _, topic := range topics {
		t.Run(topic.name, func(t *testing.T) {
			for _, c := range topic.cases {
				t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
			}
		})
	}
}

// testCase is one rule, tried on an empty store.
type testCase struct {
	name string
	run  func(t *testing.T, s platform.Store)
}

// seq makes the rows of a Load.
func seq(rows ...platform.Row) iter.Seq2[platform.Row, error] {
	return func(yield func(platform.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// load puts rows into a world, which must work.
func load(t *testing.T, s platform.Store, world string, rows ...platform.Row) {
	t.Helper()
	ok(t, s.Load(t.Context(), platform.World{Name: world}, false, seq(rows...)))
}

// dump returns all rows of a world.
func dump(t *testing.T, s platform.Store, world string) []platform.Row {
	t.Helper()
	var rows []platform.Row
	ok(t, s.Dump(t.Context(), world, func(r platform.Row) error {
		rows = append(rows, r)
		return nil
	}))
	return rows
}

// of returns the rows of one type.
func of[R platform.Row](rows []platform.Row) []R {
	var list []R
	for _, r := range rows {
		if r, ok := r.(R); ok {
			list = append(list, r)
		}
	}
	return list
}

// ok stops the test at an error.
func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// must returns a value that has to come without an error, as in
// must(s.App(ctx, 1))(t).
func must[V any](v V, err error) func(t *testing.T) V {
	return func(t *testing.T) V {
		t.Helper()
		ok(t, err)
		return v
	}
}

// same compares what is with what should be. Times are equal when they are
// the same moment, lists when neither has anything in it.
func same[V any](t *testing.T, is, should V) {
	t.Helper()
	if diff := cmp.Diff(should, is, cmpopts.EquateEmpty(), cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Errorf("- should be, + is:\n%s", diff)
	}
}

// refused expects a refusal for one reason, with a text.
func refused(t *testing.T, err error, why platform.Reason) {
	t.Helper()
	if platform.ReasonOf(err) != why {
		t.Fatalf("got error %v, want a refusal: %s", err, why)
	}
	if err.Error() == "" {
		t.Errorf("the refusal has no text")
	}
}

// is expects an error.
func is(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

// together runs n calls at the same time and returns their errors.
func together(n int, call func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	done := make(chan struct{})
	for i := range n {
		go func() {
			<-start
			errs[i] = call(i)
			done <- struct{}{}
		}()
	}
	close(start)
	for range n {
		<-done
	}
	return errs
}

// noon is when most tests happen.
var noon = time.Date(2020, 5, 20, 12, 0, 0, 0, platform.Shanghai)

// background is a context that does not end with the test.
func background() context.Context { return context.Background() }
