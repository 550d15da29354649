package blackbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"tongwan/msdk"
)

// journaled is what the tests look at of the journal.
type journaled struct {
	Requests []struct {
		Number  int64
		Path    string
		AppID   int64
		OpenID  string
		Ret     *int
		Answer  json.RawMessage
		Fault   *int
		FaultID int64 `json:"fault_id"`
	}
	Matched, Dropped int
}

// journal reads the journal of a world.
func (s *server) journal(t *testing.T, world, query string) (page journaled) {
	t.Helper()
	if err := json.Unmarshal(s.mustManage(t, "GET", "/control/worlds/"+world+"/requests?"+query, ""), &page); err != nil {
		t.Fatal(err)
	}
	return page
}

// Callers who wait get what they wait for as it comes, each with filters of
// their own.
func TestWaitForRequests(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	c := srv.small(t, "w", 5)
	var wg sync.WaitGroup
	for i := range 30 {
		want := 1 + i%10
		query := fmt.Sprintf("wait=30s&count=%d", want)
		if i%3 == 0 {
			query += "&path=/profile/*&ret=0&openid=P&appid=5"
		}
		wg.Go(func() {
			page := srv.journal(t, "w", query)
			if len(page.Requests) < want {
				t.Errorf("%s came back with %d", query, len(page.Requests))
			}
		})
	}
	wg.Go(func() {
		if page := srv.journal(t, "w", "wait=10ms&count=2&ret=-502"); len(page.Requests) != 0 {
			t.Errorf("nobody sent a bad signature, got %+v", page)
		}
	})
	together(10, func(int) {
		if err := wifi(t, c); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
}

// Those who wait for requests of a world are told at once when it is deleted.
func TestWaitEndsWithWorld(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	c := srv.small(t, "w", 5)
	var waiting sync.WaitGroup
	for i := range 20 {
		query := "wait=60s&count=2"
		if i%2 == 0 {
			query += "&unattributed=true"
		}
		waiting.Go(func() { // fails after patience, which is shorter than the wait
			status, answer := srv.manage(t, "GET", "/control/worlds/w/requests?"+query, "")
			if status != http.StatusNotFound || !strings.Contains(string(answer), `"not_found"`) {
				t.Errorf("answered %d %s, want 404", status, answer)
			}
		})
	}
	if err := wifi(t, c); err != nil {
		t.Error(err)
	}
	srv.journal(t, "w", "wait=30s&count=1")
	srv.mustManage(t, "DELETE", "/control/worlds/w", "")
	waiting.Wait()
}

// A reader that goes on from the last number gets every request once, in
// order, while they come.
func TestReadingAlong(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	c := srv.small(t, "w", 5)
	const calls = 200
	go together(10, func(int) {
		for range calls / 10 {
			if err := wifi(t, c); err != nil {
				t.Error(err)
			}
		}
	})
	last, got := int64(0), 0
	for got < calls {
		page := srv.journal(t, "w", fmt.Sprintf("since=%d&limit=7&wait=30s", last))
		if len(page.Requests) == 0 {
			t.Fatalf("after %d of %d requests no more came", got, calls)
		}
		for _, r := range page.Requests {
			if r.Number <= last {
				t.Fatalf("number %d came after %d", r.Number, last)
			}
			last = r.Number
			got++
		}
	}
	if got != calls {
		t.Errorf("%d requests came, want %d", got, calls)
	}
}

// A world keeps its newest 10,000 requests.
func TestJournalIsBounded(t *testing.T) {
	srv := start(t, "--sandbox", "--db", "memory")
	c := srv.small(t, "w", 5)
	const calls = 10_500
	together(20, func(int) {
		for range calls / 20 {
			if err := wifi(t, c); err != nil {
				t.Error(err)
			}
		}
	})
	if page := srv.journal(t, "w", "limit=1"); page.Matched != 10_000 || page.Dropped != calls-10_000 {
		t.Errorf("%d kept and %d dropped", page.Matched, page.Dropped)
	}
}

// No key and no token leaves the journal, whatever a caller does with them.
func TestJournalHidesSecrets(t *testing.T) {
	srv := start(t, "--demo")
	app := demoApps[100703379]
	c := srv.client(app)
	const openid, token = "A3284A812ECA15269F85AE1C2D94EB37", "933FE8C9AB9C585D7EABD04373B7155F"
	c.QQProfile(t.Context(), msdk.QQProfileRequest{OpenID: openid, AccessToken: token})
	for _, body := range []string{`{"openkey":"` + token + `"}`, `{"accessToken":"` + token, "openkey=" + token, strings.Repeat(" ", 4070) + `{"openkey":"` + token + `"}`} {
		if _, err := c.Call(t.Context(), msdk.PathVerifyLogin, openid, []byte(body)); err != nil {
			t.Error(err)
		}
	}
	bad := srv.client(msdk.App{ID: app.ID, Key: "b7f0c2d94a1e4e0f8c35a6d27e91f480"})
	bad.QQProfile(t.Context(), msdk.QQProfileRequest{OpenID: openid, AccessToken: token})
	text := string(srv.mustManage(t, "GET", "/control/worlds/demo/requests", ""))
	for _, secret := range []string{token, token[:16], app.Key, app.Key[8:], "b7f0c2d94a1e4e0f8c35a6d27e91f480"} {
		if strings.Contains(text, secret) {
			t.Errorf("the journal tells %s: %s", secret, text)
		}
	}
	if !strings.Contains(text, "933F…155F") || !strings.Contains(text, "appkey of another app, 100732256") {
		t.Errorf("the journal: %s", text)
	}
}
