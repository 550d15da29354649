package world

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"tongwan/internal/platform"
	"tongwan/internal/store"

	"github.com/google/go-cmp/cmp"
)

// Each document of testdata/good, and the demo world, gives the same export
// after its export was applied to an empty server, in YAML and JSON, in a
// sandbox and outside one.
func TestRoundTrip(t *testing.T) {
	files, _ := filepath.Glob("testdata/good/*.*")
	texts := map[string]string{"demo": string(Demo())}
	for _, file := range files {
		texts[filepath.Base(file)] = read(t, file)
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			for _, sandbox := range []bool{true, false} {
				first := newBench(t, sandbox)
				world := first.apply(t, text).World
				y, j := first.export(t, world, YAML), first.export(t, world, JSON)
				for _, export := range []string{y, j} {
					second := newBench(t, sandbox)
					second.clock.now = second.clock.now.AddDate(0, 1, 0) // exports name moments, not durations
					second.apply(t, export)
					if diff := cmp.Diff(y, second.export(t, world, YAML)); diff != "" {
						t.Errorf("YAML (-first +second):\n%s", diff)
					}
					if diff := cmp.Diff(j, second.export(t, world, JSON)); diff != "" {
						t.Errorf("JSON (-first +second):\n%s", diff)
					}
				}
			}
		})
	}
}

// The form of exports.
func TestExportForm(t *testing.T) {
	for file, sandbox := range map[string]bool{"testdata/rich.sandbox.yaml": true, "testdata/rich.yaml": false} {
		b := newBench(t, sandbox)
		b.apply(t, read(t, "testdata/good/rich.yaml"))
		golden(t, file, b.export(t, "rich-1", YAML))
	}
}

// An export put back undoes what was changed since.
func TestExportRestores(t *testing.T) {
	b := newBench(t, true)
	b.apply(t, read(t, "testdata/base.yaml"))
	saved := b.export(t, "t", YAML)
	b.apply(t, `
world: t
apps: [{appid: 1, appkey: other, name: Two, settings: {share_quota: 1, disabled: [/share/qq]}, activities: [{actid: 1, name: a}]}]
accounts: [{uin: 11, nickname: Z, gender: male, players: [{appid: 1, openid: OZ, wifi: true, gifts: [{giftId: a, giftCount: 1}]}]}]
friends: [{uin: 12, friend: 11, remark: a}]
groups: [{code: 21, memo: m, members: [11, 12, 13], admins: [13], bindings: []}]
words: [w]
`)
	b.apply(t, saved)
	if diff := cmp.Diff(saved, b.export(t, "t", YAML)); diff != "" {
		t.Errorf("(-saved +restored):\n%s", diff)
	}
}

