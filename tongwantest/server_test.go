package tongwantest_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tongwan/msdk"
	"tongwan/tongwantest"
)

// verify is the game's first call: is this player signed in?
func verify(t testing.TB, c *msdk.Client, p *tongwantest.Player) error {
	t.Helper()
	_, err := c.VerifyLogin(t.Context(), msdk.VerifyLoginRequest{OpenID: p.OpenID, OpenKey: p.Token})
	return err
}

// must fails the test if a call that has to succeed did not.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestNew(t *testing.T) {
	s := tongwantest.New(t)
	alice := s.Player("alice")
	for name, c := range map[string]*msdk.Client{
		"appkey":  s.Client(),
		"msdkkey": s.Client(msdk.WithEncode(msdk.EncodeMSDKKey)),
		"own":     msdk.New(s.URL, s.App()),
	} {
		if err := verify(t, c, alice); err != nil {
			t.Errorf("signed with %s: %v", name, err)
		}
	}
	chest := must(s.Client().GainChest(t.Context(), msdk.GainChestRequest{
		OpenID: alice.OpenID, AccessToken: alice.Token, ActID: tongwantest.Activity, Num: 3, PeopleNum: 2,
	}))(t)
	if got := alice.State().Chests; len(got) != 1 || got[0].BoxID != chest.BoxID || got[0].PeopleNum != 2 {
		t.Errorf("chests %+v", got)
	}
}

// The world is gone with its test: the app is unknown.
func TestWorldEndsWithTest(t *testing.T) {
	var c *msdk.Client
	f := &fakeTB{name: t.Name()}
	f.run(func(t testing.TB) {
		s := tongwantest.New(t)
		s.Clock().Freeze(monday)
		c = msdk.New(s.URL, s.App())
	})
	if _, err := c.Wifi(t.Context(), msdk.WifiRequest{OpenID: "x"}); !msdk.IsRet(err, msdk.RetNoApp) {
		t.Errorf("after its test the app answers %v, want ret %d", err, msdk.RetNoApp)
	}
	if len(f.errors) > 0 {
		t.Error(f.errors)
	}
}

// An appid is free again when the test that asked for it has ended.
func TestWithAppInTurn(t *testing.T) {
	for i := range 2 {
		f := &fakeTB{name: strings.Repeat("名字/", 100)} // long, and not what worlds are called
		f.run(func(tb testing.TB) {
			s := tongwantest.New(tb, tongwantest.WithApp(msdk.App{ID: 100703379}))
			if err := verify(t, s.Client(), s.Player("alice")); err != nil {
				t.Errorf("test %d: %v", i, err)
			}
		})
		if f.fatal != "" || len(f.errors) > 0 {
			t.Errorf("test %d: %s %v", i, f.fatal, f.errors)
		}
	}
}

func TestOwnServer(t *testing.T) {
	app := msdk.App{ID: 100703379, Key: "0123456789abcdef0123456789abcdef"}
	var urls []string
	for range 2 {
		s := tongwantest.New(t, tongwantest.OwnServer(), tongwantest.WithApp(app))
		if s.App().ID != app.ID || s.App().Key != app.Key || s.App().MSDKKey == "" {
			t.Errorf("app %+v", s.App())
		}
		if err := verify(t, s.Client(), s.Player("alice")); err != nil {
			t.Error(err)
		}
		urls = append(urls, s.URL)
	}
	if urls[0] == urls[1] {
		t.Error("two own servers are one")
	}
}

func TestOwnServerEndsWithTest(t *testing.T) {
	var address string
	f := &fakeTB{name: t.Name()}
	f.run(func(t testing.TB) {
		address = strings.TrimPrefix(tongwantest.New(t, tongwantest.OwnServer()).URL, "http://")
	})
	if _, err := net.Dial("tcp", address); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("the server still listens: %v", err)
	}
}

// Two worlds in one test are strangers.
func TestWorldsAreStrangers(t *testing.T) {
	a, b := tongwantest.New(t), tongwantest.New(t)
	alice := a.Player("alice")
	if other := b.Player("alice"); other.OpenID == alice.OpenID || other.Token == alice.Token || other.UIN == alice.UIN {
		t.Errorf("%+v and %+v share something", alice, other)
	}
	if err := verify(t, b.Client(), alice); !msdk.IsRet(err, msdk.RetNoPlayer) {
		t.Errorf("another world's player: %v", err)
	}
}

// Any number of goroutines may use a Server, and make the same player once.
func TestConcurrentUse(t *testing.T) {
	s := tongwantest.New(t)
	var group sync.WaitGroup
	made := make([]*tongwantest.Player, 20)
	for i := range made {
		group.Go(func() {
			made[i] = s.Player(fmt.Sprint("player ", i%2))
			if err := verify(t, s.Client(), made[i]); err != nil {
				t.Error(err)
			}
			s.Clock().Advance(time.Second)
		})
	}
	group.Wait()
	for i, p := range made {
		if p != made[i%2] {
			t.Errorf("%s was made twice", p.Name)
		}
	}
}

