package browser

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// console collects what a window's console shows: nothing, if all is well.
// What the content security policy blocks is told there, too.
type console struct {
	mu    sync.Mutex
	pages map[string]bool // whose status the tests look at themselves
	lines []string
}

func (c *console) listen(event any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeDocument {
			if c.pages == nil {
				c.pages = make(map[string]bool)
			}
			c.pages[e.Request.URL] = true
		}
	case *runtime.EventExceptionThrown:
		thrown := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			thrown += " " + e.ExceptionDetails.Exception.Description
		}
		c.lines = append(c.lines, thrown)
	case *runtime.EventConsoleAPICalled:
		for _, arg := range e.Args {
			c.lines = append(c.lines, fmt.Sprintf("console.%s: %s", e.Type, arg.Value))
		}
	case *log.EventEntryAdded:
		if refused := e.Entry.Source == log.EntrySourceNetwork && c.pages[e.Entry.URL]; !refused {
			c.lines = append(c.lines, fmt.Sprintf("%s %s: %s (%s)", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL))
		}
	}
}

// check fails a test whose pages had something to say.
func (c *console) check(t *testing.T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.lines) > 0 {
		t.Errorf("the console shows:\n%s", strings.Join(c.lines, "\n"))
	}
}
