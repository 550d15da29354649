package server

import (
	"bytes"
	"fmt"
	"net"

	"tongwan/msdk"
)

// polite is a listener whose connections never carry net/http's own error
// responses: what is no readable HTTP request gets the protocol's answer
// with status 200, since clients exist that take anything else for success
// (protocol.md 1).
type polite struct{ net.Listener }

// Accept waits for the next connection.
func (l polite) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &politeConn{c}, nil
}

type politeConn struct{ net.Conn }

// CloseWrite lets net/http end its half first, as it does before it drops a
// connection whose request it has not read to the end.
func (c *politeConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// Write replaces the response that net/http writes by itself, before any
// handler, when it cannot read a request. Its exact headers tell it from
// what a handler writes, which carries a Date.
func (c *politeConn) Write(p []byte) (int, error) {
	status, ok := refusedByHTTP(p)
	if !ok {
		return c.Conn.Write(p)
	}
	body := fmt.Sprintf(`{"ret":%d,"msg":"the HTTP request cannot be read: %s","err_type":%d}`, msdk.RetUnreadable, status, msdk.ErrTypeOther)
	_, err := fmt.Fprintf(c.Conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

var (
	httpRefusal       = []byte("HTTP/1.1 ")
	expectationFailed = []byte("417 ")
	ofHandlers        = []byte("\r\nContent-Type: application/json") // which only a fault makes say 417
	httpHeaders       = []byte("\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n")
)

// refusedByHTTP recognises a response of net/http's own and returns its
// status without anything that came from the client.
func refusedByHTTP(p []byte) (status string, ok bool) {
	line, found := bytes.CutPrefix(p, httpRefusal)
	if !found || len(line) < 3 || line[0] != '4' && line[0] != '5' {
		return "", false
	}
	if bytes.HasPrefix(line, expectationFailed) && !bytes.Contains(line, ofHandlers) { // with other headers
		return "417", true
	}
	end := bytes.IndexByte(line, '\r')
	if end < 0 || !bytes.HasPrefix(line[end:], httpHeaders) {
		return "", false
	}
	return string(line[:3]), true
}
