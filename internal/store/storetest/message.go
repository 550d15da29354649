package storetest

import (
	"fmt"
	"testing"
	"time"

	"tongwan/internal/platform"
)

func messageCases() []testCase {
	return []testCase{
		{"send", testSend},
		{"quota counts receiver, app and day", testQuota},
		{"quota of concurrent senders", testQuotaTogether},
	}
}

var (
	dayStart = time.Date(2020, 5, 20, 0, 0, 0, 0, platform.Shanghai)
	dayEnd   = dayStart.AddDate(0, 0, 1)
)

func share(id string, appid, to int64, sent time.Time) platform.Message {
	return platform.Message{ID: id, AppID: appid, From: 11, To: to, Sent: sent, Title: "t"}
}

func testSend(t *testing.T, s platform.Store) {
	load(t, s, "rich", richPeople()...)
	m := message("m1", 31, 32, noon)
	ok(t, s.SendMessage(t.Context(), m, dayStart, dayEnd, 20))
	same(t, of[platform.Message](dump(t, s, "rich")), []platform.Message{m})
	m.To = 99
	refused(t, s.SendMessage(t.Context(), m, dayStart, dayEnd, 20), platform.NotFound)
}

func testQuota(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	load(t, s, "blue",
		share("before", 1, 12, dayStart.Add(-time.Millisecond)),
		share("first", 1, 12, dayStart),
		share("last", 1, 12, dayEnd.Add(-time.Millisecond)),
		share("after", 1, 12, dayEnd))
	tests := []struct {
		name  string
		m     platform.Message
		quota int
		full  bool
	}{
		{"third of three", share("a", 1, 12, noon), 3, false},
		{"fourth of three", share("b", 1, 12, noon), 3, true},
		{"another app", share("c", 2, 12, noon), 1, false},
		{"another receiver", share("d", 1, 13, noon), 1, false},
		{"none allowed", share("e", 1, 13, noon), 0, true},
		{"a larger quota", share("f", 1, 12, noon), 4, false},
	}
	for _, tt := range tests {
		err := s.SendMessage(t.Context(), tt.m, dayStart, dayEnd, tt.quota)
		if tt.full {
			refused(t, err, platform.QuotaUsed)
		} else if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	same(t, len(of[platform.Message](dump(t, s, "blue"))), 8)
	ok(t, s.SendMessage(t.Context(), share("tomorrow", 1, 12, dayEnd), dayEnd, dayEnd.AddDate(0, 0, 1), 2))
}

func testQuotaTogether(t *testing.T, s platform.Store) {
	blueAndRed(t, s)
	const quota = 5
	sent := 0
	for _, err := range together(30, func(i int) error {
		return s.SendMessage(background(), share(fmt.Sprint(i), 1, 12, noon), dayStart, dayEnd, quota)
	}) {
		if err == nil {
			sent++
		} else {
			refused(t, err, platform.QuotaUsed)
		}
	}
	same(t, sent, quota)
	same(t, len(of[platform.Message](dump(t, s, "blue"))), quota)
}
