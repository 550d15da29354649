package bench

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
)

// failuresShown is how many wrong answers an error message shows.
const failuresShown = 3

// failures collects what went wrong in a slice. The first one stops it.
type failures struct {
	stop chan struct{} // closed by the first failure

	mu    sync.Mutex
	count int
	shown []error
}

// add takes down a request that got a wrong answer, or no usable one.
func (f *failures) add(request, answer []byte, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count++; f.count == 1 {
		close(f.stop)
	}
	if len(f.shown) == failuresShown {
		return
	}
	_, body, _ := bytes.Cut(request, []byte("\r\n\r\n"))
	if err == nil {
		err = fmt.Errorf("answered %s", shorten(answer))
	}
	f.shown = append(f.shown, fmt.Errorf("  %s\n    %w", shorten(body), err))
}

// err returns all failures as one error, nil if there were none.
func (f *failures) err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count == 0 {
		return nil
	}
	return fmt.Errorf("%d requests failed, the first of them:\n%w", f.count, errors.Join(f.shown...))
}

// shorten bounds a text in a message.
func shorten(b []byte) string {
	const most = 400
	if len(b) <= most {
		return string(b)
	}
	return string(bytes.ToValidUTF8(b[:most], nil)) + "…"
}
