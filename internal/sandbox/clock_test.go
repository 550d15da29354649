package sandbox

import (
	"errors"
	"sync"
	"testing"
	"time"
)

// machine is a clock that a test turns.
type machine struct{ now time.Time }

func (m *machine) Now(string) time.Time { return m.now }

func TestClocks(t *testing.T) {
	start := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	past := start.AddDate(-6, 0, 0)
	later := start.Add(24 * time.Hour)
	tests := []struct {
		name  string
		turns []Turn
		want  time.Time // an hour of the machine's time after the last turn
		mode  string
	}{
		{"nobody turned it", nil, start.Add(time.Hour), "following"},
		{"frozen", []Turn{{Freeze: later}}, later, "frozen"},
		{"frozen in the past by force", []Turn{{Freeze: past, Force: true}}, past, "frozen"},
		{"set runs on", []Turn{{Set: later}}, later.Add(time.Hour), "running"},
		{"advanced runs on", []Turn{{Advance: 2 * time.Hour}, {Advance: time.Second}}, start.Add(3*time.Hour + time.Second), "running"},
		{"advanced while frozen stands still", []Turn{{Freeze: later}, {Advance: time.Hour}}, later.Add(time.Hour), "frozen"},
		{"follows again", []Turn{{Freeze: later}, {Follow: true}}, start.Add(time.Hour), "following"},
		{"back by force", []Turn{{Advance: time.Hour}, {Advance: -time.Hour, Force: true}}, start.Add(time.Hour), "running"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &machine{start}
			c := NewClocks(m)
			for _, turn := range tt.turns {
				if _, err := c.Turn("w", turn); err != nil {
					t.Fatal(err)
				}
			}
			m.now = m.now.Add(time.Hour)
			if got := c.Now("w"); !got.Equal(tt.want) || c.Mode("w") != tt.mode {
				t.Errorf("%s, %s; want %s, %s", got, c.Mode("w"), tt.want, tt.mode)
			}
			if got := c.Now("another"); !got.Equal(m.now) {
				t.Errorf("another world's time is %s", got)
			}
			c.Forget("w")
			if got := c.Now("w"); !got.Equal(m.now) {
				t.Errorf("after the world is gone its name has time %s", got)
			}
		})
	}
}

func TestClocksRefuse(t *testing.T) {
	start := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	m := &machine{start}
	c := NewClocks(m)
	for name, turn := range map[string]Turn{
		"freeze in the past": {Freeze: start.Add(-time.Minute)},
		"set to the past":    {Set: start.Add(-time.Minute)},
		"advance backwards":  {Advance: -time.Millisecond},
	} {
		if _, err := c.Turn("w", turn); !errors.Is(err, ErrBackwards) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, turn := range map[string]Turn{
		"beyond what dates can show": {Set: time.Date(9001, 1, 1, 0, 0, 0, 0, time.UTC)},
		"before 1970":                {Freeze: time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC), Force: true},
	} {
		if _, err := c.Turn("w", turn); err == nil || errors.Is(err, ErrBackwards) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c.Mode("w") != "following" {
		t.Error("a refused turn left something behind")
	}
	if _, err := c.Turn("w", Turn{Freeze: start.Add(-time.Second)}); err != nil {
		t.Errorf("the caller's own now, a second old, was refused: %v", err)
	}
}

func TestClocksInParallel(t *testing.T) {
	c := NewClocks(&machine{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if _, err := c.Turn("w", Turn{Advance: time.Second}); err != nil {
					t.Error(err)
				}
				c.Now("w")
			}
		})
	}
	wg.Wait()
	if got, want := c.Now("w"), time.Date(2026, 1, 1, 0, 13, 20, 0, time.UTC); !got.Equal(want) {
		t.Errorf("800 seconds of advances made it %s, want %s", got, want)
	}
}
