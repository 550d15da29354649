// Package tongwantest gives a Go test its own platform: a tongwan server in the
// test's process, with a world that nobody else sees and that is gone when the
// test ends.
//
//	func TestLogin(t *testing.T) {
//		t.Parallel()
//		s := tongwantest.New(t)
//		game := newGameServer(s.URL, s.App()) // the code under test
//		alice := s.Player("alice")
//
//		if err := game.Login(alice.OpenID, alice.Token); err != nil {
//			t.Error(err)
//		}
//		s.Clock().Advance(3 * time.Hour)
//		if err := game.Login(alice.OpenID, alice.Token); err == nil {
//			t.Error("a login with an expired token succeeded")
//		}
//	}
//
// # What a test has to itself
//
// Each [New] makes a world with one app, and players, friends and groups as the
// test asks for them. The clock, the faults and the journal are the world's own
// too. All worlds of a process live in one server, which the first New starts:
// what tells them apart is the appid. Appids, uins and group codes are therefore
// made, and differ from test to test. A test that needs certain ones, because
// they are written into the game or into a world file, asks for them with
// [WithApp] and, if it is to run beside others, for a server of its own with
// [OwnServer].
//
// The shared server stays for as long as the process and ends with it: it keeps
// everything in memory and leaves nothing behind.
//
// # Failures
//
// The helpers have no errors to check: what cannot be done ends the test with
// Fatalf, which says what was wrong and what would help. As with Fatalf itself,
// a helper that fails in a goroutine of the test's own ends only that goroutine,
// though the test fails. All of them may be used from many goroutines at once.
//
// Time in a world is the world's; see [Clock]. Time-outs are the machine's. A
// bubble of testing/synctest cannot hold the server: turn the Clock instead.
package tongwantest
