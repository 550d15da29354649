package control

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"tongwan/internal/gateway"
	"tongwan/internal/platform"
	"tongwan/internal/sandbox"
	"tongwan/internal/store"
)

// meddler is a store that lets a test do something when a world was found, or
// dropped.
type meddler struct {
	store.Store
	found, dropped func()
}

func (m *meddler) World(ctx context.Context, name string) (platform.World, error) {
	w, err := m.Store.World(ctx, name)
	if m.found != nil && err == nil {
		m.found()
	}
	return w, err
}

func (m *meddler) DropWorld(ctx context.Context, name string) error {
	err := m.Store.DropWorld(ctx, name)
	if m.dropped != nil {
		m.dropped()
	}
	return err
}

const document = `{apps: [{appid: 7, appkey: key-of-the-app}]}`

// newAPI makes a control API of a sandbox with a world called w.
func newAPI(t *testing.T) (*API, *meddler) {
	t.Helper()
	s, err := store.Open(t.Context(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	m := &meddler{Store: s}
	clocks := sandbox.NewClocks(platform.SystemClock{})
	p := platform.New(platform.Options{Store: m, Clock: clocks, Sandbox: true})
	a := New(Config{Platform: p, Token: "secret", Log: slog.New(slog.DiscardHandler), Sandbox: &Sandbox{
		Clocks: clocks, Faults: sandbox.NewFaults(),
		Journal: sandbox.NewJournal(sandbox.JournalConfig{Platform: p, Clock: platform.SystemClock{}}),
	}})
	a.must(t, "PUT", "", document)
	return a, m
}

// call makes a call about world w.
func (a *API) call(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/control/worlds/w"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer secret")
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func (a *API) must(t *testing.T, method, path, body string) string {
	t.Helper()
	w := a.call(method, path, body)
	if w.Code >= http.StatusBadRequest {
		t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.String()
}

// waits reports whether somebody waits for the lock of world w while another
// has it.
func (l *locks) waits() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of["w"] != nil && l.of["w"].users > 1
}

// A world that is deleted while a call is about it leaves nothing behind, be it
// before the call changes something or while it does.
func TestDeletedMeanwhile(t *testing.T) {
	for name, tt := range map[string]struct{ method, path, body string }{
		"faults set":         {"PUT", "/faults", `[{"close":true}]`},
		"faults added":       {"POST", "/faults", `{"close":true}`},
		"clock frozen":       {"POST", "/clock", `{"freeze":"2030-01-01T00:00:00Z"}`},
		"requests read":      {"GET", "/requests", ``},
		"requests awaited":   {"GET", "/requests?wait=5s", ``},
		"requests forgotten": {"DELETE", "/requests", ``},
	} {
		for when, at := range map[string]int{"before": 1, "while": 2} {
			t.Run(name+" "+when, func(t *testing.T) {
				a, m := newAPI(t)
				w := a.callWhileDeleted(t, m, at, tt.method, tt.path, tt.body)
				if (at == 1 || strings.Contains(tt.path, "wait")) && w.Code != http.StatusNotFound {
					t.Errorf("it answered %d %s, want 404", w.Code, w.Body)
				}
				a.must(t, "PUT", "", document)
				if got := a.must(t, "GET", "/faults", ""); got != "[]\n" {
					t.Errorf("a new world of the name begins with the faults %s", got)
				}
				if got := a.must(t, "GET", "/clock", ""); !strings.Contains(got, `"following"`) {
					t.Errorf("a new world of the name begins with the clock %s", got)
				}
				if n := len(a.worlds.of); n != 0 {
					t.Errorf("%d locks are left", n)
				}
			})
		}
	}
}

// callWhileDeleted makes a call, and has the world deleted when the call has
// found it for the at-th time. The call goes on when that is done, or has to
// wait for it.
func (a *API) callWhileDeleted(t *testing.T, m *meddler, at int, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	deleted := make(chan *httptest.ResponseRecorder, 1)
	m.found = func() {
		if at--; at != 0 {
			return
		}
		go func() { deleted <- a.call("DELETE", "", "") }()
		for len(deleted) == 0 && !a.worlds.waits() {
			runtime.Gosched()
		}
	}
	w := a.call(method, path, body)
	if at > 0 {
		t.Fatal("the world was not looked for under the lock")
	}
	if d := <-deleted; d.Code != http.StatusNoContent {
		t.Fatalf("the world was not deleted: %d %s", d.Code, d.Body)
	}
	m.found = nil
	return w
}

// A world that is made again while the old one of its name goes keeps its
// faults and requests.
func TestMadeAgainMeanwhile(t *testing.T) {
	a, m := newAPI(t)
	done := make(chan int, 1)
	m.dropped = func() {
		go func() {
			a.call("PUT", "", document)
			request := &gateway.Call{App: &platform.App{ID: 7, World: "w"}, Start: platform.SystemClock{}.Now("")}
			a.Sandbox.Journal.Observe(request, gateway.Outcome{})
			done <- a.call("PUT", "/faults", `[{"close":true}]`).Code
		}()
		for len(done) == 0 && !a.worlds.waits() {
			runtime.Gosched()
		}
	}
	a.must(t, "DELETE", "", "")
	if status := <-done; status != http.StatusOK {
		t.Fatalf("the new world's faults were answered with %d", status)
	}
	if got := a.must(t, "GET", "/faults", ""); !strings.Contains(got, `"close":true`) {
		t.Errorf("the new world has the faults %s", got)
	}
	if got := a.must(t, "GET", "/requests", ""); !strings.Contains(got, `"matched":1`) {
		t.Errorf("the new world has the journal %s", got)
	}
}
