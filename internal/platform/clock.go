package platform

import "time"

// Clock tells each world its time. Everything the platform stores, compares,
// computes or shows takes its time from here, so a sandbox can turn it.
type Clock interface {
	// Now returns the time in a world. It never goes back by itself.
	Now(world string) time.Time
}

// SystemClock is the machine's own time, the same for every world.
type SystemClock struct{}

// Now returns the machine's time. This is the server's only call of
// time.Now; whoever needs the time is given a clock.
func (SystemClock) Now(string) time.Time { return time.Now() }

// Calendar cuts time into the days and weeks of the platform's time zone
// (protocol.md 4: Asia/Shanghai unless set otherwise, weeks start on Monday).
type Calendar struct{ Zone *time.Location }

// Day returns midnight at the start of t's day.
func (c Calendar) Day(t time.Time) time.Time {
	y, m, d := t.In(c.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, c.Zone)
}

// Week returns midnight at the start of the Monday of t's week.
func (c Calendar) Week(t time.Time) time.Time {
	y, m, d := t.In(c.Zone).Date()
	sinceMonday := (int(t.In(c.Zone).Weekday()) + 6) % 7
	return time.Date(y, m, d-sinceMonday, 0, 0, 0, 0, c.Zone)
}

// LastWeek returns the start of the week before t's.
func (c Calendar) LastWeek(t time.Time) time.Time {
	return c.Week(c.Week(t).Add(-time.Hour))
}

// Next returns the start of the window after the one that starts at start:
// the next day, or the next week. A [PeriodAll] has no next: zero time.
func (c Calendar) Next(p PeriodKind, start time.Time) time.Time {
	y, m, d := start.In(c.Zone).Date()
	switch p {
	case PeriodDay:
		return time.Date(y, m, d+1, 0, 0, 0, 0, c.Zone)
	case PeriodWeek:
		return time.Date(y, m, d+7, 0, 0, 0, 0, c.Zone)
	}
	return time.Time{}
}
