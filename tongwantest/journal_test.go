package tongwantest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

func TestRequests(t *testing.T) {
	s := tongwantest.New(t)
	s.Clock().Freeze(monday)
	alice, bob, c := s.Player("alice"), s.Player("bob"), s.Client()
	verify(t, c, alice)
	c.Wifi(t.Context(), msdk.WifiRequest{OpenID: "NOBODY"})
	c.Call(t.Context(), "//profile/get_wifi/", bob.OpenID, map[string]int{"openid": 1})
	bob.Revoke(tongwantest.SignedOut)
	verify(t, c, bob)
	stranger := msdk.New(s.URL, msdk.App{ID: s.App().ID, Key: s.App().MSDKKey})
	verify(t, stranger, alice)

	all := s.Requests(tongwantest.Filter{})
	if len(all) != 5 {
		t.Fatalf("the journal has %v", all)
	}
	for i, want := range []struct {
		path      string
		openid    string
		ret, code int
		why       string
	}{
		{msdk.PathVerifyLogin, alice.OpenID, 0, 0, ""},
		{msdk.PathGetWifi, "NOBODY", msdk.RetNoPlayer, 0, ""},
		{msdk.PathGetWifi, bob.OpenID, msdk.RetBadParam, 0, "parameter openid must be"},
		{msdk.PathVerifyLogin, bob.OpenID, msdk.RetPlatform, msdk.CodeTokenRevoked, ""},
		{msdk.PathVerifyLogin, alice.OpenID, msdk.RetBadSignature, 0, "msdkkey"},
	} {
		r := all[i]
		if r.Path != want.path || r.OpenID != want.openid || r.Ret != want.ret || r.Code != want.code || r.Silent || r.Faulty ||
			!strings.Contains(r.Why, want.why) || want.why == "" != (r.Why == "") || r.Refused() != (want.ret != 0) {
			t.Errorf("request %d is %+v, want %+v", i, r, want)
		}
		if !r.Time.Equal(monday) || r.Duration <= 0 || (r.Body == "") != (r.Ret == msdk.RetBadSignature) || !strings.HasPrefix(r.Answer, "{") || r.Msg == "" {
			t.Errorf("request %d is %+v", i, r)
		}
	}
	if len(all[2].Notes) == 0 || all[2].Requested != "//profile/get_wifi/" {
		t.Errorf("doubled slashes go without a note: %+v", all[2])
	}
	testFilters(t, s, all, bob.OpenID)
}

func testFilters(t *testing.T, s *tongwantest.Server, all []tongwantest.Request, openid string) {
	for _, tt := range []struct {
		filter tongwantest.Filter
		want   int
	}{
		{tongwantest.Filter{Path: msdk.PathGetWifi}, 2},
		{tongwantest.Filter{Path: "/auth/*"}, 3},
		{tongwantest.Filter{OpenID: openid}, 2},
		{tongwantest.Filter{Ret: msdk.RetBadParam}, 1},
		{tongwantest.Filter{Code: msdk.CodeTokenRevoked}, 1},
		{tongwantest.Filter{Served: true}, 1},
		{tongwantest.Filter{Refused: true}, 4},
		{tongwantest.Filter{After: all[1].Number}, 3},
		{tongwantest.Filter{After: all[1].Number, Refused: true, Path: msdk.PathVerifyLogin}, 2},
		{tongwantest.Filter{Served: true, Refused: true}, 0},
	} {
		if got := s.Requests(tt.filter); len(got) != tt.want {
			t.Errorf("%v: %d, want %d: %v", tt.filter, len(got), tt.want, got)
		}
	}
}

func TestWaitRequests(t *testing.T) {
	s := tongwantest.New(t)
	alice, c := s.Player("alice"), s.Client()
	verify(t, c, alice)
	bad := alice.NewToken(-time.Second)
	go func() { // the game does this at its own time
		for range 2 {
			c.VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: alice.OpenID, OpenKey: alice.Token})
			c.VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: alice.OpenID, OpenKey: bad})
		}
	}()
	if got := s.WaitRequests(2, tongwantest.Filter{Refused: true}, 10*time.Second); len(got) != 2 || got[1].Code != msdk.CodeTokenExpired {
		t.Errorf("got %v", got)
	}
	if got := s.WaitRequests(3, tongwantest.Filter{Served: true}, 10*time.Second); len(got) != 3 {
		t.Errorf("got %v", got)
	}
}

