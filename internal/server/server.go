package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"tongwan/internal/api"
	"tongwan/internal/control"
	"tongwan/internal/gateway"
	"tongwan/internal/password"
	"tongwan/internal/platform"
	"tongwan/internal/redislimit"
	"tongwan/internal/sandbox"
	"tongwan/internal/store"
	"tongwan/internal/web"
	"tongwan/internal/world"
)

// Server is a running server.
type Server struct {
	config   Config
	store    store.Store
	platform *platform.Platform
	sandbox  *control.Sandbox // nil if this is none
	metrics  *metrics
	limits   gateway.Limiter
	gateway  *gateway.Gateway
	pages    *web.Site

	public, control   *http.Server
	publicAt, manager net.Listener
	failed            chan error
	draining          atomic.Bool
	drain             context.Context // ends when draining begins
	beginDrain        context.CancelFunc
}

// Endpoints says where a server listens. It is what the ready file holds.
type Endpoints struct {
	API     string `json:"api"`
	Control string `json:"control"`
	Token   string `json:"token"`
	PID     int    `json:"pid"`
}

// Start makes a server that is ready: its store is open, its world
// applied, it listens, and the ready file is written. The context bounds the
// start, not the server's life.
func Start(ctx context.Context, c Config) (*Server, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	zone, err := c.zone()
	if err != nil {
		return nil, err
	}
	if c.ReadyFile != "" {
		os.Remove(c.ReadyFile) // of a server that could not remove it; not there is as well
	}
	s := &Server{config: c, metrics: newMetrics(c.Version), failed: make(chan error, 2)}
	s.drain, s.beginDrain = context.WithCancel(context.Background())
	if s.store, err = c.openStore(ctx); err != nil {
		return nil, err // names the database, without a password that its address may hold
	}
	s.newPlatform(zone)
	if s.pages, err = s.newPages(); err != nil {
		s.abandon()
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		s.abandon()
		return nil, err
	}
	return s, nil
}

// shareLimits has Redis count the frequency limits, if there is one.
func (s *Server) shareLimits() error {
	if s.config.Redis == "" {
		s.limits = gateway.NewLimits()
		return nil
	}
	shared, err := redislimit.New(redislimit.Config{
		URL: s.config.Redis, Clock: platform.SystemClock{}, Log: s.config.Log, Fallback: s.metrics.limitsHere.Inc,
	})
	if err != nil {
		return err
	}
	s.limits = shared
	return nil
}

// appsFor is how long an app may be out of date that another server changed.
const appsFor = time.Second

// newPlatform makes the platform, and the sandbox if this is one.
func (s *Server) newPlatform(zone *time.Location) {
	system := platform.SystemClock{}
	options := platform.Options{Store: s.store, Clock: system, Zone: zone, Sandbox: s.config.Sandbox, Passwords: password.Argon2id{}}
	if store.Shared(s.config.DB) {
		options.AppsFor = appsFor
	}
	if !s.config.Sandbox {
		s.platform = platform.New(options)
		return
	}
	clocks := sandbox.NewClocks(system)
	options.Clock = clocks
	s.platform = platform.New(options)
	s.sandbox = &control.Sandbox{
		Clocks:  clocks,
		Faults:  sandbox.NewFaults(),
		Journal: sandbox.NewJournal(sandbox.JournalConfig{Platform: s.platform, Clock: system}),
	}
}

// begin applies the world, listens and tells that it is ready.
func (s *Server) begin(ctx context.Context) error {
	if err := s.shareLimits(); err != nil {
		return err
	}
	if err := s.platform.Dedicate(ctx); err != nil {
		return err
	}
	if err := s.applyWorld(ctx); err != nil {
		return err
	}
	if err := s.listen(ctx); err != nil {
		return err
	}
	s.serve()
	return s.writeReadyFile()
}

// abandon closes what a failed start has opened.
func (s *Server) abandon() {
	for _, h := range []*http.Server{s.public, s.control} {
		if h != nil {
			h.Close()
		}
	}
	for _, l := range []net.Listener{s.publicAt, s.manager} {
		if l != nil {
			l.Close()
		}
	}
	s.close()
}

// close closes what requests rest on.
func (s *Server) close() error {
	err := s.store.Close()
	if shared, ok := s.limits.(io.Closer); ok {
		err = errors.Join(err, shared.Close())
	}
	return err
}

