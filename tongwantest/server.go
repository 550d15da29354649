package tongwantest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"tongwan/internal/world"
	"tongwan/msdk"
)

// Activity is the actid that every app made by [New] can make chests for.
const Activity = 1

// Server is a world in a tongwan server, and the server as seen by a game that
// lives in it. It is safe for concurrent use.
type Server struct {
	// URL is what the game calls, such as "http://127.0.0.1:41234". Tests share
	// it; their apps tell them apart.
	URL string

	t       testing.TB
	process *process
	world   string // its name
	number  int64  // of the world in the process, from 1
	app     msdk.App
	http    *http.Client

	mu      sync.Mutex // guards what follows, and orders changes
	players map[string]*Player
	groups  map[string]*Group
}

// Option changes what [New] makes.
type Option func(*options)

type options struct {
	app    msdk.App
	own    bool
	strict bool
}

// WithApp sets appid and keys, which are made otherwise. Whatever is zero is
// made. An appid can be in one world of a server at a time: a test that runs
// beside others with the same one needs [OwnServer].
func WithApp(app msdk.App) Option {
	return func(o *options) { o.app = app }
}

// OwnServer starts a server for this test alone, which takes a few milliseconds
// more and ends with the test. It is for world files with appids, uins and group
// codes of their own, which could be in only one world of a shared server.
func OwnServer() Option {
	return func(o *options) { o.own = true }
}

// Strict makes the world in a server that refuses what the protocol merely
// tolerates, with an answer that says so: a game that gets through its tests
// here relies on no leniency. Worlds with and without Strict may be used side by
// side.
func Strict() Option {
	return func(o *options) { o.strict = true }
}

// New makes a world with one app and removes it when the test ends. The app has
// both keys, so that encode=1 and encode=2 work, and one activity, [Activity].
//
// A server is started by the first New of a process and shared by all; another
// one by the first New with [Strict].
func New(t testing.TB, opts ...Option) *Server {
	t.Helper()
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	p, err := o.process()
	if err != nil {
		t.Fatalf("tongwantest: %v", err)
	}
	if o.own {
		t.Cleanup(func() { stop(t, p) })
	}
	s := &Server{
		URL: p.endpoints.API, t: t, process: p, number: p.worlds.Add(1), http: newHTTPClient(),
		players: make(map[string]*Player), groups: make(map[string]*Group),
	}
	s.world = worldName(t.Name(), s.number)
	s.app = s.fillIn(o.app)
	s.begin()
	return s
}

// process obtains the server that the options ask for.
func (o *options) process() (*process, error) {
	switch {
	case o.own:
		return start(o.strict)
	case o.strict:
		return sharedStrict()
	}
	return shared()
}

func stop(t testing.TB, p *process) {
	if err := p.stop(); err != nil {
		t.Logf("tongwantest: the test's own server did not end in order, which calls still open explain: %v", err)
	}
}

// begin puts the app into the world and sees to its end.
func (s *Server) begin() {
	s.t.Helper()
	app := world.App{AppID: s.app.ID, AppKey: &s.app.Key, MSDKKey: &s.app.MSDKKey, Name: &s.world,
		Activities: []world.Activity{{ActID: Activity, Name: "Activity"}}}
	err := s.put(&world.Document{World: s.world, Apps: []world.App{app}})
	if isConflict(err) {
		s.fatalf("appid %d is in the world of another test that has not ended: add OwnServer to both, or let New make the appid", s.app.ID)
	}
	if err != nil {
		s.fatalf("making the world of app %d: %v", s.app.ID, err)
	}
	s.t.Cleanup(s.end)
}

// end removes the world.
func (s *Server) end() {
	s.http.CloseIdleConnections()
	if err := s.call(http.MethodDelete, "", nil, nil); err != nil && !isCode(err, "not_found") {
		s.t.Errorf("tongwantest: removing world %s: %v", s.world, err)
	}
}

// App returns the app that the game signs as.
func (s *Server) App() msdk.App { return s.app }

// Client returns a client for the app. Its connections are closed when the test
// ends.
func (s *Server) Client(opts ...msdk.Option) *msdk.Client {
	all := append([]msdk.Option{msdk.WithHTTPClient(s.http)}, opts...)
	return msdk.New(s.URL, s.app, all...)
}

// fillIn makes what an app lacks.
func (s *Server) fillIn(app msdk.App) msdk.App {
	const firstAppID = 1_100_000_000
	return msdk.App{
		ID:      cmp.Or(app.ID, firstAppID+s.number),
		Key:     cmp.Or(app.Key, strings.ToLower(s.secret("appkey", ""))),
		MSDKKey: cmp.Or(app.MSDKKey, strings.ToLower(s.secret("msdkkey", ""))),
	}
}

// secret makes a text of 32 upper-case hex digits, which is what openids and
// tokens look like. It is the same in every run that makes the worlds in the
// same order, for those who compare logs.
func (s *Server) secret(what, name string) string {
	sum := sha256.Sum256([]byte(s.world + "\x00" + what + "\x00" + name))
	return fmt.Sprintf("%X", sum[:16])
}

// id makes a uin or a group code, of which a process must have each only once.
func (s *Server) id(n int) int64 {
	const perWorld = 1_000_000
	return s.number*perWorld + int64(n) + 1
}

// call makes a call of the control API about the world.
func (s *Server) call(method, path string, body, out any) error {
	ctx, cancel := context.WithTimeout(context.Background(), controlTimeout)
	defer cancel()
	return s.process.call(ctx, method, "/control/worlds/"+s.world+path, body, out)
}

// fatalf ends the test.
func (s *Server) fatalf(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("tongwantest: "+format, args...)
}

func ptr[T any](v T) *T { return &v }
