package web

import (
	"fmt"
	"strings"
	"time"
)

// formatTime shows a day and a time.
func formatTime(l Lang, t time.Time) string {
	if l == Chinese {
		return t.Format("2006年1月2日 15:04")
	}
	return t.Format("2 Jan 2006, 15:04")
}

// clockView is what {{template "clock" clock .At}} shows.
type clockView struct{ Machine, Human string }

// formatNumber shows a whole number, given as one or as a text, in groups of
// three digits; any other text as it is.
func formatNumber(n any) string {
	text := fmt.Sprint(n)
	digits := strings.TrimPrefix(text, "-")
	if strings.Trim(digits, "0123456789") != "" || digits == "" {
		return text
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return text[:len(text)-len(digits)] + b.String()
}

// initial returns the first character of a name.
func initial(name string) string {
	for _, c := range name {
		return string(c)
	}
	return ""
}
