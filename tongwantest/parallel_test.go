package tongwantest_test

import (
	"fmt"
	"testing"
	"time"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

// Tests that run at once see only their own world: people, time, faults and
// journal.
func TestParallelWorlds(t *testing.T) {
	for i := range 100 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			live(t, i)
		})
	}
}

// live is the life of the i-th of many worlds.
func live(t *testing.T, i int) {
	s := tongwantest.New(t)
	s.FailOnRefusals(tongwantest.Filter{Code: msdk.CodeTokenExpired})
	now := monday.Add(time.Duration(i) * time.Hour)
	s.Clock().Freeze(now)
	alice, c := s.Player("alice", tongwantest.QQLevel(i)), s.Client()
	busy := s.Fault(tongwantest.Fault{Path: msdk.PathVerifyLogin, Skip: 1, Times: i % 3,
		Answer: msdk.Answer{Ret: -20000 - i, Msg: "ordered"}})

	for n := range 3 {
		err := verify(t, c, alice)
		wrong := n > 0 && (i%3 == 0 || n <= i%3)
		if wrong != msdk.IsRet(err, -20000-i) || !wrong && err != nil {
			t.Errorf("call %d: %v", n, err)
		}
	}
	if want := min(2, i%3+2*(1-min(1, i%3))); busy.Hits() != want {
		t.Errorf("the fault was met %d times, want %d", busy.Hits(), want)
	}
	if level := alice.State().Account.QQLevel; level != i || len(alice.State().Friends) != 0 {
		t.Errorf("QQ level %d, want %d", level, i)
	}
	if got := s.Clock().Now(); !got.Equal(now) {
		t.Errorf("the clock says %v, want %v", got, now)
	}
	busy.Remove()
	s.Clock().Advance(3 * time.Hour)
	if err := verify(t, c, alice); !msdk.IsCode(err, msdk.CodeTokenExpired) {
		t.Errorf("three hours later: %v", err)
	}
	requests := s.Requests(tongwantest.Filter{})
	if len(requests) != 4 {
		t.Errorf("the journal has %v", requests)
	}
	for _, r := range requests {
		if r.OpenID != alice.OpenID || r.Path != msdk.PathVerifyLogin {
			t.Errorf("not ours: %v", r)
		}
	}
}
