package platform

import (
	"sync"
	"testing"
	"time"
)

var triesNow = time.Date(2026, 1, 7, 12, 0, 0, 0, Shanghai)

// still is a clock that is set by hand.
type still struct{ now time.Time }

func (c *still) Now(string) time.Time { return c.now }

// A clock that goes back forgives nobody, and nobody waits longer for it.
func TestTriesWhenTheClockGoesBack(t *testing.T) {
	c := still{triesNow}
	tr := newTries(&c)
	for range freeTries {
		tr.begin(1, "a")
		c.now = c.now.Add(-time.Minute)
	}
	if wait := tr.begin(1, "a"); wait != firstWait {
		t.Errorf("waits %v, want %v", wait, firstWait)
	}
	c.now = triesNow.Add(firstWait)
	if wait := tr.begin(1, "a"); wait != 0 {
		t.Errorf("after that, waits %v", wait)
	}
}

func TestWaitsDouble(t *testing.T) {
	c := still{triesNow}
	tr := newTries(&c)
	for range freeTries {
		if wait := tr.begin(1, "a"); wait != 0 {
			t.Fatalf("one of the first waits %v", wait)
		}
	}
	for want := firstWait; want <= 2*longestWait; want *= 2 {
		want := min(want, longestWait)
		if wait := tr.begin(1, "b"); wait != want {
			t.Fatalf("waits %v, want %v", wait, want)
		}
		c.now = c.now.Add(want - time.Millisecond)
		if wait := tr.begin(1, "b"); wait != time.Millisecond {
			t.Errorf("a moment before, waits %v", wait)
		}
		c.now = c.now.Add(time.Millisecond)
		if wait := tr.begin(1, "b"); wait != 0 {
			t.Fatalf("after %v, waits %v", want, wait)
		}
	}
	c.now = c.now.Add(triesMemory + 1)
	if wait := tr.begin(1, "a"); wait != 0 {
		t.Errorf("what is long ago waits %v", wait)
	}
}

func TestOthersDoNotWait(t *testing.T) {
	c := still{triesNow}
	tr := newTries(&c)
	for range freeTries {
		tr.begin(1, "a")
	}
	if wait := tr.begin(2, "a"); wait != 0 {
		t.Errorf("another account waits %v", wait)
	}
	tr.succeeded(1, "a")
	if wait := tr.begin(1, "a"); wait != 0 {
		t.Errorf("after a success, waits %v", wait)
	}
}

// Who has an account of their own cannot use it to have the address forgiven.
func TestSuccessDoesNotForgiveTheAddress(t *testing.T) {
	c := still{triesNow}
	tr := newTries(&c)
	for uin := range int64(addressTries) {
		if wait := tr.begin(uin, "a"); wait != 0 {
			t.Fatalf("try %d waits %v", uin, wait)
		}
		if uin == addressTries/2 {
			for range 100 { // successes in between count for nothing
				tr.begin(999, "a")
				tr.succeeded(999, "a")
			}
		}
	}
	if wait := tr.begin(999, "a"); wait != firstWait {
		t.Errorf("waits %v, want %v", wait, firstWait)
	}
	if wait := tr.begin(999, "b"); wait != 0 {
		t.Errorf("another address waits %v", wait)
	}
}

// Those who try many at once get no more tries than others.
func TestManyTriesAtOnce(t *testing.T) {
	c := still{triesNow}
	tr := newTries(&c)
	var mu sync.Mutex
	var wg sync.WaitGroup
	let := 0
	for range 100 {
		wg.Go(func() {
			if tr.begin(1, "a") == 0 {
				mu.Lock()
				defer mu.Unlock()
				let++
			}
		})
	}
	wg.Wait()
	if let != freeTries {
		t.Errorf("%d passwords were tried, want %d", let, freeTries)
	}
}

// Made-up numbers do not eat the memory.
func TestTriesAreBounded(t *testing.T) {
	c := still{triesNow}
	tr := newTries(&c)
	for uin := range int64(2*mostTries + 10) {
		c.now = triesNow.Add(time.Duration(uin) * time.Microsecond)
		tr.begin(uin, "a"+string(rune(uin%1000)))
		if len(tr.accounts) > mostTries {
			t.Fatalf("%d accounts are remembered", len(tr.accounts))
		}
	}
}
