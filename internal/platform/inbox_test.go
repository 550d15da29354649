package platform_test

import (
	"testing"

	"tongwan/internal/platform"
)

// TestInbox shows who sent what as the receiver knows them.
func TestInbox(t *testing.T) {
	b := newBench(t, false)
	message := func(id string, from int64) platform.Message {
		return platform.Message{ID: id, AppID: 1, From: from, To: 11, Sent: now, Title: "t"}
	}
	b.load(t, platform.World{Name: "w"}, message("1", 12), message("2", 13), message("3", 14))
	letters, err := b.Inbox(t.Context(), b.app, 11, "", 9)
	if err != nil || len(letters) != 3 {
		t.Fatalf("%+v, %v", letters, err)
	}
	for i, want := range []struct{ name, openid string }{
		{"nick d", ""}, // a friend who does not play
		{"nick c", "C"},
		{"twelve", "B"}, // a friend, with the remark
	} {
		if got := letters[i].Sender; got.Shown() != want.name || got.OpenID != want.openid {
			t.Errorf("letter %d is from %+v, want %v", i, got, want)
		}
	}
	b.clock.now = now.AddDate(0, 0, 1)
	if n, err := b.MarkRead(t.Context(), b.app, 11, []string{"1"}); n != 1 || err != nil {
		t.Errorf("%d were marked, %v", n, err)
	}
	letters, err = b.Inbox(t.Context(), b.app, 11, "2", 9)
	if err != nil || len(letters) != 1 || !letters[0].Read.Equal(b.clock.now) {
		t.Errorf("older than 2 are %+v, %v", letters, err)
	}
	if unread, err := b.Unread(t.Context(), 11); unread[1] != 2 || err != nil {
		t.Errorf("unread are %v, %v", unread, err)
	}
}
