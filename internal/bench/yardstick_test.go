package bench

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

func TestYardstick(t *testing.T) {
	y := NewYardstick()
	call := func(path, size, body string) *httptest.ResponseRecorder {
		req := httptest.NewRequest("POST", path, strings.NewReader(body))
		req.Header.Set(sizeHeader, size)
		rec := httptest.NewRecorder()
		y.ServeHTTP(rec, req)
		return rec
	}
	for size, want := range map[string]int{"0": 9, "9": 9, "18": 9, "19": 19, "26000": 26000, "": 9, "x": 9} {
		rec := call("/relation/qqprofile", size, `{"openid":"A"}`)
		if rec.Code != 200 || rec.Body.Len() != want || !good(rec.Body.Bytes()) {
			t.Errorf("size %q: status %d, %d bytes %q", size, rec.Code, rec.Body.Len(), shorten(rec.Body.Bytes()))
		}
	}
	if rec := call("/relation/qqprofile", "9", `{"openid":7}`); rec.Code != http.StatusBadRequest {
		t.Errorf("a wrong type: status %d", rec.Code)
	}
	if rec := call("/relation/qqprofile", "9", `{"openid":"A","openid":"B"}`); rec.Code != http.StatusBadRequest {
		t.Errorf("a duplicate key: status %d", rec.Code)
	}
	if rec := call("/nothing", "9", `{}`); rec.Code != http.StatusNotFound {
		t.Errorf("an unknown path: status %d", rec.Code)
	}
}

// serve makes a Server of a handler inside this process.
func serve(t *testing.T, h http.Handler) *Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &Server{Name: "test", Host: strings.TrimPrefix(s.URL, "http://"), PID: os.Getpid(), exited: make(chan struct{})}
}

func testLoad(t *testing.T, name string) load {
	t.Helper()
	s, _, err := Select([]string{name})
	if err != nil {
		t.Fatal(err)
	}
	rs, err := makeRequests(s[0], testWorld(), 100, 500, time.Now().Unix())
	if err != nil {
		t.Fatal(err)
	}
	return load{requests: rs, connections: 8, warmup: 20 * time.Millisecond, slice: 100 * time.Millisecond}
}

func TestLoad(t *testing.T) {
	for _, s := range Scenarios() {
		sample, err := testLoad(t, s.Name).run(t.Context(), serve(t, NewYardstick()))
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		if sample.Requests == 0 || sample.Requests != sample.Latencies.Count() || sample.Elapsed < 100*time.Millisecond ||
			sample.Latencies.Quantile(0.5) <= 0 {
			t.Errorf("%s: %d requests in %s, p50 %s", s.Name, sample.Requests, sample.Elapsed, sample.Latencies.Quantile(0.5))
		}
	}
}

func TestRefusalsAreShown(t *testing.T) {
	refuse := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(`{"ret":-10000,"msg":"100014,expired"}`))
	})
	_, err := testLoad(t, "qqprofile").run(t.Context(), serve(t, refuse))
	if err == nil || !strings.Contains(err.Error(), "100014,expired") || !strings.Contains(err.Error(), `"accessToken"`) {
		t.Fatalf("error is %v", err)
	}
	if n := strings.Count(err.Error(), "100014"); n > failuresShown {
		t.Errorf("%d refusals are shown", n)
	}
}

func TestLoadStopsWithItsContext(t *testing.T) {
	silent := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // net/http notices a closed connection only after the body
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	l := testLoad(t, "qqprofile")
	l.slice = time.Hour
	if _, err := l.run(ctx, serve(t, silent)); err != context.Canceled {
		t.Errorf("error is %v", err)
	}
}
