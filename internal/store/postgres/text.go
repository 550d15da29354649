package postgres

import (
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
)

// A text of the protocol may hold any bytes; PostgreSQL takes neither zero
// bytes nor broken UTF-8, and refuses the statement, which others share. So
// these are escaped: \x00 is kept as \x01\x01, \x01 as \x01\x02, which sort as
// they did, and a byte b that is no UTF-8 as \x01 and the character U+0100+b.
// Almost no text has any of them.
const (
	escapeByte  = '\x01'
	brokenBytes = 0x100
)

// escape returns a text as it is kept.
func escape(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 && strings.IndexByte(s, escapeByte) < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteByte(escapeByte)
			b.WriteRune(brokenBytes + rune(s[i]))
		case r <= escapeByte:
			b.WriteByte(escapeByte)
			b.WriteByte(byte(r) + 1)
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// unescape is the inverse of escape.
func unescape(s string) string {
	from := strings.IndexByte(s, escapeByte)
	if from < 0 {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:from])
	for escaped := false; from < len(s); {
		r, n := utf8.DecodeRuneInString(s[from:])
		switch {
		case escaped && r >= brokenBytes:
			b.WriteByte(byte(r - brokenBytes))
		case escaped:
			b.WriteByte(byte(r) - 1)
		case r != escapeByte:
			b.WriteString(s[from : from+n])
		}
		escaped = !escaped && r == escapeByte
		from += n
	}
	return b.String()
}

func escapeAll(list []string) []string { return mapTexts(list, escape) }

func unescapeAll(list []string) []string { return mapTexts(list, unescape) }

func mapTexts(list []string, fn func(string) string) []string {
	if len(list) == 0 {
		return list
	}
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fn(s)
	}
	return out
}

// text scans a text that may be escaped.
type text string

// ScanText implements [pgtype.TextScanner].
func (t *text) ScanText(v pgtype.Text) error {
	*t = text(unescape(v.String))
	return nil
}