// applyWorld applies the demo world or the configured file.
func (s *Server) applyWorld(ctx context.Context) error {
	options := world.Options{Progress: s.config.Progress}
	if s.config.Demo {
		if _, err := world.ApplyFrom(ctx, s.platform, "demo.yaml", bytes.NewReader(world.Demo()), options); err != nil {
			return err
		}
		return world.LoadDemoLately(ctx, s.platform)
	}
	if s.config.World == "" {
		return nil
	}
	file, err := world.Open(s.config.World)
	if err != nil {
		return fmt.Errorf("read world: %w", err)
	}
	defer file.Close()
	_, err = world.ApplyFrom(ctx, s.platform, s.config.World, file, options)
	return err
}

// listen opens both listeners.
func (s *Server) listen(ctx context.Context) error {
	var lc net.ListenConfig
	var err error
	if s.publicAt, err = lc.Listen(ctx, "tcp", s.config.Listen); err != nil {
		return fmt.Errorf("listen for the API: %w", err)
	}
	if s.manager, err = lc.Listen(ctx, "tcp", s.config.Control); err != nil {
		return fmt.Errorf("listen for the control API: %w", err)
	}
	return nil
}

// Limits of connections. An interface answers within 3 s; what takes longer
// than these is a client that stopped sending or reading.
const (
	headerTimeout = 2500 * time.Millisecond
	readTimeout   = 2500 * time.Millisecond // header and body
	writeTimeout  = 15 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 32 << 10
)

// serve starts both HTTP servers.
func (s *Server) serve() {
	s.public = &http.Server{
		Handler:           s.publicHandler(),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          httpLog(s.config.Log),
		// OPTIONS * is a request like any other.
		DisableGeneralOptionsHandler: true,
	}
	s.control = &http.Server{
		Handler:           s.controlHandler(),
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          httpLog(s.config.Log),
	}
	go s.run(s.public, polite{s.publicAt})
	go s.run(s.control, s.manager)
}

func (s *Server) run(h *http.Server, l net.Listener) {
	if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		s.failed <- err
	}
}

// publicHandler serves the API, the pictures and the pages.
func (s *Server) publicHandler() http.Handler {
	config := gateway.Config{
		Interfaces: api.New(s.platform).Interfaces(),
		Platform:   s.platform,
		Clock:      platform.SystemClock{},
		PublicURL:  s.config.PublicURL,
		Window:     s.config.TimestampWindow,
		Limits:     s.limits,
		Strict:     s.config.Strict,
		Observe:    s.observe,
		Draining:   s.drain.Done(),
	}
	if s.sandbox != nil {
		config.Around, config.Notes = s.sandbox.Faults.Around, true
		config.Observe = func(c *gateway.Call, o gateway.Outcome) {
			s.observe(c, o)
			s.sandbox.Journal.Observe(c, o)
		}
	}
	g := gateway.New(config)
	s.gateway = g
	pictures := s.pictures()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isPicture(r.URL.Path):
			pictures.ServeHTTP(w, r)
		case isPage(r.URL.Path):
			s.pages.ServeHTTP(w, r)
		default:
			g.ServeHTTP(w, r)
		}
	})
}

// controlHandler serves health, metrics, profiles and the control API.
func (s *Server) controlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("GET /metrics", s.metrics.handler())
	mux.Handle("/debug/pprof/", s.profiles())
	mux.Handle("/", control.New(control.Config{
		Platform: s.platform, Sandbox: s.sandbox, Token: s.config.ControlToken, Log: s.config.Log,
		Forget: s.gateway.Forget,
	}))
	return mux
}

// Endpoints returns where the server listens. One that listens on all
// addresses is named by the loopback one, which can be called.
func (s *Server) Endpoints() Endpoints {
	return Endpoints{
		API:     urlOf(s.publicAt.Addr()),
		Control: urlOf(s.manager.Addr()),
		Token:   s.config.ControlToken,
		PID:     os.Getpid(),
	}
}

func urlOf(a net.Addr) string {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return "http://127.0.0.1:" + strconv.Itoa(tcp.Port)
	}
	return "http://" + a.String()
}

// Wait returns when a listener fails, with its error.
func (s *Server) Wait() error { return <-s.failed }

// Shutdown ends the server in order: it reports that it is not ready, takes
// no new connections, lets requests end for the drain timeout, and closes
// the store. What was acknowledged is kept in any case.
func (s *Server) Shutdown(ctx context.Context) error {
	s.draining.Store(true)
	s.beginDrain()
	if s.config.ReadyFile != "" {
		os.Remove(s.config.ReadyFile) // gone already is as well
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.DrainTimeout)
	defer cancel()
	err := s.public.Shutdown(ctx)
	if err != nil {
		s.public.Close()
	}
	s.control.Close()
	return errors.Join(err, s.close())
}
