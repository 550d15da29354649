package platform

import (
	"sync"
	"sync/atomic"
	"time"
)

// Store is everything the platform keeps: the union of the small interfaces
// that stand next to the code that needs them. Stores keep rows and hold the
// promise of atomicity; the rules are here. Every write is durable when its
// method returns nil. A write for a player who is not there, or no longer, is
// [NotFound].
type Store interface {
	AppStore
	PlayerStore
	SessionStore
	FriendStore
	MessageStore
	GroupStore
	GiftStore
	ChestStore
	ScoreStore
	WorldStore
	AccountStore
	VisitStore
	GrantStore
	InboxStore
	GuildStore
	OpenStore
}

// Options are what a platform is made of.
type Options struct {
	Store   Store
	Clock   Clock          // nil: [SystemClock]
	Machine Clock          // by which those who guess passwords wait, whatever a world's clock says; nil: [SystemClock]
	Zone    *time.Location // of days and weeks; nil: Asia/Shanghai (UTC+8)
	Sandbox bool           // tokens stay readable, so that worlds export them
	// AppsFor is how long apps may be answered from memory: needed where
	// other processes change worlds too. 0: until one is changed here.
	AppsFor time.Duration

	Passwords Passwords // of those who sign in with one
}

// Platform answers for all worlds of one store. It is safe for concurrent use.
type Platform struct {
	store    Store
	clock    Clock
	calendar Calendar
	sandbox  bool
	appsFor  time.Duration

	passwords Passwords
	decoy     func() string // the hash of a password that nobody knows
	hashing   chan struct{} // holds one for each password that is worked on
	tries     *tries
	secrets   sync.Map // name → []byte

	idCount atomic.Uint32 // of orderedID

	apps    sync.Map // appid → keptApp
	appsMu  sync.Mutex
	appsGen atomic.Int64 // counts changes of worlds; guarded by appsMu for writing
}

// Shanghai is the time zone of the protocol's days and weeks. It has had no
// daylight saving time since 1991, so it needs no time zone database.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// New makes a platform over a store.
func New(o Options) *Platform {
	p := &Platform{store: o.Store, clock: o.Clock, calendar: Calendar{o.Zone}, sandbox: o.Sandbox, appsFor: o.AppsFor,
		passwords: o.Passwords, hashing: make(chan struct{}, mostHashing), tries: newTries(o.Machine)}
	p.decoy = sync.OnceValue(func() string { return p.passwords.Hash(randomID()) })
	if p.clock == nil {
		p.clock = SystemClock{}
	}
	if o.Machine == nil {
		p.tries.clock = SystemClock{}
	}
	if o.Zone == nil {
		p.calendar.Zone = Shanghai
	}
	return p
}

// Now returns the time in a world, in the platform's time zone and to the
// millisecond, which is what stores keep.
func (p *Platform) Now(world string) time.Time {
	return p.clock.Now(world).In(p.calendar.Zone).Truncate(time.Millisecond)
}

// Calendar returns the calendar of the platform's days and weeks.
func (p *Platform) Calendar() Calendar { return p.calendar }

// Sandbox reports whether tokens are kept readable.
func (p *Platform) Sandbox() bool { return p.sandbox }
