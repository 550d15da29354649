package browser

import (
	"bytes"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"tongwan/internal/platform"
	"tongwan/internal/store"
	"tongwan/internal/web/webtest"
	"tongwan/internal/world"
)

var update = flag.Bool("update", false, "write the screenshots of the documentation")

// The documentation shows the demo world: a ranking on a phone, and data on a
// desktop.
func TestPictures(t *testing.T) {
	t.Parallel()
	srv := demo(t)
	for name, p := range map[string]struct {
		size
		lang, path string
	}{
		"ranking": {phone, "zh-CN", "/gamecenter/1000000688/ranking"},
		"data":    {desktop, "en", "/gamecenter/1000000688/data"},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, srv.API, p.size, p.lang)
			b.signIn("10001", p.path)
			b.awaits("[...document.images].every((i) => i.complete) && document.getElementById('live')?.dataset.state !== 'wait'")
			file := filepath.Join("..", "..", "docs", "img", name+".png")
			if *update {
				b.write(file, chromedp.CaptureScreenshot())
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v: make screenshots writes it", err)
			}
			if c, err := png.DecodeConfig(bytes.NewReader(data)); err != nil || int64(c.Width) != p.width || int64(c.Height) != p.height {
				t.Errorf("%s is %d×%d (%v), want %d×%d: make screenshots writes it", file, c.Width, c.Height, err, p.width, p.height)
			}
		})
	}
}

// demo runs the demo world as it would be had it been started at noon of the
// day on which all clocks here stand.
func demo(t *testing.T) *server {
	t.Helper()
	path := "sqlite:" + filepath.Join(t.TempDir(), "demo.db")
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	p := platform.New(platform.Options{Store: db, Clock: &webtest.Clock{}, Sandbox: true})
	if _, err := world.ApplyFrom(t.Context(), p, "demo.yaml", bytes.NewReader(world.Demo()), world.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := world.LoadDemoLately(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s := serve(t, "--sandbox", "--db", path)
	s.freeze(world.DemoWorld)
	return s
}
