package gamecenter

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/platform"
)

// To browsers a CR ends a line, too: none that a game reports makes an event
// of its own, on the page or in the API.
func TestEventsAreFramed(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"a":                          "event: table\ndata: a\n\n",
		"a\rb":                       "event: table\ndata: a\ndata: b\n\n",
		"a\r\nb\n":                   "event: table\ndata: a\ndata: b\n\n",
		"a\r\revent: evil\rdata: b":  "event: table\ndata: a\ndata: \ndata: event: evil\ndata: data: b\n\n",
		"a\n\revent: evil\n\rdata:b": "event: table\ndata: a\ndata: \ndata: event: evil\ndata: \ndata: data:b\n\n",
	} {
		w := deadlines{httptest.NewRecorder()}
		out := events{w, http.NewResponseController(w), platform.SystemClock{}}
		f := feed{name: "table", render: func(Data) ([]byte, error) { return []byte(body), nil }}
		if err := out.send(f, Data{}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, w.Body.String()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", body, diff)
		}
	}
}

// deadlines is a recorder that takes deadlines.
type deadlines struct{ *httptest.ResponseRecorder }

func (deadlines) SetWriteDeadline(time.Time) error { return nil }

// What a game reports with CRs reaches the page as data.
func TestReportedCR(t *testing.T) {
	t.Parallel()
	f := start(t)
	const evil = "x\r\revent: evil\rdata: y"
	f.report(t, "NEW", "new-token", 26, evil, 28, evil, 1001, evil)
	b := f.browser(t, 10008)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", b.Base+"/gamecenter/1001/data/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", "tongwan_visit="+b.Cookie("tongwan_visit"))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	r, event := bufio.NewReader(resp.Body), ""
	for !strings.HasSuffix(event, "\n\n") {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		event += line
	}
	if strings.Contains(event, "\r") || !strings.Contains(event, "data: event: evil") {
		t.Errorf("the page is sent %q", event)
	}
}

// A body that is announced and never comes is not waited for, whoever asks.
func TestLiveDataTakeNoBody(t *testing.T) {
	t.Parallel()
	f := start(t)
	server := httptest.NewUnstartedServer(f.site)
	server.Config.ReadTimeout = 500 * time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	cookie := "Cookie: tongwan_visit=" + f.browser(t, 10008).Cookie("tongwan_visit")
	tests := map[string]struct{ path, who, status string }{
		"the page":            {"/gamecenter/1001/data/events", cookie, "400"},
		"the page, by nobody": {"/gamecenter/1001/data/events", "X: y", "303"},
		"a game not played":   {"/gamecenter/9/data/events", cookie, "404"},
		"the call":            {"/gamecenter/api/data/events", "Authorization: Bearer new-token", "400"},
		"the call, by nobody": {"/gamecenter/api/data/events", "X: y", "401"},
		"the call, bad token": {"/gamecenter/api/data/events", "Authorization: Bearer none", "401"},
	}
	for name, tt := range tests {
		for _, body := range []string{"Content-Length: 100", "Transfer-Encoding: chunked"} {
			t.Run(name+" "+body, func(t *testing.T) {
				t.Parallel()
				conn, err := net.Dial("tcp", server.Listener.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(10 * time.Second))
				if _, err := io.WriteString(conn, "GET "+tt.path+" HTTP/1.1\r\nHost: x\r\n"+tt.who+"\r\n"+body+"\r\n\r\n"); err != nil {
					t.Fatal(err)
				}
				answer, err := io.ReadAll(conn)
				if err != nil {
					t.Fatalf("the server did not let go: %v, %q", err, answer)
				}
				if !strings.HasPrefix(string(answer), "HTTP/1.1 "+tt.status) {
					t.Errorf("the server said %q, want %s", answer, tt.status)
				}
			})
		}
	}
}
