package bench

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAnswers(t *testing.T) {
	large := strings.Repeat("x", 100_000)
	in := "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"ret\":0}" +
		"HTTP/1.1 200 OK\r\ncontent-length:0\r\nConnection: keep-alive\r\n\r\n" +
		"HTTP/1.1 200 OK\nCONTENT-LENGTH:  100000 \n\n" + large
	for name, r := range map[string]io.Reader{
		"at once":      strings.NewReader(in),
		"byte by byte": iotest.OneByteReader(strings.NewReader(in)),
	} {
		a := newAnswers(r)
		for i, want := range []string{`{"ret":0}`, "", large} {
			if body, err := a.next(); err != nil || string(body) != want {
				t.Errorf("%s: answer %d is %q, %v", name, i, shorten(body), err)
			}
		}
		if _, err := a.next(); err == nil || !strings.Contains(err.Error(), "unexpected EOF") {
			t.Errorf("%s: after the last answer: %v", name, err)
		}
	}
}

func TestAnswersNotUnderstood(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	cases := []struct{ name, in, want string }{
		{"status", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "503 Service Unavailable"},
		{"no HTTP", "SSH-2.0-OpenSSH\r\n", "want HTTP/1.1 200"},
		{"chunked", ok + "Transfer-Encoding: chunked\r\n\r\n", "Transfer-Encoding chunked"},
		{"no length", ok + "\r\n", "no Content-Length"},
		{"negative length", ok + "Content-Length: -1\r\n\r\n", `"-1"`},
		{"absurd length", ok + "Content-Length: 99999999999\r\n\r\n", `"99999999999"`},
		{"close", ok + "Content-Length: 0\r\nconnection: Close\r\n\r\n", "closes the connection"},
		{"cut header", ok + "Content-Le", "unexpected EOF"},
		{"cut body", ok + "Content-Length: 9\r\n\r\n{\"ret", "body of 9 bytes: unexpected EOF"},
		{"endless line", ok + "X: " + strings.Repeat("x", 1<<20), "longer than"},
	}
	for _, c := range cases {
		if _, err := newAnswers(strings.NewReader(c.in)).next(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", c.name, err, c.want)
		}
	}
}

func TestAnswersDoNotAllocate(t *testing.T) {
	one := "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Mon, 05 Jan 2026 00:00:00 GMT\r\nContent-Length: 9\r\n\r\n{\"ret\":0}"
	a := newAnswers(strings.NewReader(strings.Repeat(one, 200)))
	if n := testing.AllocsPerRun(100, func() {
		if _, err := a.next(); err != nil {
			t.Fatal(err)
		}
	}); n > 1 {
		t.Errorf("%g allocations an answer, want 1 at most", n)
	}
}
