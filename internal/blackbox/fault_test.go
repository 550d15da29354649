package blackbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tongwan/msdk"
)

// small makes a world with one app and one player, and returns a client.
func (s *server) small(t *testing.T, world string, appid int64) *msdk.Client {
	t.Helper()
	s.mustManage(t, "PUT", "/control/worlds/"+world, fmt.Sprintf(`{apps: [{appid: %d, appkey: key-of-%d}], accounts: [{uin: %d, players: [{appid: %d, openid: P, tokens: [{token: t%d}]}]}]}`, appid, appid, appid, appid, appid))
	return s.client(msdk.App{ID: appid, Key: fmt.Sprintf("key-of-%d", appid)}, msdk.WithTimeout(patience))
}

// wifi calls the smallest interface.
func wifi(t *testing.T, c *msdk.Client) error {
	_, err := c.Wifi(t.Context(), msdk.WifiRequest{OpenID: "P"})
	return err
}

// order replaces the faults of a world.
func (s *server) order(t *testing.T, world, rules string) {
	t.Helper()
	s.mustManage(t, "PUT", "/control/worlds/"+world+"/faults", rules)
}

// ordered is what the tests look at of a fault that is ordered.
type ordered struct {
	ID         int64
	Seen, Hits int
}

// append puts a fault behind those of a world.
func (s *server) append(t *testing.T, world, rule string) ordered {
	t.Helper()
	var list []ordered
	if err := json.Unmarshal(s.mustManage(t, "POST", "/control/worlds/"+world+"/faults", rule), &list); err != nil || len(list) != 1 {
		t.Fatalf("appending a fault gave %+v, %v", list, err)
	}
	return list[0]
}

// remove removes a fault of a world and returns what it came to.
func (s *server) remove(t *testing.T, world string, id int64) (f ordered) {
	t.Helper()
	if err := json.Unmarshal(s.mustManage(t, "DELETE", fmt.Sprintf("/control/worlds/%s/faults/%d", world, id), ""), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// faults are the faults of a world.
func (s *server) faults(t *testing.T, world string) (list []ordered) {
	t.Helper()
	if err := json.Unmarshal(s.mustManage(t, "GET", "/control/worlds/"+world+"/faults", ""), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// What comes over the wire when a call is spoilt below its answer.
func TestFaultsOnTheWire(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	srv.small(t, "w", 5)
	const whole = `{"ret":0,"msg":"success","wifiVip":0}`
	tests := map[string]struct {
		effect string
		head   string // first line, "" if nothing at all comes
		body   string
	}{
		"none":          {`"openid":"Q","close":true`, "HTTP/1.1 200 OK", whole},
		"status 500":    {`"status":500`, "HTTP/1.1 500 Internal Server Error", `"ret":-307`},
		"status 417":    {`"status":417`, "HTTP/1.1 417 Expectation Failed", `"ret":-307`},
		"status 204":    {`"status":204`, "HTTP/1.1 204 No Content", ``},
		"close":         {`"close":true`, "", ""},
		"hang":          {`"hang":"10ms"`, "", ""},
		"truncate":      {`"truncate":20`, "HTTP/1.1 200 OK", whole[:20]},
		"truncate at 0": {`"truncate":0`, "HTTP/1.1 200 OK", ""},
		"delay":         {`"delay":"10ms"`, "HTTP/1.1 200 OK", whole},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			srv.order(t, "w", `[{`+tt.effect+`}]`)
			got := raw(t, srv, "key-of-5", 5, `{"openid":"P"}`)
			head, rest, _ := strings.Cut(got, "\r\n")
			_, body, _ := strings.Cut(rest, "\r\n\r\n")
			if head != tt.head || !strings.Contains(body, tt.body) || len(tt.body) == 20 && body != tt.body || tt.body == "" && body != "" {
				t.Errorf("%q came, want %q and %q", got, tt.head, tt.body)
			}
			if strings.HasPrefix(name, "truncate") && !strings.Contains(rest, fmt.Sprintf("Content-Length: %d\r\n", len(whole))) {
				t.Errorf("the header %q does not announce the whole answer", rest)
			}
		})
	}
}

// raw sends one call on a connection that the client does not keep, and
// returns all that comes until the connection is closed.
func raw(t *testing.T, srv *server, key string, appid int64, body string) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(srv.API, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(conn, "POST /profile/get_wifi?timestamp=1&appid=%d&sig=%s&openid=P&encode=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", appid, msdk.Sign(key, "1"), len(body), body)
	got, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("%q came, then %v", got, err)
	}
	return string(got)
}

// A delay is not of the interface's time, 2.5 s: the call is served after it,
// on a connection that is kept.
func TestDelayIsExtra(t *testing.T) {
	t.Parallel()
	srv := start(t, "--sandbox", "--db", "memory")
	c := srv.small(t, "w", 5)
	srv.order(t, "w", `[{"times":1,"delay":"2600ms"}]`)
	for range 2 {
		if err := wifi(t, c); err != nil {
			t.Errorf("a call that was delayed got %v", err)
		}
	}
}

// A call that hangs holds up nobody else, is in the journal before its client
// gives up, and does not keep the server from ending.
func TestHangHoldsUpNobody(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	c := srv.small(t, "w", 5)
	other := srv.small(t, "other", 6)
	const calls = 20
	srv.order(t, "w", fmt.Sprintf(`[{"times":%d,"hang":"60s"}]`, calls))
	ended := make(chan error, calls)
	for range calls {
		go func() { ended <- wifi(t, c) }()
	}
	page := srv.journal(t, "w", fmt.Sprintf("wait=30s&count=%d", calls))
	if len(page.Requests) != calls {
		t.Fatalf("%d requests are in the journal", len(page.Requests))
	}
	for _, r := range page.Requests {
		if r.Ret != nil || r.Answer != nil || r.Fault == nil || *r.Fault != 0 {
			t.Errorf("journaled as %+v", r)
		}
	}
	for range 50 {
		if err := errors.Join(wifi(t, c), wifi(t, other)); err != nil {
			t.Error(err)
		}
	}
	if len(ended) > 0 {
		t.Errorf("a call that should hang ended with %v", <-ended)
	}
	srv.end(t)
	for range calls {
		if err := <-ended; !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("a call that hung ended with %v", err)
		}
	}
}

