package storetest

import (
	"fmt"
	"testing"

	"tongwan/internal/platform"
)

func chestCases() []testCase {
	return []testCase{{"add", testAddChest}}
}

func testAddChest(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	var want []platform.Chest
	for i := range 3 {
		c := platform.Chest{ID: fmt.Sprint("c", i), AppID: 1, UIN: 11, ActID: 92, Items: 40 + i, People: 20, PF: "pf", Created: noon}
		ok(t, s.AddChest(t.Context(), c))
		want = append(want, c)
	}
	same(t, of[platform.Chest](dump(t, s, "blue")), want)
	refused(t, s.AddChest(t.Context(), platform.Chest{ID: "c9", AppID: 1, UIN: 14}), platform.NotFound)
}
