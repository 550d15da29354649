package platform

import (
	"testing"
	"time"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	tm, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return tm
}

func TestCalendar(t *testing.T) {
	cal := Calendar{Shanghai}
	tests := []struct {
		name           string
		now            string
		day, week, was string
	}{
		{"a Monday begins its week", "2026-11-23T00:00:00+08:00", "2026-11-23T00:00:00+08:00", "2026-11-23T00:00:00+08:00", "2026-11-16T00:00:00+08:00"},
		{"a Sunday ends it", "2026-11-29T23:59:59.999+08:00", "2026-11-29T00:00:00+08:00", "2026-11-23T00:00:00+08:00", "2026-11-16T00:00:00+08:00"},
		{"Sunday evening in London is Monday here", "2026-11-29T16:00:00Z", "2026-11-30T00:00:00+08:00", "2026-11-30T00:00:00+08:00", "2026-11-23T00:00:00+08:00"},
		{"over a new year", "2027-01-01T12:00:00+08:00", "2027-01-01T00:00:00+08:00", "2026-12-28T00:00:00+08:00", "2026-12-21T00:00:00+08:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := at(t, tt.now)
			for what, pair := range map[string][2]time.Time{
				"day":       {cal.Day(now), at(t, tt.day)},
				"week":      {cal.Week(now), at(t, tt.week)},
				"last week": {cal.LastWeek(now), at(t, tt.was)},
			} {
				if !pair[0].Equal(pair[1]) {
					t.Errorf("%s of %s is %s, want %s", what, tt.now, pair[0], pair[1])
				}
			}
		})
	}
}

// A zone with daylight saving has days of 23 and 25 hours; windows follow the
// calendar, not a number of hours.
func TestCalendarOverDaylightSaving(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	cal := Calendar{zone}
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, zone) // the Tuesday after the clocks changed
	if got, want := cal.LastWeek(now), time.Date(2026, 3, 2, 0, 0, 0, 0, zone); !got.Equal(want) {
		t.Errorf("last week began %s, want %s", got, want)
	}
	day := cal.Day(time.Date(2026, 3, 8, 12, 0, 0, 0, zone))
	if got := cal.Next(PeriodDay, day).Sub(day); got != 23*time.Hour {
		t.Errorf("the day of the change has %s, want 23h", got)
	}
	if !cal.Next(PeriodAll, day).IsZero() {
		t.Error("the period all has a next one")
	}
}
