package browser

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// at returns the page's address without the site.
func (b *tab) at() string {
	at, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return cmp.Or(strings.TrimPrefix(at, b.base), "/")
}

// text returns what can be read of the first thing that a selector finds.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return ask[string](b, "document.querySelector("+quote(selector)+")?.innerText ?? ''")
}

// shows checks that texts can be read in the page, in this order.
func (b *tab) shows(texts ...string) {
	b.t.Helper()
	page := b.text("body")
	rest := page
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			b.t.Errorf("%s: %q does not come (next) in\n%s", b.at(), text, page)
			return
		}
		rest = after
	}
}

// count returns how many things a selector finds.
func (b *tab) count(selector string) int {
	b.t.Helper()
	return ask[int](b, "document.querySelectorAll("+quote(selector)+").length")
}

// has checks that selectors find something; with ! before them, nothing.
func (b *tab) has(selectors ...string) {
	b.t.Helper()
	for _, s := range selectors {
		rest, no := strings.CutPrefix(s, "!")
		if found := b.count(rest) > 0; found == no {
			b.t.Errorf("%s: %s: found is %t in\n%s", b.at(), rest, found, b.text("body"))
		}
	}
}

// awaits waits until a script's expression is true.
func (b *tab) awaits(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(patience))); err != nil {
		b.t.Fatalf("%s: %s does not come true: %v\n%s", b.at(), expression, err, b.text("body"))
	}
}

// opens waits for a page in another window.
func (b *tab) opens(path string) {
	b.t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for {
		windows, err := chromedp.Targets(b.ctx)
		if err != nil {
			b.t.Fatal(err)
		}
		if slices.ContainsFunc(windows, func(w *target.Info) bool { return w.URL == b.base+path }) {
			return
		}
		select {
		case <-deadline:
			b.t.Fatalf("%s opens no window with %s", b.at(), path)
		case <-tick.C:
		}
	}
}

func quote(text string) string {
	data, _ := json.Marshal(text) // a text can always be encoded
	return string(data)
}
