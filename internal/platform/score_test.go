package platform

import (
	"strings"
	"testing"
	"time"
)

func TestParseData(t *testing.T) {
	good := []struct {
		typ  int
		data string
		want int64
	}{
		{3, "999", 999},
		{3, "-5", -5},
		{3, "007", 7},
		{3, "9223372036854775807", 1<<63 - 1},
		{24, "66", 66_000_000_000},
		{24, "66.5", 66_500_000_000},
		{24, "0.33333333333333331", 333_333_333},
		{24, "-0.5", -500_000_000},
		{13, "经典模式", 0},
		{29, "any name", 0},
		{32, "a type that the table does not have", 0},
		{1001, "1", 0},
		{308, "40", 40},
	}
	for _, tt := range good {
		if got, err := ParseData(tt.typ, tt.data); err != nil || got != tt.want {
			t.Errorf("ParseData(%d, %q) = %d, %v; want %d", tt.typ, tt.data, got, err, tt.want)
		}
	}
	bad := []struct {
		typ  int
		data string
	}{
		{3, ""}, {13, ""}, {3, "1.5"}, {3, "1e3"}, {3, " 1"}, {3, "+1"}, {3, "-"}, {3, "0x10"}, {3, "一"},
		{3, "9223372036854775808"}, {24, "1."}, {24, ".5"}, {24, "1.2.3"}, {24, "9999999999999"}, {24, "--1"}, {301 + 1, "abc"},
	}
	for _, tt := range bad {
		if _, err := ParseData(tt.typ, tt.data); ReasonOf(err) != BadEntry {
			t.Errorf("ParseData(%d, %q): error %v, want a bad entry", tt.typ, tt.data, err)
		}
	}
}

func TestParseExpires(t *testing.T) {
	for text, want := range map[string]time.Time{
		"":          {},
		"0":         {},
		"00":        {},
		"123459751": time.Unix(123459751, 0),
	} {
		if got, err := ParseExpires(text); err != nil || !got.Equal(want) {
			t.Errorf("ParseExpires(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"-1", "+1", "1.0", "soon", "253402300800", "99999999999999999999"} {
		if _, err := ParseExpires(text); ReasonOf(err) != BadExpires {
			t.Errorf("ParseExpires(%q): error %v, want a bad expires", text, err)
		}
	}
}

func entry(t *testing.T, typ int64, data string) Entry {
	t.Helper()
	e, err := NewEntry(typ, data, "", false)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestReportKnowsWhereItBelongs(t *testing.T) {
	r := newReport([]Entry{
		entry(t, 3, "100"), entry(t, 303, "5"), entry(t, 12, "2"), entry(t, 13, "pvp"), entry(t, 26, "z1"),
		entry(t, 27, "s1"), entry(t, 28, "r1"), entry(t, 30, "guild7"), entry(t, 14, "60"), entry(t, 14, "30"), entry(t, 5, "100000"),
	})
	want := Scope{Mode: "pvp", Zone: "z1", Server: "s1", Role: "r1"}
	if r.Scope != want {
		t.Errorf("scope %+v, want %+v", r.Scope, want)
	}
	if r.Played != 90 || len(r.Games) != 1 || r.Games[0].Score != 100 {
		t.Errorf("played %d, games %+v; want 90 and one of 100", r.Played, r.Games)
	}
	for _, s := range r.Scores {
		if s.Scope != want || s.Platform != "2" {
			t.Errorf("type %d lies in %+v on platform %q", s.Type, s.Scope, s.Platform)
		}
		if guild := map[bool]string{true: "guild7"}[s.Type == 303]; s.Guild != guild {
			t.Errorf("type %d belongs to guild %q, want %q", s.Type, s.Guild, guild)
		}
		if s.Type == 5 {
			t.Error("a computed type was taken")
		}
		if text := s.Type == 13 || s.Type == 26 || s.Type == 27 || s.Type == 28 || s.Type == 30; text != s.Cover {
			t.Errorf("type %d covers: %t", s.Type, s.Cover)
		}
	}
}

func TestNewEntryRefuses(t *testing.T) {
	tests := []struct {
		name          string
		typ           int64
		data, expires string
		reason        Reason
		named         int
	}{
		{"no type", 0, "1", "", BadEntry, 0},
		{"negative type", -3, "1", "", BadEntry, 0},
		{"type over 31 bits", 1 << 31, "1", "", BadEntry, 0},
		{"text for a number", 3, "x", "", BadEntry, 3},
		{"negative time played", 14, "-1", "", BadEntry, 14},
		{"time played beyond reason", 14, "1000000001", "", BadEntry, 14},
		{"expires in words", 3, "1", "tomorrow", BadExpires, 3},
		{"scope too long for a key", 13, strings.Repeat("m", MaxScopeText+1), "", BadEntry, 13},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewEntry(tt.typ, tt.data, tt.expires, false)
			e, ok := err.(*EntryError)
			if !ok || ReasonOf(err) != tt.reason || e.Type != tt.named {
				t.Errorf("error %#v, want reason %q of type %d", err, tt.reason, tt.named)
			}
		})
	}
	if _, err := NewEntry(29, strings.Repeat("n", 1000), "", false); err != nil {
		t.Errorf("a long role name was refused: %v", err)
	}
}