// A text stands on the page so that it is read as that text.
func TestScalarText(t *testing.T) {
	for _, s := range []string{
		"", "a", "憨特", "35", "-5", "+1", ".5", "1e5", "123e45", "0x1F", "0o17", "017", "1_000", "12:30:45", "2015-01-01",
		"2015-09-29T01:25:20+08:00", "true", "Yes", "no", "null", "~", ".inf", "NaN", "-", "--", "---", "...", "a b", " a", "a ",
		"a: b", "a #b", "#", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'a'", `"a"`, `\`, "a,b", "[a]", "{a}", "?", ":", "<<", "=",
		"a\nb", "\t", "\r\n", "\u0085", "\u2028", "\u2029", "\ufeff", "\u00a0", "\u200d", "\U000e0001", "😀", "/a", "C:\\x", "a/b", "\x7f", "\x01",
	} {
		var w bytes.Buffer
		doc := &Document{World: "t", Words: []string{s}}
		if err := doc.WriteYAML(&w); err != nil {
			t.Fatal(err)
		}
		back, err := Parse("w.yaml", w.Bytes())
		if err != nil || back.Words[0] != s {
			t.Errorf("%q is written as %q and read as %v, %v", s, strings.TrimPrefix(w.String(), "world: t\nwords:\n"), back, err)
		}
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-05T00:00:00+08:00":        "2026-01-05T00:00:00+08:00",
		"2026-01-05T00:00:00.000+08:00":    "2026-01-05T00:00:00+08:00",
		"2026-01-05T00:00:00.5Z":           "2026-01-05T00:00:00.500Z",
		"2026-01-05T00:00:00.123999+08:00": "2026-01-05T00:00:00.123+08:00",
		"9999-12-31T23:59:59Z":             "9999-12-31T23:59:59Z",
	} {
		var at Time
		if err := at.UnmarshalText([]byte(text)); err != nil {
			t.Error(err)
			continue
		}
		if got, _ := at.MarshalText(); string(got) != want {
			t.Errorf("%s is written as %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{"2h": "2h", "90m": "1h30m", "60s": "1m", "0s": "0s", "1500ms": "1.5s", "-1h": "-1h", "10h0m10s": "10h0m10s", "8760h": "8760h"} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err != nil {
			t.Error(err)
			continue
		}
		if got, _ := d.MarshalText(); string(got) != want {
			t.Errorf("%s is written as %s, want %s", text, got, want)
		}
	}
}

// Of a list that nobody reads to its end the items stand on a line each, and
// are read fast; any text survives that, whoever reads it.
func TestExportLarge(t *testing.T) {
	odd := []string{"a", "憨特", `"`, `\`, "a\nb", "\u2028", "\u00a0", "😀", "a: b #c", "null", "-0", "- {", "{}", "\t", "\x7f", "'"}
	doc := parse(t, "world: t\napps: [{appid: 1, appkey: k}]")
	for i := range forPeople + 100 {
		uin, name := int64(i+1), odd[i%len(odd)]
		doc.Accounts = append(doc.Accounts, Account{UIN: uin, Nickname: &name, Players: []Player{{AppID: 1}}})
		if i > 0 {
			doc.Friends = append(doc.Friends, Friend{UIN: uin, Friend: uin - 1, Remark: &name})
		}
	}
	first := newBench(t, true)
	var text bytes.Buffer
	if err := doc.WriteJSON(&text); err != nil {
		t.Fatal(err)
	}
	first.apply(t, text.String())
	y, j := first.export(t, "t", YAML), first.export(t, "t", JSON)
	if !strings.Contains(y, "\n  - uin: 1000\n") || !strings.Contains(y, "\n  - {\"uin\":1001,") {
		t.Errorf("the export is\n%s", y)
	}
	for name, text := range map[string]string{"x.yaml": y, "x.json": j} {
		if !agree(t, name, text) {
			t.Errorf("%s is not read in parts", name)
		}
		second := newBench(t, true)
		if err := second.tryInParts(name, text, Options{}); err != nil {
			t.Fatal(err)
		}
		if second.export(t, "t", YAML) != y || second.export(t, "t", JSON) != j {
			t.Errorf("%s: another export", name)
		}
	}
}

// unsorted is a store whose dump is out of order.
type unsorted struct {
	store.Store
	rows []platform.Row
}

func (u unsorted) World(context.Context, string) (platform.World, error) {
	return platform.World{Name: "t"}, nil
}

func (u unsorted) Dump(_ context.Context, _ string, yield func(platform.Row) error) error {
	for _, row := range u.rows {
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}

// An export that would lose rows is an error.
func TestExportOutOfOrder(t *testing.T) {
	a, b := platform.Account{UIN: 1}, platform.Account{UIN: 2}
	for name, rows := range map[string][]platform.Row{
		"players":  {a, b, platform.Player{UIN: 2, AppID: 1}, platform.Player{UIN: 1, AppID: 1}},
		"nobody":   {a, platform.Player{UIN: 2, AppID: 1}},
		"sessions": {a, platform.Player{UIN: 1, AppID: 1}, platform.Session{UIN: 1, AppID: 2}},
		"gifts":    {a, platform.Gifts{UIN: 1, AppID: 1}},
		"late":     {a, platform.Friendship{UIN: 1, Friend: 2}, b},
		"app":      {a, platform.App{ID: 1}, b, platform.Friendship{UIN: 1, Friend: 2}, platform.App{ID: 2}},
	} {
		p := platform.New(platform.Options{Store: unsorted{rows: rows}, Clock: &fixedClock{testNow}})
		if err := Export(t.Context(), p, "t", io.Discard, YAML); err == nil || !strings.Contains(err.Error(), "out of order") {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}
