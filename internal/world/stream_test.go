package world

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/platform"
	"tongwan/internal/store"
	"tongwan/internal/worldgen"
)

// large is what large documents look like: an app, n accounts and as many
// friendships, then rest.
func large(n int, rest string) string {
	var b strings.Builder
	b.WriteString("world: t\napps:\n  - {appid: 1, appkey: k}\naccounts:\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "  - {\"uin\":%d,\"nickname\":\"account number %d of many\",\"players\":[{\"appid\":1,\"tokens\":[{\"token\":\"T%d\"}]}]}\n", i, i, i)
	}
	b.WriteString("friends:\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "  - {\"uin\":%d,\"friend\":%d}\n", i, i+1)
	}
	return b.String() + rest
}

const many = 300 // accounts of a document that is taken for a large one

// applyFrom takes every document for a large one.
func (b *bench) applyFrom(ctx context.Context, text string, o Options) (Summary, error) {
	r := newReading("large.yaml", strings.NewReader(text), o)
	r.inParts = true
	return r.apply(ctx, b.Platform, o.Reset)
}

func TestLargeIsWhatSmallIs(t *testing.T) {
	text := large(many, "words: [w]\ngroups:\n  - code: 1\n    owner: 1\n    members: [1, 2]\n")
	got, want := newBench(t, true), newBench(t, true)
	summary, err := got.applyFrom(t.Context(), text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.apply(t, text), summary); diff != "" {
		t.Error(diff)
	}
	if want.export(t, "t", YAML) != got.export(t, "t", YAML) {
		t.Error("the exports differ")
	}
}

// A document that is large goes the way of large ones.
func TestLarge(t *testing.T) {
	const n = 10_000
	text := large(n, "words:\n  - w\n")
	if len(text) <= smallText {
		t.Fatalf("%d bytes are not large", len(text))
	}
	b := newBench(t, true)
	s, err := ApplyFrom(t.Context(), b.Platform, "large.yaml", strings.NewReader(text), Options{})
	if made := s.Made; made == nil || len(made.Players) != maxListed || made.More != n-maxListed {
		t.Errorf("made %+v", made)
	}
	s.Made = nil
	if want := (Summary{World: "t", Created: true, Apps: 1, Accounts: n, Players: n, Tokens: n, Friends: n - 1}); err != nil || s != want {
		t.Errorf("%+v, %v", s, err)
	}
	if world, err := Scan(t.Context(), "large.yaml", strings.NewReader(text), nil); world != "t" || err != nil {
		t.Errorf("world %q, %v", world, err)
	}
	if err := CheckFrom(t.Context(), "large.yaml", strings.NewReader(text+"  - \"\"\n"), nil); err == nil || !strings.Contains(err.Error(), "words[1]: must not be left out") {
		t.Errorf("error is %v", err)
	}
}

// Nothing of a large document stays if its last item is bad, and nothing is
// removed.
func TestLargeIsAtomic(t *testing.T) {
	for name, tt := range map[string]struct{ rest, want string }{
		"form":      {"  - {\"uin\":1,\"friend\":3,\"remrak\":\"x\"}\n", "remrak: unknown key"},
		"rule":      {"  - {\"uin\":5,\"friend\":5}\n", "friends[%d]: account 5 cannot be its own friend"},
		"twice":     {"  - {\"uin\":2,\"friend\":1}\n", "friends[%d]: the friendship, which is mutual, is named twice, first by friends[0]: name it once"},
		"reference": {"  - {\"uin\":1,\"friend\":88888}\n", "friends[%d].friend: account 88888 is neither in the document nor in world t"},
		"conflict":  {"groups:\n  - {\"code\":29,\"owner\":1}\n", "groups[0].code: group 29 belongs to another world"},
		"syntax":    {"  - {\"uin\":1,\"friend\":3\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, true)
			b.apply(t, read(t, "testdata/base.yaml"))
			b.apply(t, "world: other\naccounts: [{uin: 88888}]\ngroups: [{code: 29, owner: 88888}]")
			before := b.export(t, "t", YAML)
			text := large(many, tt.rest)
			for _, reset := range []bool{false, true} {
				_, err := b.applyFrom(t.Context(), text, Options{Reset: reset})
				var e *Error
				if !errors.As(err, &e) {
					t.Fatalf("error is %v, want an *Error", err)
				}
				want := strings.ReplaceAll(tt.want, "%d", fmt.Sprint(many-1))
				line := strings.Count(text, "\n")
				if !strings.Contains(err.Error(), want) || tt.want != "" && !strings.HasPrefix(err.Error(), fmt.Sprintf("large.yaml:%d:", line)) {
					t.Errorf("error is %v\nwant %q on line %d", err, want, line)
				}
				if diff := cmp.Diff(before, b.export(t, "t", YAML)); diff != "" {
					t.Fatalf("the world changed:\n%s", diff)
				}
			}
		})
	}
}

