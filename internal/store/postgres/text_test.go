package postgres

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "plain", "\x00", "\x01", "\x00\x01", "\xff\x01\xfe", "é\xc3", "\u0100\x01\u01ff", "\x01\x02\x01"} {
		f.Add(s, s+"x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		kept := escape(a)
		if strings.ContainsRune(kept, 0) || !utf8.ValidString(kept) {
			t.Errorf("%q is kept as %q", a, kept)
		}
		if got := unescape(kept); got != a {
			t.Errorf("%q came back as %q", a, got)
		}
		if utf8.ValidString(a) && utf8.ValidString(b) && strings.Compare(a, b) != strings.Compare(escape(a), escape(b)) {
			t.Errorf("%q and %q sort as %q and %q", a, b, escape(a), escape(b))
		}
	})
}
