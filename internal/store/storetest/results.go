package storetest

import (
	"testing"

	"tongwan/internal/platform"
)

func resultCases() []testCase {
	return []testCase{{"results", testResults}}
}

// testResults: what DumpPlayer says of scores and periods, in its order.
func testResults(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "rich", rich()...)
	for _, player := range []struct{ uin, appid int64 }{{31, 5}, {31, 6}, {32, 5}, {14, 1}, {99, 5}} {
		scores, periods, err := s.Results(t.Context(), player.uin, player.appid)
		ok(t, err)
		if player.uin != 31 || player.appid != 5 {
			same(t, len(scores)+len(periods), 0)
			continue
		}
		same(t, scores, of[platform.Score](rich()))
		same(t, periods, of[platform.Period](rich()))
	}
}