// Several problems of a large document are told at once, in the order of their
// lines, those of one kind together.
func TestLargeTellsSeveral(t *testing.T) {
	b := newBench(t, true)
	_, err := b.applyFrom(t.Context(), large(many, "groups:\n"+
		"  - {\"code\":1,\"owner\":77777,\"members\":[1,77777]}\n"+
		"  - code: 2\n    owner: 1\n    bindings: [{appid: 5, unionid: a}]\n"), Options{})
	want := fmt.Sprintf(`large.yaml:%[1]d:23: groups[0].owner: account 77777 is neither in the document nor in world t: describe it under accounts
large.yaml:%[1]d:42: groups[0].members[1]: account 77777 is neither in the document nor in world t: describe it under accounts
large.yaml:%[2]d:24: groups[1].bindings[0].appid: app 5 is neither in the document nor in world t: describe it under apps`, 2*many+6, 2*many+9)
	if err == nil || err.Error() != want {
		t.Errorf("error is\n%v\nwant\n%s", err, want)
	}
}

// A large document applied to a world that stands keeps what it does not say.
func TestLargeOntoStanding(t *testing.T) {
	b := newBench(t, true)
	const standing = `
world: t
apps: [{appid: 1, appkey: k, name: N}]
accounts: [{uin: 1, qq_level: 7, nickname: old, players: [{appid: 1, openid: KEPT, wifi: true}]}, {uin: 99999, nickname: other}]
friends: [{uin: 2, friend: 1, remark: one, friend_remark: two}, {uin: 1, friend: 99999, remark: x}]
`
	b.apply(t, strings.Replace(standing, "accounts: [", "accounts: [{uin: 2}, ", 1))
	if _, err := b.applyFrom(t.Context(), large(many, "  - {\"uin\":99999,\"friend\":2}\n"), Options{}); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	a, err := b.store.Account(ctx, 1)
	if err != nil || a.QQLevel != 7 || a.Nickname != "account number 1 of many" {
		t.Errorf("account %+v, %v", a, err)
	}
	if p, err := b.store.PlayerOf(ctx, 1, 1); err != nil || p.OpenID != "KEPT" || !p.Wifi {
		t.Errorf("player %+v, %v", p, err)
	}
	out := b.export(t, "t", YAML)
	for _, want := range []string{
		"{uin: 1, friend: 2, remark: two, friend_remark: one}",
		"{uin: 1, friend: 99999, remark: x, friend_remark: \"\"}",
		"{uin: 2, friend: 99999, remark: \"\", friend_remark: \"\"}",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the export lacks %s", want)
		}
	}
}

// A reset forgets what stood before, also for the references of a large
// document.
func TestLargeReset(t *testing.T) {
	b := newBench(t, true)
	b.apply(t, "world: t\naccounts: [{uin: 99999}]")
	_, err := b.applyFrom(t.Context(), large(many, "  - {\"uin\":1,\"friend\":99999}\n"), Options{Reset: true})
	if err == nil || !strings.Contains(err.Error(), "account 99999 is neither") {
		t.Errorf("error is %v", err)
	}
	if _, err := b.applyFrom(t.Context(), large(many, ""), Options{Reset: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.Account(context.Background(), 99999); platform.ReasonOf(err) != platform.NotFound {
		t.Errorf("account 99999: %v", err)
	}
}

func TestWantedWorld(t *testing.T) {
	for name, text := range map[string]string{"small": "world: t", "large": large(many, "")} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, true)
			applyFrom := func(text string, o Options) (Summary, error) {
				if name == "large" {
					return b.applyFrom(t.Context(), text, o)
				}
				return ApplyFrom(t.Context(), b.Platform, "small.yaml", strings.NewReader(text), o)
			}
			_, err := applyFrom(text, Options{World: "u"})
			if platform.ReasonOf(err) != platform.Invalid || !strings.Contains(err.Error(), `of world "t", the path names "u"`) {
				t.Errorf("error is %v", err)
			}
			nameless := strings.TrimPrefix(text, "world: t") + "\napps: [{appid: 1, appkey: k}]"
			if name == "large" {
				nameless = strings.TrimPrefix(text, "world: t\n")
			}
			if s, err := applyFrom(nameless, Options{World: "u"}); err != nil || s.World != "u" {
				t.Errorf("applied to %q, %v", s.World, err)
			}
			if _, err := applyFrom(nameless, Options{}); err == nil || !strings.Contains(err.Error(), "world: must be 1 to 63") {
				t.Errorf("without a name: %v", err)
			}
		})
	}
}

