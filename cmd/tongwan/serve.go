package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os/signal"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"tongwan/internal/server"
	"tongwan/internal/store"
)

// serveCmd runs the platform until a signal or a listener's failure ends it.
type serveCmd struct {
	World   string `placeholder:"FILE" envvar:"TONGWAN_WORLD" help:"World document to apply at every start."`
	Demo    bool   `envvar:"TONGWAN_DEMO" help:"Sandbox, in memory, with the demo world."`
	DB      string `name:"db" placeholder:"STORE" envvar:"TONGWAN_DB" help:"Where to keep everything: sqlite:PATH, memory or postgres://USER@HOST:PORT/DATABASE (default: sqlite:tongwan.db; in a sandbox memory). A password is better in the variable."`
	Migrate bool   `envvar:"TONGWAN_MIGRATE" help:"First bring the schema of a PostgreSQL database up to date."`
	Sandbox bool   `envvar:"TONGWAN_SANDBOX" help:"For tests: clocks to turn, faults, a journal, readable tokens."`
	Strict  bool   `envvar:"TONGWAN_STRICT" help:"For tests: refuse what the protocol merely tolerates, and say so. With or without a sandbox."`
	Redis   string `placeholder:"URL" envvar:"TONGWAN_REDIS" help:"Redis or Valkey that counts frequency limits for all processes, such as redis://localhost:6379/0 (default: each process counts its own)."`

	Listen       string `default:"127.0.0.1:8080" placeholder:"ADDRESS" envvar:"TONGWAN_LISTEN" help:"Address of the API; port 0 picks a free one (default: ${default})."`
	Control      string `default:"127.0.0.1:8081" placeholder:"ADDRESS" envvar:"TONGWAN_CONTROL" help:"Address of the control API (default: ${default})."`
	ControlToken string `placeholder:"TOKEN" envvar:"TONGWAN_CONTROL_TOKEN" help:"Bearer token of the control API; made at start if left out. Everyone on the machine can read command lines: better use the variable."`
	ReadyFile    string `placeholder:"FILE" envvar:"TONGWAN_READY_FILE" help:"Write addresses and control token here, mode 0600, once ready."`
	PublicURL    string `name:"public-url" placeholder:"URL" envvar:"TONGWAN_PUBLIC_URL" help:"What picture URLs begin with (default: the host that was asked)."`

	Registration   string         `default:"closed" enum:"open,closed" placeholder:"open|closed" envvar:"TONGWAN_REGISTRATION" help:"Whether anybody may make an account on the sign-in page (default: ${default})."`
	TrustedProxies []netip.Prefix `placeholder:"CIDR,…" envvar:"TONGWAN_TRUSTED_PROXIES" help:"Proxies whose X-Forwarded-For tells where sign-ins come from."`

	TimeZone        string        `default:"Asia/Shanghai" placeholder:"ZONE" envvar:"TONGWAN_TIME_ZONE" help:"Where days and weeks begin (default: ${default})."`
	TimestampWindow time.Duration `default:"0s" placeholder:"DURATION" envvar:"TONGWAN_TIMESTAMP_WINDOW" help:"Refuse calls whose timestamp is further off than this; 0s accepts any (default: ${default})."`
	DrainTimeout    time.Duration `default:"10s" placeholder:"DURATION" envvar:"TONGWAN_DRAIN_TIMEOUT" help:"How long calls in progress may take to finish at the end (default: ${default})."`

	LogLevel  string `default:"info" enum:"debug,info,warn,error" placeholder:"LEVEL" envvar:"TONGWAN_LOG_LEVEL" help:"Least level to log: debug, info, warn or error (default: ${default})."`
	LogFormat string `default:"text" enum:"text,json" placeholder:"FORMAT" envvar:"TONGWAN_LOG_FORMAT" help:"How to log to stderr: text or json (default: ${default})."`

	Config string `placeholder:"FILE" envvar:"TONGWAN_CONFIG" help:"YAML file with any of these flags as keys. Flags and environment come before it."`
}

// Help is shown by --help.
func (serveCmd) Help() string {
	return `SIGTERM and SIGINT let the calls in progress finish; a second one does not wait.

Examples:

    # Look around: the demo world, nothing kept.
    tongwan serve --demo

    # In tests: free ports, read from the file when it appears.
    tongwan serve --sandbox --db memory --world world.yaml --listen 127.0.0.1:0 \
        --control 127.0.0.1:0 --ready-file /tmp/tongwan.json

    # For real.
    tongwan serve --config /etc/tongwan.yaml

where tongwan.yaml holds flags as keys:

    listen: 0.0.0.0:8080
    db: sqlite:/var/lib/tongwan/tongwan.db
    log-format: json

Several servers may share a PostgreSQL database:

    export TONGWAN_DB=postgres://tongwan:PASSWORD@db.example.com/tongwan
    tongwan migrate up
    tongwan serve --listen 0.0.0.0:8080`
}

