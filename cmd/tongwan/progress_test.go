package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestBar(t *testing.T) {
	var w bytes.Buffer
	now := time.Unix(0, 0)
	sys := &system{stderr: &w, now: func() time.Time { return now }, watched: true}
	b := sys.bar("applying x.yaml", "")
	b.set(1, 100)
	b.end()
	if w.Len() > 0 {
		t.Errorf("what takes no time shows %q", w.String())
	}
	now = now.Add(time.Second)
	b.set(25, 100)
	b.set(26, 100) // too soon for another
	if want := "\r\x1b[Kapplying x.yaml  [#######-----------------------]  25%  3s left"; w.String() != want {
		t.Errorf("shows %q\nwant  %q", w.String(), want)
	}
	w.Reset()
	b.end()
	b.end()
	if w.String() != "\r\x1b[K" {
		t.Errorf("the end shows %q", w.String())
	}
	b = sys.bar("exporting x", "")
	now = now.Add(time.Second)
	b.set(3<<20, 0)
	if !strings.HasSuffix(w.String(), "exporting x  3.0 MiB") {
		t.Errorf("an unknown total shows %q", w.String())
	}
}

func TestNoBarUnwatched(t *testing.T) {
	var w bytes.Buffer
	sys := &system{stderr: &w, now: time.Now}
	b := sys.bar("x", "")
	b.set(1, 2)
	b.end()
	if w.Len() > 0 {
		t.Errorf("shows %q", w.String())
	}
}