// What cannot be read in parts is read as a whole, up to a bound.
func TestNotInParts(t *testing.T) {
	for name, text := range map[string]string{
		"flow":    strings.Replace(large(many, ""), "friends:\n", "words: [\nw\n]\nfriends:\n", 1),
		"anchors": large(many, "groups:\n  - {code: 1, owner: &o 1}\n  - {code: 2, owner: *o}\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := newBench(t, true).applyFrom(t.Context(), text, Options{}); err != nil {
				t.Error(err)
			}
			text += strings.Repeat("# padding\n", MaxYAML/10)
			_, err := newBench(t, true).applyFrom(t.Context(), text, Options{})
			if err == nil || !strings.Contains(err.Error(), "must have its keys at the left margin") || !strings.HasPrefix(err.Error(), "large.yaml:") {
				t.Errorf("error is %v", err)
			}
		})
	}
}

// A large JSON document streams, whatever its form.
func TestLargeJSON(t *testing.T) {
	doc := parse(t, large(many, ""))
	var indented bytes.Buffer
	if err := doc.WriteJSON(&indented); err != nil {
		t.Fatal(err)
	}
	want := newBench(t, true)
	want.apply(t, large(many, ""))
	for name, text := range map[string]string{
		"indented": indented.String(),
		"one line": "\ufeff" + strings.Join(strings.Fields(strings.ReplaceAll(indented.String(), "account number", "account_number")), ""),
	} {
		b := newBench(t, true)
		if _, err := b.applyFrom(t.Context(), text, Options{}); err != nil {
			t.Fatal(name, err)
		}
		if name == "indented" && b.export(t, "t", YAML) != want.export(t, "t", YAML) {
			t.Errorf("%s: the exports differ", name)
		}
		bad := strings.Replace(text, `"friend":299`, `"freind":299`, 1)
		bad = strings.Replace(bad, `"friend": 299`, `"freind": 299`, 1)
		_, err := b.applyFrom(t.Context(), bad, Options{})
		at := strings.Index(bad, `"freind"`)
		line := 1 + strings.Count(bad[:at], "\n")
		col := 1 + at - strings.LastIndex(bad[:at], "\n") - 1 - len("\ufeff")*(strings.Count(bad, "\ufeff"))
		if prefix := fmt.Sprintf("large.yaml:%d:%d: friends[297].freind: unknown key", line, col); err == nil || !strings.HasPrefix(err.Error(), prefix) {
			t.Errorf("%s: error is %v, want %s", name, err, prefix)
		}
	}
}

func TestProgress(t *testing.T) {
	for name, text := range map[string]string{"small": "world: t", "large": large(20_000, "")} {
		var done, total, calls int64
		b := newBench(t, true)
		p := platform.New(platform.Options{Store: pourer{b.store, func() {}}, Clock: b.clock})
		_, err := ApplyFrom(t.Context(), p, "x.yaml", strings.NewReader(text), Options{Progress: func(d, all int64) {
			if d < done || d > all {
				t.Errorf("%s: progress went from %d to %d of %d", name, done, d, all)
			}
			done, total = d, all
			calls++
		}})
		if err != nil || done != total || total != 2*int64(len(text)) || name == "large" && calls < 4 {
			t.Errorf("%s: %d of %d after %d calls, %v", name, done, total, calls, err)
		}
	}
}

