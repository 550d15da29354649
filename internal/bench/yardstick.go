package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
)

// Yardstick is the server that others are measured against: net/http, reads
// the body, decodes it into the interface's request type and answers with a
// ready-made body of the size that the request asks for. No signature is
// checked and no state read: it is what the HTTP server and the JSON decoder
// alone would cost.
type Yardstick struct {
	decode map[string]func([]byte) error
	mu     sync.RWMutex
	bodies map[int][]byte // by size
}

// NewYardstick makes a yardstick that knows the paths of all [Scenarios].
func NewYardstick() *Yardstick {
	y := &Yardstick{decode: make(map[string]func([]byte) error), bodies: make(map[int][]byte)}
	for _, s := range Scenarios() {
		y.decode[s.Path] = s.decode
	}
	return y
}

// ServeHTTP answers one request.
func (y *Yardstick) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := make([]byte, 0, max(512, min(r.ContentLength, 64<<10)+1))
	buf := bytes.NewBuffer(body)
	if _, err := buf.ReadFrom(r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	decode := y.decode[r.URL.Path]
	if decode == nil {
		http.Error(w, "the yardstick does not know "+r.URL.Path, http.StatusNotFound)
		return
	}
	if err := decode(buf.Bytes()); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer := y.body(r.Header.Get(sizeHeader))
	h := w.Header()
	h["Content-Type"] = []string{"application/json; charset=utf-8"}
	h["Content-Length"] = []string{strconv.Itoa(len(answer))}
	w.Write(answer)
}

// body returns an answer of a size in bytes, at least the smallest possible.
func (y *Yardstick) body(size string) []byte {
	n, _ := strconv.Atoi(size)
	y.mu.RLock()
	b, ok := y.bodies[n]
	y.mu.RUnlock()
	if ok {
		return b
	}
	b = fill(n)
	y.mu.Lock()
	defer y.mu.Unlock()
	y.bodies[n] = b
	return b
}

// fill makes a good answer of n bytes.
func fill(n int) []byte {
	const plain, before, after = `{"ret":0}`, `{"ret":0,"fill":"`, `"}`
	if n < len(before+after) {
		return []byte(plain)
	}
	return []byte(before + strings.Repeat("x", min(n, largestAnswer)-len(before+after)) + after)
}

// decodeAs decodes a body as a T, strictly: no duplicate keys, valid UTF-8.
func decodeAs[T any](body []byte) error {
	var v T
	return json.Unmarshal(body, &v)
}

// ServeYardstick serves the yardstick on a free port of the loopback until the
// context ends, and writes a ready file in the form of `tongwan serve`. Worlds
// go into a bare table in db: the path of a SQLite file, or "memory".
func ServeYardstick(ctx context.Context, readyFile, db string) error {
	worlds, err := openBareTable(db)
	if err != nil {
		return err
	}
	defer worlds.conn.Close()
	y := NewYardstick()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("yardstick: %w", err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, worldsPath) {
			worlds.ServeHTTP(w, r)
			return
		}
		y.ServeHTTP(w, r)
	})}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	url := "http://" + listener.Addr().String()
	if err := writeReady(readyFile, ready{API: url, Control: url, PID: os.Getpid()}); err != nil {
		return err
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("yardstick: %w", err)
	}
	return nil
}
