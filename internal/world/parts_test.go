package world

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/platform"
)

// assemble reads a text in parts, however small it is, into a document. It
// reports false if that cannot be done.
func assemble(t testing.TB, name, text string) (*Document, error, bool) {
	t.Helper()
	names := newNames(context.Background(), nil, "")
	s, err := openStream(name, strings.NewReader(text), names, nil)
	if err != nil {
		t.Fatal(err)
	}
	doc := new(Document)
	in := newIntake(context.Background(), names, func(it *item) error {
		list := doc.list(it.at.up.name)
		list.Set(reflect.Append(list, reflect.ValueOf(it.value).Elem()))
		return nil
	})
	err = s.all(in)
	if errors.As(err, new(*unreadable)) {
		return nil, nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	for name := range in.named { // lists that are there, and empty
		if list := reflect.ValueOf(doc).Elem().FieldByNameFunc(func(f string) bool { return strings.EqualFold(f, name) }); list.Kind() == reflect.Slice && list.IsNil() {
			list.Set(reflect.MakeSlice(list.Type(), 0, 0))
		}
	}
	doc.World = in.doc.World
	return doc, in.err(s), true
}

// agree wants a text to mean the same in parts as in a whole, errors with
// their lines included.
func agree(t testing.TB, name, text string) (split bool) {
	t.Helper()
	got, gotErr, split := assemble(t, name, text)
	if !split {
		return false
	}
	want, wantErr := Parse(name, []byte(text))
	switch {
	case wantErr != nil && gotErr != nil:
		if diff := cmp.Diff(wantErr.Error(), gotErr.Error()); diff != "" {
			t.Errorf("errors (-whole +parts):\n%s\nof\n%s", diff, text)
		}
	case wantErr != nil || gotErr != nil:
		t.Errorf("whole: %v\nparts: %v\nof\n%s", wantErr, gotErr, text)
	default:
		if diff := cmp.Diff(want, got, sameDocument); diff != "" {
			t.Errorf("documents (-whole +parts):\n%s\nof\n%s", diff, text)
		}
	}
	return true
}

// texts are all documents of testdata, the demo world, and what their exports
// look like.
func texts(t testing.TB) map[string]string {
	t.Helper()
	all := map[string]string{"demo.yaml": string(Demo())}
	for _, dir := range []string{"testdata", "testdata/good", "testdata/bad", "testdata/partial", "testdata/parts"} {
		files, _ := filepath.Glob(dir + "/*.*")
		for _, file := range files {
			if ext := filepath.Ext(file); ext != ".yaml" && ext != ".json" {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := []string{string(text)}
			if dir == "testdata/partial" {
				parts = regexp.MustCompile(`(?m)^---.*$`).Split(string(text), -1)
			}
			for i, part := range parts {
				all[strings.TrimSuffix(file, filepath.Ext(file))+strings.Repeat("'", i)+filepath.Ext(file)] = part
			}
		}
	}
	return all
}

func TestPartsAgreeWithWhole(t *testing.T) {
	var whole []string
	for name, text := range texts(t) {
		if !agree(t, name, text) {
			whole = append(whole, name)
		}
		doc, err := Parse(name, []byte(text))
		if err != nil {
			continue
		}
		for form, write := range map[string]func(*bytes.Buffer) error{
			"export.yaml": func(w *bytes.Buffer) error { return doc.WriteYAML(w) },
			"export.json": func(w *bytes.Buffer) error { return doc.WriteJSON(w) },
		} {
			var w bytes.Buffer
			if err := write(&w); err != nil {
				t.Fatal(err)
			}
			if !agree(t, form, w.String()) {
				t.Errorf("the export of %s as %s is not read in parts:\n%s", name, form, w.String())
			}
		}
	}
	slices.Sort(whole)
	golden(t, "testdata/whole.txt", strings.Join(whole, "\n")+"\n")
}

// FuzzParts holds every text that can be read in parts against the same text
// as a whole.
func FuzzParts(f *testing.F) {
	for _, text := range texts(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { agree(t, "f", text) })
}

func (b *bench) tryInParts(name, text string, o Options) error {
	r := newReading(name, strings.NewReader(text), o)
	r.inParts = true
	_, err := r.apply(context.Background(), b.Platform, o.Reset)
	return err
}

// What is refused is refused in parts for the same reasons.
func TestBadInParts(t *testing.T) {
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
			err := b.tryInParts(filepath.Base(file), read(t, file), Options{})
			if err == nil {
				t.Fatal("it is not refused")
			}
			want := read(t, strings.TrimSuffix(file, filepath.Ext(file))+".err")
			if diff := cmp.Diff(want, err.Error()+"\n"); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
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

// What changes a world that stands changes it in parts likewise.
func TestPartialInParts(t *testing.T) {
	files, _ := filepath.Glob("testdata/partial/*.yaml")
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			parts := regexp.MustCompile(`(?m)^---.*$`).Split(read(t, file), -1)
			got, want := newBench(t, true), newBench(t, true)
			for _, part := range parts[:2] {
				if err := got.tryInParts("p.yaml", part, Options{}); err != nil {
					t.Fatal(err)
				}
			}
			want.apply(t, parts[2])
			if diff := cmp.Diff(want.export(t, "t", YAML), got.export(t, "t", YAML)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
