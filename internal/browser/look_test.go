package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// screenshots is where they are written to.
func screenshots() string {
	if dir := os.Getenv("TONGWAN_SCREENSHOTS"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "bin", "screenshots")
}

// shoot writes a screenshot of the whole page, called after the test.
func (b *tab) shoot(name string) {
	b.t.Helper()
	file := filepath.Join(screenshots(), strings.ReplaceAll(b.t.Name(), "/", "-")+"-"+name+".png")
	b.write(file, chromedp.FullScreenshot(100))
}

// write writes a screenshot to a file.
func (b *tab) write(file string, screenshot chromedp.Action[[]byte]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, screenshot)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(file), 0o755)
	}
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		b.t.Errorf("screenshot: %v", err)
	}
}

// looks checks that a page fits its screen, and keeps a screenshot of it.
func (b *tab) looks(name string) {
	b.t.Helper()
	b.shoot(name)
	if over := ask[[]string](b, overflow); len(over) > 0 {
		b.t.Errorf("%s: wider than the screen: %s", b.at(), strings.Join(over, ", "))
	}
}

// overflow lists what makes a page scroll sideways, and links to choose from
// that have to be scrolled to.
const overflow = `(() => {
	const width = document.documentElement.clientWidth;
	const wide = [...document.querySelectorAll("html, nav")].filter((e) => e.scrollWidth > e.clientWidth);
	if (wide.includes(document.documentElement)) {
		wide.push(...[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1));
	}
	return wide.map((e) => e.tagName + "." + e.className + " " + e.id);
})()`

// readAxe returns the script of axe-core, which npm brings.
func readAxe(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("npm"); err != nil {
		t.Fatal("npm is missing: run scripts/install-test-tools, which installs it")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/npm")); err != nil {
		t.Fatal(err)
	}
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	script, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// accessible has axe-core check the page, in light and in dark, where only
// the colours differ.
func (b *tab) accessible(axe string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](axe))
	b.axe("{}")
	b.prefer("dark")
	b.axe(`{runOnly: ["color-contrast"]}`)
	b.prefer("light")
}

func (b *tab) axe(options string) {
	b.t.Helper()
	found := ask[[]struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []struct {
			HTML    string `json:"html"`
			Summary string `json:"failureSummary"`
		} `json:"nodes"`
	}](b, `axe.run(document, `+options+`).then((result) => result.violations)`)
	for _, v := range found {
		var nodes strings.Builder
		for _, n := range v.Nodes {
			fmt.Fprintf(&nodes, "\n%s\n%s", n.HTML, n.Summary)
		}
		b.t.Errorf("%s: axe: %s: %s%s", b.at(), v.ID, v.Help, nodes.String())
	}
}
