package tongwantest_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// fakeTB stands in for a test that may fail. Its cleanups run in end.
type fakeTB struct {
	testing.TB // for the method nobody else can have
	name       string
	fatal      string
	errors     []string
	cleanups   []func()
}

func (f *fakeTB) Helper()                  {}
func (f *fakeTB) Name() string             { return f.name }
func (f *fakeTB) Context() context.Context { return context.Background() }
func (f *fakeTB) Cleanup(fn func())        { f.cleanups = append(f.cleanups, fn) }
func (f *fakeTB) Logf(string, ...any)      {}

func (f *fakeTB) Errorf(format string, args ...any) {
	f.errors = append(f.errors, fmt.Sprintf(format, args...))
}

func (f *fakeTB) Fatalf(format string, args ...any) {
	f.fatal = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// run runs a body as the testing package runs a test, and its cleanups.
func (f *fakeTB) run(body func(testing.TB)) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		body(f)
	}()
	<-done
	f.end()
}

func (f *fakeTB) end() {
	for _, fn := range slices.Backward(f.cleanups) {
		fn()
	}
	f.cleanups = nil
}

// failure runs a body that must fail and returns what Fatalf or else Errorf was
// told.
func failure(t *testing.T, body func(testing.TB)) string {
	t.Helper()
	f := &fakeTB{name: t.Name()}
	f.run(body)
	if f.fatal == "" && len(f.errors) == 0 {
		t.Fatal("it did not fail")
	}
	return f.fatal + strings.Join(f.errors, "\n")
}

// monday is the begin of a week of the platform.
var monday = time.Date(2026, 1, 5, 0, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))
