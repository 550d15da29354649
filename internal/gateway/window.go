package gateway

import (
	"strconv"
	"time"
)

// signedAt reads a timestamp parameter in the three forms that occur:
// seconds, milliseconds (13 digits), and local yyyyMMddHHmmss (14 digits).
func signedAt(timestamp string, zone *time.Location) (time.Time, bool) {
	if len(timestamp) == len("yyyyMMddHHmmss") {
		t, err := time.ParseInLocation("20060102150405", timestamp, zone)
		return t, err == nil
	}
	n, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	if len(timestamp) == len("1457626000000") {
		return time.UnixMilli(n), true
	}
	return time.Unix(n, 0), true
}

// inWindow reports whether a timestamp is within window of now.
func inWindow(timestamp string, now time.Time, window time.Duration) bool {
	t, ok := signedAt(timestamp, now.Location())
	return ok && now.Sub(t).Abs() <= window
}