func TestFromBenchmark(t *testing.T) {
	result := testing.Benchmark(func(b *testing.B) {
		s := tongwantest.New(b)
		alice, c := s.Player("alice"), s.Client()
		for b.Loop() {
			if err := verify(b, c, alice); err != nil {
				b.Fatal(err)
			}
		}
	})
	if result.N == 0 {
		t.Error("the benchmark failed")
	}
}

func TestWorld(t *testing.T) {
	s := tongwantest.New(t)
	alice := s.Player("alice")
	s.World(fmt.Sprintf("# from a file\nworld: production\napps:\n  - {appid: %d, settings: {disabled: [/profile/get_wifi]}}\n", s.App().ID))
	_, err := s.Client().Wifi(t.Context(), msdk.WifiRequest{OpenID: alice.OpenID})
	if !msdk.IsRet(err, msdk.RetForbiddenInterface) {
		t.Errorf("a switched off interface answers %v", err)
	}
	if err := verify(t, s.Client(), alice); err != nil {
		t.Errorf("what the document does not name has changed: %v", err)
	}
	if text := s.Export(); !strings.Contains(text, "nickname: alice") || !strings.Contains(text, "/profile/get_wifi") {
		t.Errorf("the export lacks something:\n%s", text)
	}
}

// What a document leaves out is made, and other tests' numbers are none of its
// business.
func TestWorldMakesPlayers(t *testing.T) {
	const document = `
apps: [{name: other}]
accounts:
  - {nickname: alice, players: [{appid: %d, tokens: [{}, {expires: -1h}]}, {appid: other}]}
  - {nickname: bob, players: [{appid: %[1]d}]}
friends: [{uin: alice, friend: bob}]
`
	for range 2 {
		s := tongwantest.New(t)
		players := s.World(fmt.Sprintf(document, s.App().ID))
		if len(players) != 2 || players[0].Name != "alice" || players[1].Name != "bob" || players[1].Token != "" {
			t.Fatalf("players %+v", players)
		}
		alice := players[0]
		if err := verify(t, s.Client(), alice); err != nil {
			t.Error(err)
		}
		if state := alice.State(); state.Account.UIN != alice.UIN || len(state.Friends) != 1 || state.Friends[0].OpenID != players[1].OpenID {
			t.Errorf("alice is %+v", state)
		}
	}
	s := tongwantest.New(t)
	if carol := s.World("accounts: [{nickname: carol, players: [{tokens: [{}]}]}]")[0]; verify(t, s.Client(), carol) != nil {
		t.Errorf("carol cannot sign in to the world's only app: %+v", carol)
	}
}

// An export can be put into another test's world.
func TestExportMoves(t *testing.T) {
	a := tongwantest.New(t, tongwantest.OwnServer())
	alice := a.Player("alice", tongwantest.QQLevel(7))
	document := a.Export()
	b := tongwantest.New(t, tongwantest.OwnServer(), tongwantest.WithApp(a.App()))
	b.World(document)
	found := b.PlayerByOpenID(alice.OpenID)
	if found.Name != "alice" || found.Token != alice.Token || found.UIN != alice.UIN || found.State().Account.QQLevel != 7 {
		t.Errorf("found %+v of %+v", found, alice)
	}
}

func TestMisuseOfWorlds(t *testing.T) {
	s := tongwantest.New(t)
	app := s.App()
	for name, tt := range map[string]struct {
		body func(testing.TB)
		says []string
	}{
		"an appid of a test that runs": {
			func(t testing.TB) { tongwantest.New(t, tongwantest.WithApp(app)) },
			[]string{fmt.Sprint(app.ID), "OwnServer"},
		},
		"a document with a typo": {
			func(t testing.TB) { tongwantest.New(t).World("world: x\nacounts: []\n") },
			[]string{"refused", ":2:1: acounts", "accounts"},
		},
		"a document with another test's app": {
			func(t testing.TB) { tongwantest.New(t).World(fmt.Sprintf("apps: [{appid: %d, appkey: k}]", app.ID)) },
			[]string{fmt.Sprint(app.ID), "belongs to another world", "OwnServer"},
		},
		"a player nobody made": {
			func(t testing.TB) { tongwantest.New(t).PlayerByOpenID("NOBODY") },
			[]string{"NOBODY"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			told := failure(t, tt.body)
			for _, text := range tt.says {
				if !strings.Contains(told, text) {
					t.Errorf("%q does not say %q", told, text)
				}
			}
		})
	}
}

// A game that follows MSDK's own habits may call with any HTTP client.
func TestURLIsPlainHTTP(t *testing.T) {
	s := tongwantest.New(t)
	resp, err := http.Post(s.URL+msdk.PathVerifyLogin, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %d", resp.StatusCode)
	}
}
