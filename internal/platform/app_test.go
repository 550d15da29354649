package platform

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// counted is a store that counts how often an app is read.
type counted struct {
	Store
	reads int
}

func (c *counted) App(_ context.Context, appid int64) (App, error) {
	c.reads++
	return App{ID: appid, Name: string(rune('a' + c.reads - 1))}, nil
}

// TestAppsFor: an app is read again when it was in memory for long enough,
// by the machine's clock, or never again.
func TestAppsFor(t *testing.T) {
	tests := []struct {
		name    string
		appsFor time.Duration
		after   time.Duration
		want    string
	}{
		{"at once", time.Second, 0, "a"},
		{"just before", time.Second, time.Second - 1, "a"},
		{"when it is over", time.Second, time.Second, "b"},
		{"never", 0, 1000 * time.Hour, "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := New(Options{Store: &counted{}, AppsFor: tt.appsFor})
				app(t, p)
				time.Sleep(tt.after) // of the bubble
				if got := app(t, p); got != tt.want {
					t.Errorf("app %q, want %q", got, tt.want)
				}
			})
		})
	}
}

func app(t *testing.T, p *Platform) string {
	t.Helper()
	a, err := p.App(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return a.Name
}