// An apply ends with its context.
func TestLargeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	b := newBench(t, true)
	text := large(20_000, "")
	_, err := ApplyFrom(ctx, b.Platform, "large.yaml", strings.NewReader(text), Options{Progress: func(done, total int64) {
		if done > total/2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	if _, err := b.store.World(context.Background(), "t"); platform.ReasonOf(err) != platform.NotFound {
		t.Errorf("the world: %v", err)
	}
}

// pourer is a store that takes rows and keeps none, so that what is left to
// measure is the document.
type pourer struct {
	store.Store
	look func()
}

func (p pourer) Load(_ context.Context, _ platform.World, _ bool, rows iter.Seq2[platform.Row, error]) error {
	n := 0
	for _, err := range rows {
		if err != nil {
			return err
		}
		if n++; n%10_000 == 0 {
			p.look()
		}
	}
	return nil
}

// A document takes some ten bytes an item, not a hundred times its text.
func TestMemory(t *testing.T) {
	text, err := Spool(generate(t, worldgen.Options{World: "bench", AppID: 1, Accounts: 60_000, Friends: 10, Seed: 1}))
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	runtime.GC()
	peak, start := uint64(0), heap()
	look := func() { peak = max(peak, heap()) }
	b := newBench(t, false)
	p := platform.New(platform.Options{Store: pourer{b.store, look}, Clock: b.clock})
	s, err := ApplyFrom(context.Background(), p, "bench.yaml", text, Options{Progress: func(int64, int64) { look() }})
	if err != nil || s.Accounts != 60_000 || s.Friends != 300_000 {
		t.Fatalf("%+v, %v", s, err)
	}
	const most = 48 << 20
	used := peak - min(start, peak)
	t.Logf("%d MiB for %d MiB of text", used>>20, text.Size()>>20)
	if used > most {
		t.Errorf("the heap grew by %d MiB for %d MiB of text", used>>20, text.Size()>>20)
	}
}

func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// generate returns a generated world as it is made.
func generate(t *testing.T, o worldgen.Options) io.Reader {
	r, w := io.Pipe()
	go func() { w.CloseWithError(worldgen.Generate(w, o, nil)) }()
	t.Cleanup(func() { r.Close() })
	return r
}

// What looks like a duplicate by its hash alone is none.
func TestSuspects(t *testing.T) {
	c := newLargeChecker()
	at := root("accounts").at(0)
	for uin := range int64(3) {
		c.item(&Account{UIN: uin + 1}, at)
	}
	if c.suspicious() {
		t.Error("suspicious without a cause")
	}
	for h := range c.accounts.hashes.all() { // as if another key had this hash
		c.accounts.suspects[h] = struct{}{}
	}
	again := c.among()
	for uin := range int64(3) {
		again.item(&Account{UIN: uin + 1}, at)
	}
	if len(again.list) != 0 {
		t.Errorf("problems %v", again.list)
	}
	again.item(&Account{UIN: 2}, at)
	if len(again.list) != 1 {
		t.Errorf("problems %v", again.list)
	}
}

func (s *set64) all() iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for i := range s.shards {
			for _, h := range s.shards[i].slots {
				if h != 0 && !yield(h) {
					return
				}
			}
		}
	}
}

func TestSet64(t *testing.T) {
	var s set64
	next := func(i uint64) uint64 { return i * 0x9E3779B97F4A7C15 } // 0 for 0
	const n = 100_000
	for i := range uint64(n) {
		if s.has(next(i)) || !s.add(next(i)) || s.add(next(i)) {
			t.Fatalf("number %d was there before, or is not there now", i)
		}
	}
	for i := range uint64(2 * n) {
		if s.has(next(i)) != (i < n) {
			t.Fatalf("number %d: %v", i, s.has(next(i)))
		}
	}
}

func TestSpool(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, size := range []int{0, 10, maxSpooled, maxSpooled + 1, 2 * maxSpooled} {
		text := strings.Repeat("0123456789", size/10+1)[:size]
		s, err := Spool(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(io.NewSectionReader(s, 0, s.Size()))
		if err != nil || string(got) != text {
			t.Errorf("%d bytes are read as %d, %v", size, len(got), err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}
