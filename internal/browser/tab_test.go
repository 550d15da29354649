package browser

import (
	"context"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// size is that of a screen.
type size struct {
	name          string
	width, height int64
	options       []chromedp.EmulateViewportOption
}

var (
	phone   = size{"phone", 360, 740, []chromedp.EmulateViewportOption{chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait}}
	desktop = size{"desktop", 1280, 800, nil}
)

// slots bounds how many tests use the browser at a time, on machines with many
// cores.
var slots = make(chan struct{}, min(4, runtime.GOMAXPROCS(0)))

// each runs a test on a phone and on a desktop.
func each(t *testing.T, f func(*testing.T, size)) {
	t.Parallel()
	for _, s := range []size{phone, desktop} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			slots <- struct{}{}
			defer func() { <-slots }()
			f(t, s)
		})
	}
}

// tab is a window of somebody with cookies of their own.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string // of the site
}

// open opens a window of somebody who reads a language.
func open(t *testing.T, base string, s size, lang string) *tab {
	t.Helper()
	log := &console{}
	ctx, end := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext(), chromedp.WithListener(log.listen))
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	b := &tab{t, ctx, base}
	t.Cleanup(func() {
		if t.Failed() {
			b.shoot("failed")
		}
		log.check(t)
	})
	b.do(chromedp.EmulateViewport(s.width, s.height, s.options...))
	set(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}})
	b.prefer("light")
	return b
}

// do runs steps.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", b.at(), err)
	}
}

// ask returns the value of a script's expression.
func ask[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %s: %v", b.at(), expression, err)
	}
	return value
}

// set gives the browser a command that answers nothing.
func set[P any](b *tab, command cdp.Command[P, cdp.Empty], params P) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	}))
}

// prefer sets what the reader's system asks for: light or dark, and no motion,
// so that a page looks at once as it will.
func (b *tab) prefer(scheme string) {
	b.t.Helper()
	set(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// visit opens a page of the site, or any other by its URL.
func (b *tab) visit(path string) {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.base + path
	}
	b.do(chromedp.Navigate(path))
}

// press clicks on what a selector finds and waits for the page that it leads
// to.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.goes(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// goes runs steps that lead to another page, and waits for it.
func (b *tab) goes(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", b.at(), err)
	}
}

// click clicks on what stays on the page.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// fill types into the fields of a form: pairs of name and text.
func (b *tab) fill(fields ...string) {
	b.t.Helper()
	for i := 0; i < len(fields); i += 2 {
		field := chromedp.CSS("input[name=" + fields[i] + "]:not([type=hidden])")
		b.do(chromedp.Clear(field), chromedp.SendKeys(field, fields[i+1]))
	}
}

// signIn signs an account of the sandbox in, by picking it, on the way to a
// page.
func (b *tab) signIn(uin, path string) {
	b.t.Helper()
	b.visit("/signin?next=" + url.QueryEscape(path))
	b.press("button[name=uin][value='" + uin + "']")
	if at := b.at(); at != path {
		b.t.Fatalf("signed in at %s, want %s", at, path)
	}
}
