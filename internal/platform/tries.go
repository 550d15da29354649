package platform

import (
	"maps"
	"sync"
	"time"
)

// tries counts failed sign-ins in this process, by account and by address,
// and registrations by address.
type tries struct {
	clock         Clock // the machine's: nobody waits longer, or less long, because a world's is turned
	mu            sync.Mutex
	accounts      map[int64]failures
	addresses     map[string]failures
	registrations map[string]failures
}

// failures are those in a row, of which none is older than triesMemory.
type failures struct {
	count int
	last  time.Time
}

const (
	freeTries    = 5                // failures that cost nothing
	addressTries = 50               // many people share an address
	newAccounts  = 20               // from one address
	firstWait    = 2 * time.Second  // after those; it doubles
	longestWait  = 15 * time.Minute // and ends here
	triesMemory  = time.Hour
	mostTries    = 100_000 // of each kind; then the old ones are dropped
)

func newTries(c Clock) *tries {
	return &tries{clock: c, accounts: make(map[int64]failures), addresses: make(map[string]failures), registrations: make(map[string]failures)}
}

// begin begins to try a password. It returns how long a sign-in must still
// wait, 0 if it may go on: then it counts as failed until it succeeds, so
// that those who try many at once get no more tries than others.
func (t *tries) begin(uin int64, address string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now("")
	wait := max(t.accounts[uin].wait(now, freeTries), t.addresses[address].wait(now, addressTries))
	if wait == 0 {
		count(t.accounts, uin, now)
		count(t.addresses, address, now)
	}
	return wait
}

// succeeded forgives an account its failures, and the address this try. Its
// others stay: whoever has one account must not use it to try others.
func (t *tries) succeeded(uin int64, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.accounts, uin)
	if f := t.addresses[address]; f.count > 0 {
		f.count--
		t.addresses[address] = f
	}
}

// register counts a registration, or returns how long it must wait.
func (t *tries) register(address string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now("")
	wait := t.registrations[address].wait(now, newAccounts)
	if wait == 0 {
		count(t.registrations, address, now)
	}
	return wait
}

func (f failures) wait(now time.Time, free int) time.Duration {
	passed := f.age(now)
	if f.count < free || passed > triesMemory {
		return 0
	}
	return max(0, min(longestWait, firstWait<<min(f.count-free, 20))-passed)
}

// age is how long ago the last failure was. A clock that went back has stood
// still since then: that forgives nobody, nor makes them wait longer.
func (f failures) age(now time.Time) time.Duration { return max(0, now.Sub(f.last)) }

func count[K comparable](m map[K]failures, key K, now time.Time) {
	if len(m) >= mostTries {
		maps.DeleteFunc(m, func(_ K, f failures) bool { return f.age(now) > triesMemory })
	}
	if len(m) >= mostTries { // somebody makes up numbers
		clear(m)
	}
	f := m[key]
	if f.age(now) > triesMemory {
		f.count = 0
	}
	if now.Before(f.last) {
		now = f.last
	}
	m[key] = failures{f.count + 1, now}
}

func tooManyTries(wait time.Duration) error {
	whole := (wait + time.Second - 1).Truncate(time.Second)
	return &Error{Reason: TooManyTries, Text: "too many tries: wait " + whole.String(), Wait: whole}
}
