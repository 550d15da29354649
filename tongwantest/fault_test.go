package tongwantest_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

// effects are the kinds of fault and what each looks like to a caller.
var effects = map[string]struct {
	fault tongwantest.Fault
	met   func(error) bool
}{
	"answer": {
		tongwantest.Fault{Answer: msdk.Answer{Ret: msdk.RetPlatform, Msg: "100012,timeout"}},
		func(err error) bool { return msdk.IsCode(err, 100012) },
	},
	"answer of one's own": {
		tongwantest.Fault{Answer: map[string]any{"ret": -7, "msg": "?", "more": []int{1}}},
		func(err error) bool { return msdk.IsRet(err, -7) },
	},
	"status": {
		tongwantest.Fault{Status: http.StatusBadGateway},
		transport(func(e *msdk.TransportError) bool { return e.Status == http.StatusBadGateway }),
	},
	"hang": {
		tongwantest.Fault{Hang: time.Minute},
		transport((*msdk.TransportError).Timeout),
	},
	"delay": {
		tongwantest.Fault{Delay: time.Minute},
		transport((*msdk.TransportError).Timeout),
	},
	"close": {
		tongwantest.Fault{Close: true},
		transport(func(e *msdk.TransportError) bool { return e.Status == 0 && !e.Timeout() }),
	},
	"truncate": {
		tongwantest.Fault{Truncate: 5},
		transport(func(e *msdk.TransportError) bool { return e.Status == http.StatusOK }),
	},
}

// transport recognises a call that got no usable answer.
func transport(check func(*msdk.TransportError) bool) func(error) bool {
	return func(err error) bool {
		e, ok := errors.AsType[*msdk.TransportError](err)
		return ok && check(e)
	}
}

func TestFaults(t *testing.T) {
	for name, tt := range effects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tongwantest.New(t)
			alice, c := s.Player("alice"), s.Client()
			impatient := c
			if tt.fault.Hang+tt.fault.Delay > 0 {
				impatient = c.With(msdk.WithTimeout(200 * time.Millisecond))
			}
			tt.fault.Times = 1
			ordered := s.Fault(tt.fault)
			if err := verify(t, impatient, alice); err == nil || !tt.met(err) {
				t.Errorf("with the fault: %v", err)
			}
			if err := verify(t, c, alice); err != nil || ordered.Hits() != 1 {
				t.Errorf("after it: %v, %d hits", err, ordered.Hits())
			}
		})
	}
}

func TestFaultThatServes(t *testing.T) {
	s := tongwantest.New(t)
	alice, c := s.Player("alice"), s.Client()
	s.Fault(tongwantest.Fault{Path: "/relation/*", IsLost: true})
	s.Fault(tongwantest.Fault{Path: msdk.PathVerifyLogin, Delay: time.Millisecond})
	profile := must(c.QQProfile(t.Context(), msdk.QQProfileRequest{OpenID: alice.OpenID, AccessToken: alice.Token}))(t)
	if profile.IsLost != msdk.Lost || profile.NickName != "alice" {
		t.Errorf("profile %+v", profile)
	}
	if err := verify(t, c, alice); err != nil {
		t.Error(err)
	}
}

func TestFaultForOnePlayer(t *testing.T) {
	s := tongwantest.New(t)
	alice, bob, c := s.Player("alice"), s.Player("bob"), s.Client()
	s.Fault(tongwantest.Fault{OpenID: bob.OpenID, Answer: msdk.Answer{Ret: -7}})
	if err := verify(t, c, alice); err != nil {
		t.Error(err)
	}
	if err := verify(t, c, bob); !msdk.IsRet(err, -7) {
		t.Error(err)
	}
}

// What a fault has done so far is remembered when others come and go.
func TestFaultsComeAndGo(t *testing.T) {
	s := tongwantest.New(t)
	alice, c := s.Player("alice"), s.Client()
	rets := func(n int) (list []int) {
		for range n {
			refused, _ := errors.AsType[*msdk.Error](verify(t, c, alice))
			if refused == nil {
				refused = new(msdk.Error)
			}
			list = append(list, refused.Ret)
		}
		return list
	}
	expect := func(got []int, want ...int) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("answers %v, want %v", got, want)
		}
	}
	first := s.Fault(tongwantest.Fault{Skip: 2, Times: 3, Answer: msdk.Answer{Ret: -1}})
	expect(rets(1), 0)
	second := s.Fault(tongwantest.Fault{Skip: 1, Answer: msdk.Answer{Ret: -2}})
	expect(rets(5), 0, -1, -1, -1, -2)
	third := s.Fault(tongwantest.Fault{Answer: msdk.Answer{Ret: -3}})
	expect(rets(1), -2)
	second.Remove()
	second.Remove() // twice is harmless
	expect(rets(2), -3, -3)
	third.Remove()
	expect(rets(1), 0)
	for i, f := range []*tongwantest.OrderedFault{first, second, third} {
		if seen, hits := []int{10, 3, 2}[i], []int{3, 2, 2}[i]; f.Seen() != seen || f.Hits() != hits {
			t.Errorf("fault %d saw %d calls and was met by %d, want %d and %d", i+1, f.Seen(), f.Hits(), seen, hits)
		}
	}
}

