package platform

import (
	"context"
	"net/netip"
	"time"
)

// App is a game: what a game server signs with, and how it is served.
type App struct {
	ID         int64 // appid, unique in the whole server
	World      string
	Name       string
	Key        string // appkey, signs with encode=1
	MSDKKey    string // signs with encode=2; empty: encode=2 is refused
	Settings   Settings
	Activities []Activity
	// RedirectURIs are where sign-in may send people back to, each exactly.
	RedirectURIs []string
	Words        []string // the listed words of its world; read only
}

// Settings are what an app's owner may choose (world.md, settings).
type Settings struct {
	ShareQuota      int            // messages a receiver may get a day from this game, at least 0
	Rate            Rate           // per player and interface
	LenientTypes    bool           // numbers and numeric strings are interchangeable
	AllowedIPs      []netip.Prefix // of the game servers; empty: any
	AllowedReferers []string       // hosts; empty: any
	Disabled        []string       // paths of interfaces switched off
	Session         time.Duration  // how long verify_login renews for
}

// Rate is a frequency limit: a bucket of Burst calls that fills at PerSecond.
type Rate struct {
	PerSecond float64 // 0: no limit
	Burst     int     // 0: one second's worth, at least 1
}

// Activity is a campaign that chests are made for (mobile-qq.md 2.3.11, actid).
type Activity struct {
	ID   int64
	Name string
}

// DefaultSettings returns what holds where a world file says nothing.
func DefaultSettings() Settings {
	return Settings{ShareQuota: 20, Session: 2 * time.Hour}
}

// AppStore reads apps.
type AppStore interface {
	// App returns an app with its world's words, or [NotFound].
	App(ctx context.Context, appid int64) (App, error)
}

// keptApp is an app in memory, and since when. That is the machine's time,
// never a world's: turning a world's clock says nothing about other processes.
type keptApp struct {
	*App
	since time.Time
}

// App returns an app, from memory when it was asked for before and that is
// not too long ago. The result is shared: read only. An appid that nobody has
// is [NotFound].
func (p *Platform) App(ctx context.Context, appid int64) (*App, error) {
	now := SystemClock{}.Now("")
	if kept, ok := p.apps.Load(appid); ok {
		if k := kept.(keptApp); p.appsFor == 0 || now.Sub(k.since) < p.appsFor {
			return k.App, nil
		}
	}
	gen := p.appsGen.Load()
	a, err := p.store.App(ctx, appid)
	if err != nil {
		return nil, err
	}
	p.appsMu.Lock()
	defer p.appsMu.Unlock()
	if p.appsGen.Load() == gen { // no world was changed while we read
		p.apps.Store(appid, keptApp{&a, now})
	}
	return &a, nil
}

// forgetApps makes the next call of App read the store: a world changed.
func (p *Platform) forgetApps() {
	p.appsMu.Lock()
	defer p.appsMu.Unlock()
	p.appsGen.Add(1)
	p.apps.Clear()
}
