package blackbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"tongwan/internal/pgtest"
	"tongwan/msdk"
)

// trouble is something that happens to the database, and passes.
type trouble struct {
	name       string
	begin, end func(t *testing.T)
	says       string // /readyz, in the meantime
}

// suffer has a server under load live through trouble: clients get the
// protocol's service error in time, /readyz says why, and afterwards all is
// as before, by itself.
func (l *steady) suffer(t *testing.T, srv *server, tr trouble) {
	t.Helper()
	l.awaitAnswers(t)
	tr.begin(t)
	l.awaitRefusals(t)
	srv.awaitReadyz(t, http.StatusServiceUnavailable, tr.says)
	tr.end(t)
	l.awaitAnswers(t)
	srv.awaitReadyz(t, http.StatusOK, "ready")
}

// awaitReadyz waits until /readyz answers with a status and says something.
func (s *server) awaitReadyz(t *testing.T, want int, says string) {
	t.Helper()
	var status int
	var text string
	defer func() {
		if t.Failed() {
			t.Logf("/readyz answers %d %s, want %d and %q", status, text, want, says)
		}
	}()
	await(t, func() bool {
		status, text = s.readyz(t)
		return status == want && strings.Contains(text, says)
	})
}

// One server lives through everything that happens between it and a
// PostgreSQL, and loses nothing.
func TestDatabaseTrouble(t *testing.T) {
	pg := pgtest.Start(t, "fsync=on", "full_page_writes=on")
	proxy := newProxy(t, pg.Address())
	dsn := strings.Replace(pg.Database(t, migrate), pg.Address(), proxy.Listen, 1)
	srv := start(t, "--db", dsn)
	load := startSteady(t, srv)
	for _, tr := range []trouble{
		{"PostgreSQL crashes", func(t *testing.T) { pg.Crash(t) }, func(t *testing.T) { pg.Start(t) }, "postgres"},
		{"PostgreSQL is stopped", func(t *testing.T) { pg.Stop(t) }, func(t *testing.T) { pg.Start(t) }, "postgres"},
		{"connections are cut", func(*testing.T) { proxy.Stop() }, func(t *testing.T) { startProxy(t, proxy) }, "refused"},
		{"the network swallows everything", func(t *testing.T) { swallow(t, proxy) }, func(*testing.T) { proxy.Toxics.ResetToxics(context.Background()) }, "postgres"},
		{"PostgreSQL is read-only",
			func(t *testing.T) {
				pg.Exec(t, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
			},
			func(t *testing.T) {
				pg.Exec(t, "ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")
			}, "read-only"},
	} {
		t.Log(tr.name)
		load.suffer(t, srv, tr)
	}
	load.stop()
	load.check(t, srv)
	srv.kill(t)
	load.check(t, start(t, "--db", dsn))
	wantNoPassword(t, srv, dsn)
}

// Somebody holds a lock that everybody waits for, and the few connections are
// used up.
func TestPoolExhausted(t *testing.T) {
	dsn := pgtest.Database(t, migrate)
	srv := start(t, "--db", dsn+"&pool_max_conns=8")
	load := startSteady(t, srv)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	exec := func(sql string) func(*testing.T) {
		return func(t *testing.T) {
			if _, err := conn.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
	}
	load.suffer(t, srv, trouble{
		begin: exec("BEGIN; LOCK TABLE player, session, score, score_period, message, world"),
		end:   exec("ROLLBACK"),
		says:  "postgres",
	})
	load.stop()
	load.check(t, srv)
}

// wantNoPassword wants that the server printed its database's password nowhere.
func wantNoPassword(t *testing.T, srv *server, dsn string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	if password, _ := u.User.Password(); password == "" || strings.Contains(srv.log.String(), password) {
		t.Errorf("the log holds the database's password %q:\n%s", password, srv.log)
	}
}

// newProxy starts a proxy in front of a server.
func newProxy(t *testing.T, upstream string) *toxiproxy.Proxy {
	t.Helper()
	p := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), "postgres", "127.0.0.1:0", upstream)
	startProxy(t, p)
	t.Cleanup(p.Stop)
	return p
}

// startProxy starts a proxy, again where it was.
func startProxy(t *testing.T, p *toxiproxy.Proxy) {
	t.Helper()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
}

// swallow keeps connections open and lets nothing through.
func swallow(t *testing.T, p *toxiproxy.Proxy) {
	t.Helper()
	for _, stream := range []string{"upstream", "downstream"} {
		toxic := fmt.Sprintf(`{"type": "timeout", "stream": %q, "attributes": {"timeout": 0}}`, stream)
		if _, err := p.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			t.Fatal(err)
		}
	}
}

// wantServiceError wants the answer of a server whose store fails
// (protocol.md 3): -307, or what share has for it.
func wantServiceError(t *testing.T, err error) {
	t.Helper()
	var refused *msdk.Error
	if !errors.As(err, &refused) {
		t.Errorf("%v, want the protocol's service error", err)
		return
	}
	service := refused.Ret == msdk.RetInternal
	if strings.HasSuffix(refused.Path, "/share/qq") {
		service = refused.Ret == msdk.RetPlatform && (refused.Code == msdk.CodeShareService || refused.Code == msdk.CodeShareTimeout)
	}
	if !service {
		t.Errorf("%v, want ret -307 or share's 100003 or 100012", err)
	}
}

// readyz asks whether the server is ready, and why not.
func (s *server) readyz(t *testing.T) (status int, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Control+"/readyz", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
