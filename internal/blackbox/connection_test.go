package blackbox

import (
	"bufio"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"tongwan/msdk"
)

// Clients that stop sending are let go, and nobody else waits for them.
func TestSlowClients(t *testing.T) {
	srv := start(t, "--demo")
	app := demoApps[100703379]
	target := fmt.Sprintf("/profile/get_wifi?timestamp=1&appid=%d&sig=%s&openid=A&encode=1", app.ID, msdk.Sign(app.Key, "1"))
	address := strings.TrimPrefix(srv.API, "http://")
	tests := map[string]struct {
		sent   string
		answer string // "" if the connection is just closed
	}{
		"nothing sent":     {"", ""},
		"half a header":    {"POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-", `"ret":-101`},
		"half a body":      {"POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{", `"ret":-101`},
		"an open chunk":    {"POST " + target + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", `"ret":-101`},
		"a body withdrawn": {"POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{", `"ret":-101`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(patience))
			if _, err := io.WriteString(conn, tt.sent); err != nil {
				t.Fatal(err)
			}
			if name == "a body withdrawn" {
				conn.(*net.TCPConn).CloseWrite()
			}
			got, err := io.ReadAll(conn)
			if err != nil {
				t.Fatalf("the server did not let go: %v", err)
			}
			if tt.answer == "" && len(got) > 0 || !strings.Contains(string(got), tt.answer) {
				t.Errorf("the server said %q, want %q", got, tt.answer)
			}
		})
	}
}

// HTTP/1.0 and 1.1 keep a connection or close it as they are asked to.
// A client that closes its own half after the request still gets its answer.
func TestHalfClosed(t *testing.T) {
	srv := start(t, "--demo")
	app := demoApps[100703379]
	const body = `{"openid":"A3284A812ECA15269F85AE1C2D94EB37","openkey":"933FE8C9AB9C585D7EABD04373B7155F"}`
	target := fmt.Sprintf("/auth/verify_login?timestamp=1&appid=%d&sig=%s&openid=A&encode=1", app.ID, msdk.Sign(app.Key, "1"))
	for range 50 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(srv.API, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(patience))
		fmt.Fprintf(conn, "POST %s HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s", target, len(body), body)
		conn.(*net.TCPConn).CloseWrite()
		answer, err := io.ReadAll(conn)
		conn.Close()
		if err != nil || !strings.Contains(string(answer), `"ret":0`) {
			t.Fatalf("%v, %q", err, answer)
		}
	}
}

// HTTP/1.0 without a host gets picture URLs of the address it called.
func TestPicturesWithoutHost(t *testing.T) {
	srv := start(t, "--demo")
	app := demoApps[100703379]
	const body = `{"openid":"69FF99F3B17436F2F6621FA158B30549","accessToken":"FCCDE5C8CDAD70A9A0E229C367E03178"}`
	request := fmt.Sprintf("POST /relation/qqprofile?timestamp=1&appid=%d&sig=%s&openid=A&encode=1 HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s", app.ID, msdk.Sign(app.Key, "1"), len(body), body)
	if _, answer := exchange(t, srv, request); !strings.Contains(answer, `"picture40":"`+srv.API+`/qqapp/`) {
		t.Errorf("answer %s", answer)
	}
}

func TestKeepAlive(t *testing.T) {
	srv := start(t, "--demo")
	tests := map[string]struct {
		proto, header string
		kept          bool
	}{
		"1.1":                      {"HTTP/1.1", "", true},
		"1.1 and close":            {"HTTP/1.1", "Connection: close\r\n", false},
		"1.0":                      {"HTTP/1.0", "", false},
		"1.0 with keep-alive":      {"HTTP/1.0", "Connection: keep-alive\r\n", true},
		"1.1 after a bad body":     {"HTTP/1.1", "Content-Length: 1\r\n\r\n[", true},
		"1.1 with a body unwanted": {"HTTP/1.1", "Content-Length: 5\r\n\r\nhello", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", strings.TrimPrefix(srv.API, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(patience))
			request := "POST /auth/verify_login?conn=1 " + tt.proto + "\r\nHost: x\r\n" + tt.header
			if !strings.Contains(tt.header, "\r\n\r\n") {
				request += "\r\n"
			}
			r := bufio.NewReader(conn)
			for i := range 2 {
				io.WriteString(conn, request) // an error shows in the read
				resp, err := http.ReadResponse(r, nil)
				if i == 1 && (err == nil) != tt.kept {
					t.Fatalf("kept for a second request: %t, want %t", err == nil, tt.kept)
				}
				if err != nil {
					return
				}
				body, _ := io.ReadAll(resp.Body)
				if resp.StatusCode != 200 || !json.Valid(body) {
					t.Errorf("status %d, %q", resp.StatusCode, body)
				}
			}
		})
	}
}

