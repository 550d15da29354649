package gamecenter

import (
	"time"

	"tongwan/internal/web"
)

// moment is a time as pages show it: without its year if that is this one.
type moment struct {
	at    time.Time
	dated bool // with its year
}

// moment returns how a time is shown to those whose world's time is now.
func (c *center) moment(t, now time.Time) moment {
	return moment{c.in(t), t.In(now.Location()).Year() != now.Year()}
}

// stamp is what the shared template clock shows.
type stamp struct{ Machine, Human string }

// In words the time in a language.
func (m moment) In(l web.Lang) stamp {
	format := "2 Jan, 15:04"
	switch {
	case l == web.Chinese && m.dated:
		format = "2006年1月2日 15:04"
	case l == web.Chinese:
		format = "1月2日 15:04"
	case m.dated:
		format = "2 Jan 2006, 15:04"
	}
	return stamp{m.at.Format(time.RFC3339), m.at.Format(format)}
}

// Known reports whether there is a time at all.
func (m moment) Known() bool { return !m.at.IsZero() }
