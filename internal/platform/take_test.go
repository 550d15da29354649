package platform_test

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

// chest is one of 12 for two people.
func chest(id string) platform.Chest {
	return platform.Chest{ID: id, AppID: 1, UIN: 12, ActID: 1, Items: 10, People: 2, Created: now}
}

func (b *bench) who(t *testing.T, uin int64) platform.Account {
	t.Helper()
	a, err := b.Account(t.Context(), uin)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTakeFromChest(t *testing.T) {
	b := newBench(t, false)
	b.load(t, platform.World{Name: "w"}, chest("c"))
	shares := chest("c").Shares()
	steps := []struct {
		uin  int64
		got  int
		want platform.Reason
	}{
		{14, 0, platform.UnknownPlayer}, // does not play
		{21, 0, platform.NotFound},      // is of another world
		{11, shares[0], ""},
		{11, shares[0], ""}, // keeps it
		{12, shares[1], ""}, // made it
		{13, 0, platform.ChestEmpty},
		{11, shares[0], ""},
	}
	for i, step := range steps {
		b.clock.now = now.Add(time.Duration(i) * time.Minute)
		got, err := b.TakeFromChest(t.Context(), b.who(t, step.uin), "c")
		refused(t, "take", err, step.want)
		if got != step.got {
			t.Errorf("step %d: %d gets %d, want %d", i, step.uin, got, step.got)
		}
	}
	o, err := b.LookIntoChest(t.Context(), b.who(t, 11), "c")
	if err != nil {
		t.Fatal(err)
	}
	if o.Maker.Shown() != "twelve" || o.Mine != shares[0] || o.Left != 0 || len(o.Takes) != 2 {
		t.Errorf("11 sees %+v", o)
	}
	first := o.Takes[0]
	if first.Friend.UIN != 11 || first.Items != shares[0] || !first.At.Equal(now.Add(2*time.Minute)) {
		t.Errorf("the first take is %+v", first)
	}
	_, err = b.LookIntoChest(t.Context(), b.who(t, 21), "c")
	refused(t, "look from another world", err, platform.NotFound)
}

func TestLookIntoChest(t *testing.T) {
	b := newBench(t, false)
	b.load(t, platform.World{Name: "w"}, chest("c"))
	o, err := b.LookIntoChest(t.Context(), b.who(t, 13), "c")
	if err != nil || o.Maker.Shown() != "nick b" || o.Mine != 0 || o.Left != 2 || len(o.Takes) != 0 {
		t.Errorf("13, no friend of the maker, sees %+v, %v", o, err)
	}
	_, err = b.LookIntoChest(t.Context(), b.who(t, 13), "none")
	refused(t, "none", err, platform.NotFound)
}