func TestWaitRequestsInVain(t *testing.T) {
	told := failure(t, func(tb testing.TB) {
		s := tongwantest.New(tb)
		verify(t, s.Client(), s.Player("alice"))
		s.WaitRequests(2, tongwantest.Filter{Path: msdk.PathVerifyLogin}, 50*time.Millisecond)
	})
	for _, text := range []string{"1 of 2 requests with path /auth/verify_login", "50ms", "ret 0"} {
		if !strings.Contains(told, text) {
			t.Errorf("%q does not say %q", told, text)
		}
	}
}

func TestMisuseOfFilters(t *testing.T) {
	told := failure(t, func(tb testing.TB) { tongwantest.New(tb).Requests(tongwantest.Filter{Path: "/auth/verifylogin"}) })
	if !strings.Contains(told, "/auth/verifylogin, which none") && !strings.Contains(told, "verifylogin") {
		t.Errorf("%q does not name the path", told)
	}
}

// forged is a request with a signature that does not fit.
func forged(s *tongwantest.Server, t testing.TB) {
	stranger := msdk.New(s.URL, msdk.App{ID: s.App().ID, Key: "wrong"})
	verify(t, stranger, s.Player("alice"))
}

func TestFailOnRefusals(t *testing.T) {
	told := failure(t, func(t testing.TB) {
		s := tongwantest.New(t)
		s.FailOnRefusals(tongwantest.Filter{Ret: msdk.RetNoPlayer})
		for range 30 {
			forged(s, t)
		}
	})
	for _, text := range []string{"FailOnRefusals", "ret -502", "must be", "10 more before these"} {
		if !strings.Contains(told, text) {
			t.Errorf("%q does not say %q", told, text)
		}
	}
}

func TestRefusalsThatAreMeant(t *testing.T) {
	for name, body := range map[string]func(*tongwantest.Server, testing.TB){
		"not asked for": forged,
		"excepted": func(s *tongwantest.Server, t testing.TB) {
			s.FailOnRefusals(tongwantest.Filter{Ret: msdk.RetBadSignature})
			forged(s, t)
		},
		"ordered": func(s *tongwantest.Server, t testing.TB) {
			s.FailOnRefusals()
			s.Fault(tongwantest.Fault{Answer: msdk.Answer{Ret: -7}})
			verify(t, s.Client(), s.Player("alice"))
		},
		"none": func(s *tongwantest.Server, t testing.TB) {
			s.FailOnRefusals()
			verify(t, s.Client(), s.Player("alice"))
		},
	} {
		f := &fakeTB{name: t.Name()}
		f.run(func(t testing.TB) { body(tongwantest.New(t), t) })
		if f.fatal != "" || len(f.errors) > 0 {
			t.Errorf("%s: it failed with %s%v", name, f.fatal, f.errors)
		}
	}
}

// What failures of tests are made of.
func TestWords(t *testing.T) {
	for want, v := range map[string]fmt.Stringer{
		`#1 /x openid "A": ret -502 "no": sig`: tongwantest.Request{Number: 1, Requested: "/x", OpenID: "A", Ret: -502, Msg: "no", Why: "sig"},
		`#2 /x openid "": no answer (fault ordered); odd; very`: tongwantest.Request{Number: 2, Requested: "/x", Silent: true, Faulty: true,
			Notes: []string{"odd", "very"}},
		"requests": tongwantest.Filter{},
		"requests with path /x, openid A, ret -1, code 2, ret 0, a refusal, a number over 3": tongwantest.Filter{
			Path: "/x", OpenID: "A", Ret: -1, Code: 2, Served: true, Refused: true, After: 3},
	} {
		if got := v.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
