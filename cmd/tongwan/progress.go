package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// bar shows on stderr how far something is that takes its time. Its methods do
// nothing on nil, which stands for a stderr that nobody watches.
type bar struct {
	w     io.Writer
	now   func() time.Time
	what  string // is being done
	unit  string // that is counted; "" for bytes
	began time.Time
	drawn time.Time // last; zero: never
}

// What is done sooner than barDelay gets no bar.
const (
	barDelay = 500 * time.Millisecond
	barEvery = 100 * time.Millisecond
	barWidth = 30
)

// bar returns a bar if people watch stderr.
func (sys *system) bar(what, unit string) *bar {
	if !sys.watched {
		return nil
	}
	return &bar{w: sys.stderr, now: sys.now, what: what, unit: unit, began: sys.now()}
}

// set draws the bar, if it is time to. A total of 0 is one that is not known.
func (b *bar) set(done, total int64) {
	if b == nil {
		return
	}
	now := b.now()
	if now.Sub(b.began) < barDelay || now.Sub(b.drawn) < barEvery {
		return
	}
	b.drawn = now
	fmt.Fprintf(b.w, "\r\x1b[K%s", b.line(done, total, now.Sub(b.began)))
}

func (b *bar) line(done, total int64, took time.Duration) string {
	if total <= 0 {
		return fmt.Sprintf("%s  %s", b.what, b.count(done))
	}
	share := min(float64(done)/float64(total), 1)
	full := int(share * barWidth)
	text := fmt.Sprintf("%s  [%s%s] %3.0f%%", b.what, strings.Repeat("#", full), strings.Repeat("-", barWidth-full), share*100)
	if share > 0.02 {
		text += fmt.Sprintf("  %v left", (time.Duration(float64(took)/share) - took).Round(time.Second))
	}
	return text
}

func (b *bar) count(n int64) string {
	if b.unit != "" {
		return fmt.Sprintf("%d %s", n, b.unit)
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}

// end takes the bar away.
func (b *bar) end() {
	if b != nil && !b.drawn.IsZero() {
		fmt.Fprint(b.w, "\r\x1b[K")
		b.drawn = time.Time{}
	}
}

// counter counts the bytes that pass through a reader or writer.
type counter struct {
	io.Reader
	io.Writer
	done, total int64
	moved       func(done, total int64)
}

// Read reads and counts.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.add(n)
	return n, err
}

// Write writes and counts.
func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.add(n)
	return n, err
}

func (c *counter) add(n int) {
	c.done += int64(n)
	c.moved(c.done, c.total)
}
