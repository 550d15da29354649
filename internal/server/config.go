package server

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/world"
)

// Config is all that a server can be told.
type Config struct {
	World           string         // world file to apply at every start; empty: none
	Demo            bool           // sandbox, in memory, with the demo world
	DB              string         // data source, see store.Open; default memory
	Migrate         bool           // brings the schema of a PostgreSQL database up to date first
	Listen          string         // address of the API; default 127.0.0.1:8080
	Control         string         // address of the control API; default 127.0.0.1:8081
	ControlToken    string         // bearer token of the control API; empty: made at start
	Sandbox         bool           // clocks can be turned, tokens stay readable
	Strict          bool           // refuses what the protocol tolerates, for tests of clients
	Redis           string         // URL of the server that counts frequency limits for all processes; empty: each counts its own
	ReadyFile       string         // written when the server is ready; empty: none
	PublicURL       string         // what the server's own URLs begin with; empty: the host that was asked
	Registration    bool           // anybody may make an account
	TrustedProxies  []netip.Prefix // whose X-Forwarded-For tells where sign-ins come from
	TimeZone        string         // of days and weeks, an IANA name; default Asia/Shanghai
	TimestampWindow time.Duration  // how far a signature's timestamp may be off; 0: any
	DrainTimeout    time.Duration  // how long requests may take to end; default 10 s
	Version         string
	Progress        world.Progress // of applying the world file; nil: nobody watches
	Log             *slog.Logger   // default: none
}

// Defaults of Config.
const (
	DefaultListen  = "127.0.0.1:8080"
	DefaultControl = "127.0.0.1:8081"
	DefaultDrain   = 10 * time.Second
	defaultZone    = "Asia/Shanghai"
)

// withDefaults returns the config with what it leaves open filled in, or an
// error that names the setting.
func (c Config) withDefaults() (Config, error) {
	if c.Demo && (c.World != "" || c.DB != "") {
		return c, fmt.Errorf("demo brings its own world and database: leave out world and db, or leave out demo")
	}
	if c.Demo {
		c.Sandbox = true
	}
	if c.Redis != "" && c.Sandbox {
		return c, fmt.Errorf("redis counts by its own clock and a sandbox turns clocks: leave out redis, or leave out sandbox")
	}
	c.DB = or(c.DB, "memory")
	c.Listen = or(c.Listen, DefaultListen)
	c.Control = or(c.Control, DefaultControl)
	c.TimeZone = or(c.TimeZone, defaultZone)
	if c.ControlToken == "" {
		c.ControlToken = rand.Text()
	}
	if c.DrainTimeout <= 0 {
		c.DrainTimeout = DefaultDrain
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	if u, err := url.Parse(c.PublicURL); c.PublicURL != "" && (err != nil || u.Host == "") {
		return c, fmt.Errorf("public-url must be like https://qq.example.com, got %q", c.PublicURL)
	}
	return c, nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// zone loads the time zone. The default needs no time zone database.
func (c Config) zone() (*time.Location, error) {
	if c.TimeZone == defaultZone {
		return platform.Shanghai, nil
	}
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("time-zone must be an IANA name such as Asia/Shanghai: %w", err)
	}
	return zone, nil
}
