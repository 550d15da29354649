package tongwantest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

// exampleT is the t of the examples. Yours is the one your test is given.
type exampleT struct{ fakeTB }

func (t *exampleT) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func newT(name string) (t testing.TB, end func()) {
	e := &exampleT{fakeTB{name: name}}
	return e, e.end
}

// A player signs in and reports a result, which reaches the Game Center.
func Example() {
	t, end := newT("Example")
	defer end()

	s := tongwantest.New(t)
	alice, bob := s.Player("alice"), s.Player("bob")
	s.Befriend(alice, bob, tongwantest.Remark(bob, "Ally"))

	game := msdk.New(s.URL, s.App()) // the code under test
	ctx := context.Background()
	if _, err := game.VerifyLogin(ctx, msdk.VerifyLoginRequest{OpenID: alice.OpenID, OpenKey: alice.Token}); err != nil {
		fmt.Println(err)
	}
	_, err := game.ScoreBatch(ctx, msdk.ScoreBatchRequest{OpenID: alice.OpenID, AccessToken: alice.Token, Param: []msdk.ScoreEntry{
		{Type: msdk.ScoreLevel, Data: "12"},
		{Type: msdk.ScorePoints, Data: "900"},
	}})
	if err != nil {
		fmt.Println(err)
	}
	state := alice.State()
	fmt.Println("level", state.Score(msdk.ScoreLevel), "best", state.Computed(msdk.ScoreBest), "rank", state.Computed(msdk.ScoreWeekRank))
	fmt.Println("bob calls her", bob.State().Friends[0].Remark)
	// Output:
	// level 12 best 900 rank 1
	// bob calls her Ally
}

// Time passes when the test says so.
func ExampleClock() {
	t, end := newT("ExampleClock")
	defer end()

	s := tongwantest.New(t)
	clock := s.Clock()
	clock.Freeze(time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC))
	alice := s.Player("alice", tongwantest.TokenLife(time.Hour))

	fmt.Println(clock.Advance(time.Hour).Format(time.RFC3339))
	_, err := s.Client().VerifyLogin(context.Background(), msdk.VerifyLoginRequest{OpenID: alice.OpenID, OpenKey: alice.Token})
	fmt.Println("expired:", msdk.IsCode(err, msdk.CodeTokenExpired))
	// Output:
	// 2026-01-05T21:00:00+08:00
	// expired: true
}

// The platform fails twice, and then no more.
func ExampleServer_Fault() {
	t, end := newT("ExampleServer_Fault")
	defer end()

	s := tongwantest.New(t)
	alice, game := s.Player("alice"), s.Client()
	busy := s.Fault(tongwantest.Fault{
		Path: "/relation/*", Times: 2,
		Answer: msdk.Answer{Ret: msdk.RetInternal, Msg: "busy", ErrType: msdk.ErrTypeRetry},
	})
	for try := 1; ; try++ {
		_, err := game.QQProfile(context.Background(), msdk.QQProfileRequest{OpenID: alice.OpenID, AccessToken: alice.Token})
		if refusal, ok := errors.AsType[*msdk.Error](err); ok && refusal.Retryable() {
			continue
		}
		fmt.Println("served at try", try, "after", busy.Hits(), "faults")
		break
	}
	// Output: served at try 3 after 2 faults
}

// The journal tells what the game sent, and what was wrong with it.
func ExampleServer_Requests() {
	t, end := newT("ExampleServer_Requests")
	defer end()

	s := tongwantest.New(t)
	alice, game := s.Player("alice"), s.Client()
	game.QueryVIP(context.Background(), msdk.QueryVIPRequest{OpenID: alice.OpenID, AccessToken: alice.Token})

	for _, r := range s.Requests(tongwantest.Filter{Refused: true}) {
		t.Logf("%v", r) // "… parameter vip must be … got 0"
		fmt.Println(r.Path, r.Ret)
	}
	// Output: /profile/query_vip -1011
}
