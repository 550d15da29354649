package storetest

import (
	"testing"
	"time"

	"tongwan/internal/platform"
)

func inboxCases() []testCase {
	return []testCase{
		{"newest first", testInbox},
		{"unread", testUnread},
		{"mark read", testMarkRead},
		{"mark read together", testMarkReadTogether},
	}
}

// letters are messages to 12 in app 1, oldest first. Ids do not sort like
// times: worlds choose them.
func letters(t *testing.T, s platform.Store) []platform.Message {
	t.Helper()
	blueAndRed(t, s)
	list := []platform.Message{
		share("z", 1, 12, noon.Add(-time.Hour)), share("a", 1, 12, noon), share("b", 1, 12, noon), share("0", 1, 12, noon.Add(time.Hour)),
	}
	rows := []platform.Row{share("z", 2, 12, noon), share("z", 1, 13, noon)}
	for _, m := range list {
		rows = append(rows, m)
	}
	load(t, s, "blue", rows...)
	return list
}

func testInbox(t *testing.T, s platform.Store) {
	m := letters(t, s)
	tests := []struct {
		before string
		limit  int
		want   []platform.Message
	}{
		{"", 100, []platform.Message{m[3], m[2], m[1], m[0]}},
		{"", 2, []platform.Message{m[3], m[2]}},
		{"b", 2, []platform.Message{m[1], m[0]}},
		{"a", 2, []platform.Message{m[0]}},
		{"z", 2, nil},
		{"0", 1, []platform.Message{m[2]}},
		{"none", 2, nil},
	}
	for _, tt := range tests {
		same(t, must(s.Inbox(t.Context(), 12, 1, tt.before, tt.limit))(t), tt.want)
	}
	same(t, len(must(s.Inbox(t.Context(), 12, 2, "", 9))(t)), 1)
	same(t, len(must(s.Inbox(t.Context(), 11, 1, "", 9))(t)), 0) // who sent
}

func testUnread(t *testing.T, s platform.Store) {
	letters(t, s)
	read := share("read", 1, 12, noon)
	read.Read = noon
	load(t, s, "blue", read)
	same(t, must(s.Unread(t.Context(), 12))(t), map[int64]int{1: 4, 2: 1})
	same(t, must(s.Unread(t.Context(), 13))(t), map[int64]int{1: 1})
	same(t, len(must(s.Unread(t.Context(), 11))(t)), 0)
	ok(t, s.SendMessage(t.Context(), share("new", 2, 12, noon), dayStart, dayEnd, 9))
	same(t, must(s.Unread(t.Context(), 12))(t), map[int64]int{1: 4, 2: 2})
}

func testMarkRead(t *testing.T, s platform.Store) {
	m := letters(t, s)
	at := noon.Add(2 * time.Hour)
	same(t, must(s.MarkRead(t.Context(), 12, 1, []string{"a", "z", "none", "a"}, at))(t), 2)
	same(t, must(s.MarkRead(t.Context(), 12, 1, []string{"a"}, at.Add(time.Hour)))(t), 0) // stays read when it was
	same(t, must(s.Unread(t.Context(), 12))(t), map[int64]int{1: 2, 2: 1})
	m[0].Read, m[1].Read = at, at
	same(t, must(s.Inbox(t.Context(), 12, 1, "", 9))(t), []platform.Message{m[3], m[2], m[1], m[0]})

	same(t, must(s.MarkRead(t.Context(), 12, 1, nil, at))(t), 2)
	same(t, must(s.MarkRead(t.Context(), 12, 1, nil, at))(t), 0)
	same(t, must(s.Unread(t.Context(), 12))(t), map[int64]int{2: 1})
	same(t, must(s.Unread(t.Context(), 13))(t), map[int64]int{1: 1})
}

// testMarkReadTogether: each message is marked once.
func testMarkReadTogether(t *testing.T, s platform.Store) {
	letters(t, s)
	marked := make([]int, 10)
	for _, err := range together(len(marked), func(i int) (err error) {
		marked[i], err = s.MarkRead(background(), 12, 1, nil, noon)
		return err
	}) {
		ok(t, err)
	}
	sum := 0
	for _, n := range marked {
		sum += n
	}
	same(t, sum, 4)
}
