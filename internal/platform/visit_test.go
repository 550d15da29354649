package platform_test

import (
	"strings"
	"testing"
	"time"

	"tongwan/internal/platform"
)

func TestVisit(t *testing.T) {
	b := newBench(t, false)
	cookie, a, err := b.SignIn(t.Context(), 11, password(11), "")
	if err != nil || a.UIN != 11 {
		t.Fatalf("signed in as %+v, %v", a, err)
	}
	visitor := func(what, cookie string, why platform.Reason) {
		t.Helper()
		a, err := b.Visitor(t.Context(), cookie)
		refused(t, what, err, why)
		if (a.UIN == 11) != (why == "") {
			t.Errorf("%s is %+v", what, a)
		}
	}
	visitor("the visitor", cookie, "")
	_, secret, _ := strings.Cut(cookie, ".")
	for _, forged := range []string{"", ".", "11", "11.", "11.x", "12." + secret, "x." + secret, secret, cookie + "x", "99." + secret} {
		visitor(forged, forged, platform.NotSignedIn)
	}
	b.clock.now = now.Add(platform.VisitTime - time.Millisecond)
	visitor("in its last moment", cookie, "")
	b.clock.now = now.Add(platform.VisitTime)
	visitor("over", cookie, platform.NotSignedIn)

	b.clock.now = now
	if err := b.SignOut(t.Context(), "12."+secret); err != nil {
		t.Error(err)
	}
	visitor("somebody else signed out", cookie, "")
	if err := b.SignOut(t.Context(), cookie); err != nil {
		t.Error(err)
	}
	visitor("signed out", cookie, platform.NotSignedIn)
	if err := b.SignOut(t.Context(), "nonsense"); err != nil {
		t.Error(err)
	}
}

// TestSignInAs: without a password people get in where nothing is real.
func TestSignInAs(t *testing.T) {
	for sandbox, want := range map[bool]platform.Reason{true: "", false: platform.Invalid} {
		b := newBench(t, sandbox)
		cookie, _, err := b.SignInAs(t.Context(), 14)
		refused(t, "sign in", err, want)
		a, err := b.Visitor(t.Context(), cookie)
		if (a.UIN == 14) != sandbox {
			t.Errorf("in a sandbox %t the visitor is %+v, %v", sandbox, a, err)
		}
	}
}

// TestSignInRefuses tells nobody which numbers there are.
func TestSignInRefuses(t *testing.T) {
	b := newBench(t, false)
	b.load(t, platform.World{Name: "w"}, platform.Account{UIN: 15})
	var texts []string
	for _, try := range []struct {
		uin      int64
		password string
	}{{11, "wrong"}, {11, ""}, {99, "x"}, {99, ""}, {15, ""}, {15, "x"}} {
		_, _, err := b.SignIn(t.Context(), try.uin, try.password, "")
		refused(t, "sign in", err, platform.WrongPassword)
		texts = append(texts, err.Error())
	}
	for _, text := range texts {
		if text != texts[0] {
			t.Errorf("refusals differ: %q and %q", text, texts[0])
		}
	}
	for range 9 {
		_, _, _ = b.SignIn(t.Context(), 11, "wrong", "")
	}
	_, _, err := b.SignIn(t.Context(), 11, password(11), "")
	refused(t, "the right one after many wrong ones", err, platform.TooManyTries)
	_, _, err = b.SignIn(t.Context(), 12, password(12), "")
	refused(t, "another account", err, "")
}

// meddling are passwords during whose check something happens.
type meddling struct {
	plain
	during func()
}

func (m meddling) Verify(hash, password string) (bool, error) {
	m.during()
	return m.plain.Verify(hash, password)
}

// A sign-in that is under way while the password changes was shown the old
// one: it lets nobody in, and changes no password.
func TestPasswordChangesDuringSignIn(t *testing.T) {
	b := newBench(t, false)
	during := func() {}
	p := platform.New(platform.Options{Store: b.store, Clock: b.clock, Passwords: meddling{during: func() { during() }}})
	change := func(old, password string) func() {
		return func() {
			if err := b.ChangePassword(t.Context(), 11, old, password, ""); err != nil {
				t.Error(err)
			}
		}
	}
	during = change(password(11), "second password")
	_, _, err := p.SignIn(t.Context(), 11, password(11), "")
	refused(t, "sign in", err, platform.WrongPassword)
	during = change("second password", "third password")
	err = p.ChangePassword(t.Context(), 11, "second password", "the thief's own", "")
	refused(t, "change", err, platform.WrongPassword)
	_, _, err = b.SignIn(t.Context(), 11, "third password", "")
	refused(t, "the right one", err, "")
}

// The clock of a world says nothing about how long guessing has to wait: one
// that stands still blocks nobody for ever, one that is turned forgives nothing.
func TestWaitsGoByTheMachine(t *testing.T) {
	b, machine := newBench(t, true), &turned{now}
	p := platform.New(platform.Options{Store: b.store, Clock: b.clock, Machine: machine, Passwords: plain{}})
	for i := range 5 {
		_, _, _ = p.SignIn(t.Context(), 11, "wrong", "")
		b.clock.now = now.Add(time.Duration(-i) * time.Hour)
	}
	_, _, err := p.SignIn(t.Context(), 11, password(11), "")
	refused(t, "in a world whose clock went back", err, platform.TooManyTries)
	machine.now = now.Add(time.Minute)
	_, _, err = p.SignIn(t.Context(), 11, password(11), "")
	refused(t, "in a world whose clock stands still", err, "")
}