// Faults may come and go while the game calls: what each says of itself is what
// the game has met.
func TestFaultsWhileTheGameCalls(t *testing.T) {
	s := tongwantest.New(t)
	alice, c := s.Player("alice"), s.Client()
	standing := s.Fault(tongwantest.Fault{Skip: 40, Times: 60, Answer: msdk.Answer{Ret: -1}})
	var met [3]atomic.Int64 // by -ret
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if refused, ok := errors.AsType[*msdk.Error](verify(t, c, alice)); ok {
					met[-refused.Ret].Add(1)
				}
			}
		})
	}
	passing := 0
	for range 100 {
		f := s.Fault(tongwantest.Fault{Times: 1, Answer: msdk.Answer{Ret: -2}})
		f.Remove()
		passing += f.Hits()
	}
	group.Wait()
	if standing.Seen() != 400 || standing.Hits() != 60 || met[1].Load() != 60 {
		t.Errorf("the fault that stands saw %d calls and was met by %d, %d by their own count; want 400, 60 and 60", standing.Seen(), standing.Hits(), met[1].Load())
	}
	if int64(passing) != met[2].Load() {
		t.Errorf("those that came and went were met by %d calls, %d by the calls' own count", passing, met[2].Load())
	}
}

// Times are exact, however many call at once.
func TestFaultTimesAreExact(t *testing.T) {
	s := tongwantest.New(t)
	alice, c := s.Player("alice"), s.Client()
	f := s.Fault(tongwantest.Fault{Times: 7, Answer: msdk.Answer{Ret: -7}})
	var met atomic.Int32
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if msdk.IsRet(verify(t, c, alice), -7) {
				met.Add(1)
			}
		})
	}
	group.Wait()
	if met.Load() != 7 || f.Hits() != 7 {
		t.Errorf("%d calls met it, %d by its own count; want 7", met.Load(), f.Hits())
	}
}

// A call that hangs does not hold up the end of its test.
func TestFaultEndsWithTest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	f := &fakeTB{name: t.Name()}
	f.run(func(tb testing.TB) {
		s := tongwantest.New(tb)
		alice, c := s.Player("alice"), s.Client()
		s.Fault(tongwantest.Fault{Hang: time.Minute})
		group.Go(func() {
			c.VerifyLogin(ctx, msdk.VerifyLoginRequest{OpenID: alice.OpenID, OpenKey: alice.Token})
		})
		if r := s.WaitRequests(1, tongwantest.Filter{}, 10*time.Second); !r[0].Silent || !r[0].Faulty {
			t.Errorf("the journal has %v", r)
		}
	})
	if f.fatal != "" || len(f.errors) > 0 {
		t.Error(f.fatal, f.errors)
	}
	cancel()
	group.Wait()
}

func TestMisuseOfFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		fault tongwantest.Fault
		says  string
	}{
		"nothing":      {tongwantest.Fault{Path: msdk.PathQQProfile}, "exactly one of answer"},
		"two things":   {tongwantest.Fault{Close: true, IsLost: true}, "is_lost and close"},
		"a path":       {tongwantest.Fault{Path: "/relation/qqprofil", Close: true}, "/relation/qqprofil"},
		"a time":       {tongwantest.Fault{Hang: time.Hour}, "1m0s"},
		"a status":     {tongwantest.Fault{Status: 99}, "HTTP status"},
		"times":        {tongwantest.Fault{Times: -1, Close: true}, "times"},
		"no JSON":      {tongwantest.Fault{Answer: func() {}}, "json"},
		"answer: none": {tongwantest.Fault{Answer: map[string]int{}}, "ret"},
	} {
		t.Run(name, func(t *testing.T) {
			told := failure(t, func(t testing.TB) { tongwantest.New(t).Fault(tt.fault) })
			if !strings.HasPrefix(told, "tongwantest: the fault was refused: ") || !strings.Contains(told, tt.says) {
				t.Errorf("%q does not say %q", told, tt.says)
			}
		})
	}
}