// A client that gives up frees its call.
func TestHangEndsWithItsClient(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	srv.small(t, "w", 5)
	srv.order(t, "w", `[{"times":1,"hang":"60s"}]`)
	conn, err := net.Dial("tcp", strings.TrimPrefix(srv.API, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	const body = `{"openid":"P"}`
	fmt.Fprintf(conn, "POST /profile/get_wifi?timestamp=1&appid=5&sig=%s&openid=P&encode=1 HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", msdk.Sign("key-of-5", "1"), len(body), body)
	srv.journal(t, "w", "wait=30s&count=1")
	conn.(*net.TCPConn).CloseWrite()
	conn.SetDeadline(time.Now().Add(patience))
	if n, err := bufio.NewReader(conn).ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("got %q, %v; want the connection closed", n, err)
	}
	conn.Close()
}

// Of callers at once exactly so many meet the fault as it says.
func TestFaultTimesAreExact(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	c := srv.small(t, "w", 5)
	srv.order(t, "w", `[{"skip":10,"times":25,"answer":{"ret":-10000,"msg":"100012,timeout"}}]`)
	var refused, served atomic.Int64
	together(60, func(int) {
		switch err := wifi(t, c); {
		case err == nil:
			served.Add(1)
		case msdk.IsCode(err, 100012):
			refused.Add(1)
		default:
			t.Error(err)
		}
	})
	if refused.Load() != 25 || served.Load() != 35 {
		t.Errorf("%d met the fault and %d did not, want 25 and 35", refused.Load(), served.Load())
	}
	if got := srv.faults(t, "w"); got[0].Hits != 25 || got[0].Seen != 60 {
		t.Errorf("the fault is %+v", got)
	}
}

// Counts are exact while other faults come and go, and each goes with what it
// did.
func TestFaultsComeAndGo(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	c := srv.small(t, "w", 5)
	standing := srv.append(t, "w", `{"skip":100,"times":150,"answer":{"ret":1}}`)
	var met [3]atomic.Int64 // by ret
	var passing atomic.Int64
	together(24, func(i int) {
		for range 25 {
			if i < 4 {
				f := srv.append(t, "w", `[{"skip":1,"times":2,"answer":{"ret":2}}]`)
				passing.Add(int64(srv.remove(t, "w", f.ID).Hits))
				continue
			}
			if refused, ok := errors.AsType[*msdk.Error](wifi(t, c)); ok {
				met[refused.Ret].Add(1)
			}
		}
	})
	if got := srv.faults(t, "w"); len(got) != 1 || got[0] != (ordered{standing.ID, 500, 150}) || met[1].Load() != 150 {
		t.Errorf("%d calls of 500 met the fault that stands, the list is %+v", met[1].Load(), got)
	}
	if passing.Load() != met[2].Load() {
		t.Errorf("%d calls met the faults that came and went, %d by the faults' own count", met[2].Load(), passing.Load())
	}
}

// The journal names the fault that answered, whatever becomes of the list.
func TestJournalNamesTheFault(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	c := srv.small(t, "w", 5)
	first := srv.append(t, "w", `{"times":1,"answer":{"ret":1}}`)
	second := srv.append(t, "w", `{"answer":{"ret":2}}`)
	wifi(t, c)
	wifi(t, c)
	srv.remove(t, "w", first.ID)
	wifi(t, c)
	var got []string
	for _, r := range srv.journal(t, "w", "").Requests {
		got = append(got, fmt.Sprintf("%d at %d: %d", r.FaultID, *r.Fault, *r.Ret))
	}
	want := []string{fmt.Sprintf("%d at 0: 1", first.ID), fmt.Sprintf("%d at 1: 2", second.ID), fmt.Sprintf("%d at 0: 2", second.ID)}
	if !slices.Equal(got, want) {
		t.Errorf("the journal has %q, want %q", got, want)
	}
}

// Whatever is ordered for a world while it is deleted is gone with it.
func TestFaultsOfWorldsThatGo(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	for round := range 30 {
		srv.small(t, "w", 5)
		together(4, func(i int) {
			switch i {
			case 0:
				srv.mustManage(t, "DELETE", "/control/worlds/w", "")
			case 1:
				srv.manage(t, "PUT", "/control/worlds/w/faults", `[{"close":true}]`)
			case 2:
				srv.manage(t, "POST", "/control/worlds/w/faults", `{"close":true}`)
			case 3:
				srv.manage(t, "POST", "/control/worlds/w/clock", `{"freeze":"2030-01-01T00:00:00Z"}`)
			}
		})
		if err := wifi(t, srv.small(t, "w", 5)); err != nil || len(srv.faults(t, "w")) > 0 {
			t.Fatalf("round %d: the new world has faults %+v and answers %v", round, srv.faults(t, "w"), err)
		}
		if clock := srv.mustManage(t, "GET", "/control/worlds/w/clock", ""); !strings.Contains(string(clock), `"following"`) {
			t.Fatalf("round %d: the new world's clock is %s", round, clock)
		}
		srv.mustManage(t, "DELETE", "/control/worlds/w", "")
	}
}

// Faults, journal and clock of a world are nobody else's, and end with it.
func TestWorldsAreApart(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	a, b := srv.small(t, "a", 5), srv.small(t, "b", 6)
	srv.order(t, "a", `[{"answer":{"ret":41}}]`)
	srv.order(t, "b", `[{"answer":{"ret":42}}]`)
	together(20, func(i int) {
		if i%2 == 0 {
			if err := wifi(t, a); !msdk.IsRet(err, 41) {
				t.Errorf("world a answers %v", err)
			}
		} else if err := wifi(t, b); !msdk.IsRet(err, 42) {
			t.Errorf("world b answers %v", err)
		}
	})
	for world, appid := range map[string]int64{"a": 5, "b": 6} {
		page := srv.journal(t, world, "")
		for _, r := range page.Requests {
			if r.AppID != appid {
				t.Errorf("the journal of %s has a request of app %d", world, r.AppID)
			}
		}
		if len(page.Requests) != 10 {
			t.Errorf("the journal of %s has %d requests, want 10", world, len(page.Requests))
		}
	}
	if status, answer := srv.manage(t, "PUT", "/control/worlds/a/faults", `[{"appid":6,"close":true}]`); status != http.StatusBadRequest || !strings.Contains(string(answer), "faults[0].appid") {
		t.Errorf("a rule for another world's app: %d %s", status, answer)
	}
	srv.mustManage(t, "DELETE", "/control/worlds/a", "")
	a = srv.small(t, "a", 5)
	if err := wifi(t, a); err != nil {
		t.Errorf("the new world a answers %v", err)
	}
	if page := srv.journal(t, "a", ""); len(page.Requests) != 1 || len(srv.faults(t, "a")) != 0 {
		t.Errorf("the new world a begins with %d requests and faults %v", len(page.Requests)-1, srv.faults(t, "a"))
	}
	if page := srv.journal(t, "b", ""); len(page.Requests) != 10 || len(srv.faults(t, "b")) != 1 {
		t.Error("world b lost something when a was deleted")
	}
}

// None of this exists without --sandbox.
func TestNotSandbox(t *testing.T) {
	srv := start(t, "--db", "memory")
	c := srv.small(t, "w", 5)
	for _, call := range []string{"GET faults", "PUT faults", "POST faults", "DELETE faults", "DELETE faults/1", "GET requests", "GET requests?wait=1s", "DELETE requests", "GET clock", "POST clock"} {
		method, path, _ := strings.Cut(call, " ")
		status, answer := srv.manage(t, method, "/control/worlds/w/"+path, "[]")
		if status != http.StatusForbidden || !strings.Contains(string(answer), `"not_sandbox"`) {
			t.Errorf("%s: %d %s", call, status, answer)
		}
	}
	if err := wifi(t, c); err != nil {
		t.Error(err)
	}
}