// Picture URLs of the answers work.
func TestPictures(t *testing.T) {
	srv := start(t, "--demo")
	a, err := srv.client(demoApps[100703379]).QQProfile(t.Context(), msdk.QQProfileRequest{OpenID: "69FF99F3B17436F2F6621FA158B30549", AccessToken: "FCCDE5C8CDAD70A9A0E229C367E03178"})
	if err != nil {
		t.Fatal(err)
	}
	for url, size := range map[string]int{a.Picture40: 40, a.Picture100: 100, strings.TrimSuffix(a.Picture40, "/40"): 100} {
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(resp.Body)
		resp.Body.Close()
		if err != nil || img.Bounds().Dx() != size || img.Bounds().Dy() != size {
			t.Errorf("%s: %v, want a PNG of %d pixels", url, err, size)
		}
	}
	for _, url := range []string{a.Picture40 + "0", srv.API + "/qqapp/1/X/40", srv.API + "/qqapp/x/X/40", srv.API + "/qqapp/"} {
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", url, resp.StatusCode)
		}
	}
	srv.mustManage(t, "PUT", "/control/worlds/demo", `{accounts: [{uin: 424242, avatar: "http://pictures.example/a", players: [{appid: 100703379, openid: OWN}]}]}`)
	noFollow := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := noFollow.Get(srv.API + "/qqapp/100703379/OWN/40")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := resp.Header.Get("Location"); got != "http://pictures.example/a/40" {
		t.Errorf("an account's own picture is at %q", got)
	}
}

// get reads a page of the control listener without a token.
func (s *server) get(t *testing.T, path string) (int, string) {
	t.Helper()
	resp, err := http.Get(s.Control + path)
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

func TestHealthAndMetrics(t *testing.T) {
	srv := start(t, "--demo")
	app := srv.client(demoApps[100703379])
	app.Wifi(t.Context(), msdk.WifiRequest{OpenID: "A3284A812ECA15269F85AE1C2D94EB37"})
	app.Wifi(t.Context(), msdk.WifiRequest{OpenID: "NOBODY"})
	for path, want := range map[string]string{
		"/healthz": "alive",
		"/readyz":  "ready",
		"/metrics": `tongwan_request_duration_seconds_count{interface="/profile/get_wifi",ret="ok"} 1`,
	} {
		if status, body := srv.get(t, path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d, without %q", path, status, want)
		}
	}
	_, body := srv.get(t, "/metrics")
	if strings.Contains(body, "A3284A812ECA15269F85AE1C2D94EB37") || !strings.Contains(body, `ret="logic"`) {
		t.Error("metrics hold an openid, or lack the class of ret")
	}
	for _, path := range []string{"/control/worlds", "/debug/pprof/", "/control/nothing"} {
		if status, _ := srv.get(t, path); status != http.StatusUnauthorized {
			t.Errorf("%s without the token: %d, want 401", path, status)
		}
	}
	req, err := http.NewRequest("GET", srv.Control+"/control/worlds", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.Token[1:])
	if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong token: %v, %v", resp, err)
	}
}

// A server that is told to end answers what it has begun and ends with
// success; the log tells of no failure.
func TestDrain(t *testing.T) {
	srv := start(t, "--demo")
	app := demoApps[100703379]
	target := fmt.Sprintf("/profile/get_wifi?timestamp=1&appid=%d&sig=%s&openid=A&encode=1", app.ID, msdk.Sign(app.Key, "1"))
	conn, err := net.Dial("tcp", strings.TrimPrefix(srv.API, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	const body = `{"openid":"A3284A812ECA15269F85AE1C2D94EB37"}`
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", target, len(body))
	r := bufio.NewReader(conn)
	if line, err := r.ReadString('\n'); err != nil || !strings.Contains(line, "100") {
		t.Fatalf("%q, %v: the server is not reading the body", line, err)
	}
	r.ReadString('\n')
	if err := srv.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { // it takes no new connections any more
		c, err := net.Dial("tcp", strings.TrimPrefix(srv.API, "http://"))
		if err == nil {
			c.Close()
		}
		return err != nil
	})
	io.WriteString(conn, body)
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatalf("a request that had begun was not answered: %v", err)
	}
	answer, _ := io.ReadAll(resp.Body)
	if !strings.Contains(string(answer), `"wifiVip":1`) {
		t.Errorf("answer %s", answer)
	}
	if err := <-srv.done; err != nil {
		t.Errorf("the server ended with %v\n%s", err, srv.log)
	}
	srv.done <- nil
}

// await polls until a condition holds.
func await(t *testing.T, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it did not come about")
		}
	}
}