// BeforeResolve reads --config, so that its settings are there when kong looks for
// the values of the other flags.
func (c *serveCmd) BeforeResolve(kctx *kong.Context, sys *system) error {
	env := environment{sys.getenv}
	var path string
	var names []string
	for _, flag := range kctx.Selected().Flags {
		if flag.Name != "config" {
			names = append(names, flag.Name)
			continue
		}
		path = cmp.Or(kctx.FlagValue(flag).(string), env.value(flag))
	}
	if path == "" {
		return nil
	}
	slices.Sort(names)
	settings, err := readConfig(path, names)
	if err != nil {
		return fmt.Errorf("--config: %w", err)
	}
	kctx.AddResolver(configFile{settings, env})
	return nil
}

// Validate refuses what no server could be started with. Kong calls it.
func (c *serveCmd) Validate() error {
	switch {
	case c.Demo && c.DB != "":
		return fmt.Errorf("--demo lives in memory and --db (%s) says otherwise: leave one out, and see $TONGWAN_DB and --config", store.Name(c.DB))
	case c.Demo && c.World != "":
		return fmt.Errorf("--demo brings its own world and --world (%s) another: leave one out, or use --sandbox --db memory --world %s", c.World, c.World)
	case c.TimestampWindow < 0:
		return fmt.Errorf("--timestamp-window: %v is negative; 0s switches it off", c.TimestampWindow)
	case c.DrainTimeout <= 0:
		return fmt.Errorf("--drain-timeout: %v is no time to wait: write it like 10s", c.DrainTimeout)
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil {
		return fmt.Errorf("--time-zone: %q is no zone: write it like Asia/Shanghai or UTC", c.TimeZone)
	}
	return nil
}

// Run serves until SIGTERM or SIGINT, then drains. It returns nil only after all
// calls were answered.
func (c *serveCmd) Run(ctx context.Context, sys *system) error {
	signalled, restore := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer restore()
	defer runtime.KeepAlive(ballast())

	log := newLogger(sys.stderr, c.LogLevel, c.LogFormat)
	bar := sys.bar("applying "+c.World, "")
	config := c.config(log)
	config.Progress = bar.set
	srv, err := server.Start(signalled, config)
	bar.end()
	if err != nil {
		return c.startError(err)
	}
	c.welcome(sys.stdout, cmp.Or(sys.self, "tongwan"), srv.Endpoints())

	failed := make(chan error, 1)
	go func() { failed <- srv.Wait() }()
	select {
	case err = <-failed:
	case <-signalled.Done():
	}
	restore() // so that a second signal ends the process at once
	log.Info("draining", "timeout", c.DrainTimeout)
	return errors.Join(err, c.drainError(srv.Shutdown(context.WithoutCancel(ctx))))
}

// startError adds the way out to the failures that have one here.
func (c *serveCmd) startError(err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%w: something listens there already; choose another port with --listen or --control, 0 for a free one", err)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("stopped before it was ready: %w", err)
	}
	return documentError(err)
}

func (c *serveCmd) drainError(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("calls were still in progress after --drain-timeout %v: %w", c.DrainTimeout, err)
	}
	return err
}

func (c *serveCmd) config(log *slog.Logger) server.Config {
	return server.Config{
		World:           c.World,
		Demo:            c.Demo,
		DB:              c.store(),
		Migrate:         c.Migrate,
		Listen:          c.Listen,
		Control:         c.Control,
		ControlToken:    c.ControlToken,
		Sandbox:         c.Sandbox,
		Strict:          c.Strict,
		Redis:           c.Redis,
		ReadyFile:       c.ReadyFile,
		PublicURL:       c.PublicURL,
		Registration:    c.Registration == "open",
		TrustedProxies:  c.TrustedProxies,
		TimeZone:        c.TimeZone,
		TimestampWindow: c.TimestampWindow,
		DrainTimeout:    c.DrainTimeout,
		Version:         buildVersion(),
		Log:             log,
	}
}

// store returns --db or its default, which is no default to kong because --demo
// must tell whether it was given. What a sandbox holds is not worth a file, and its
// readable tokens are better not left in one.
func (c *serveCmd) store() string {
	switch {
	case c.Demo:
		return "" // the server's own choice
	case c.Sandbox:
		return cmp.Or(c.DB, "memory")
	}
	return cmp.Or(c.DB, "sqlite:tongwan.db")
}
