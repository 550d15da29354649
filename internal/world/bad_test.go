package world

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/platform"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

// Each document in testdata/bad is refused by a server that holds base.yaml
// and other.yaml, with the text of the .err file beside it, and changes
// nothing. A new case is a new file, and `go test -update` for its text.
func TestBad(t *testing.T) {
	files, _ := filepath.Glob("testdata/bad/*.*")
	for _, file := range files {
		if filepath.Ext(file) == ".err" {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, true)
			b.apply(t, read(t, "testdata/base.yaml"))
			b.apply(t, read(t, "testdata/other.yaml"))
			before := b.export(t, "t", YAML) + b.export(t, "other", YAML)

			err := b.try(filepath.Base(file), read(t, file), Options{})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error is %v, want an *Error", err)
			}
			golden(t, strings.TrimSuffix(file, filepath.Ext(file))+".err", err.Error()+"\n")
			if r := platform.ReasonOf(err); r != platform.Invalid && r != platform.Conflict {
				t.Errorf("reason is %q", r)
			}
			if diff := cmp.Diff(before, b.export(t, "t", YAML)+b.export(t, "other", YAML)); diff != "" {
				t.Errorf("the refused document changed the world:\n%s", diff)
			}
			if _, err := b.store.World(context.Background(), "fresh"); platform.ReasonOf(err) != platform.NotFound {
				t.Errorf("the refused document left a world behind: %v", err)
			}
		})
	}
}

// With reset a refused document leaves the world as it was too.
func TestBadReset(t *testing.T) {
	for _, text := range []string{
		"world: t\naccounts: [{uin: 99}]",                // found by the store, after it removed everything
		"world: t\nfriends: [{uin: 11, friend: 12}]",     // accounts that the reset removes
		"world: t\napps: [{appid: 1}]",                   // an app that the reset removes has no key to keep
		"world: t\ngroups: [{code: 21, members: [11]}]",  // nor a group an owner
		"world: t\naccounts: [{uin: 11, nickname: 1, x:", // cannot be read
	} {
		b := newBench(t, true)
		b.apply(t, read(t, "testdata/base.yaml"))
		b.apply(t, read(t, "testdata/other.yaml"))
		before := b.export(t, "t", YAML)
		if err := b.try("t.yaml", text, Options{Reset: true}); err == nil {
			t.Errorf("%s\nis not refused", text)
		}
		if diff := cmp.Diff(before, b.export(t, "t", YAML)); diff != "" {
			t.Errorf("%s\nchanged the world:\n%s", text, diff)
		}
	}
}

func (b *bench) try(name, text string, o Options) error {
	_, err := ApplyFrom(context.Background(), b.Platform, name, strings.NewReader(text), o)
	return err
}

func TestErrorTellsProblemsApart(t *testing.T) {
	_, err := Parse("w.yaml", []byte("world: t\naccounts:\n  - uin: x\n    nick: y\n"))
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	want := []Problem{
		{Line: 3, Column: 10, Path: "accounts[0].uin", Text: "must be a whole number of 64 bits, in decimal digits without quotes, got x"},
		{Line: 4, Column: 5, Path: "accounts[0].nick", Text: "unknown key: the keys here are uin, nickname, gender, avatar, follows_games, password, qq_level, vip, players"},
	}
	if diff := cmp.Diff(want, e.Problems, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".at" }, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(read(t, file), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
