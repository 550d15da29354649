package world

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/platform"
	"tongwan/internal/store"
)

// What an answer tells of what was left out: the same on every machine, at
// every apply, after a reset and in parts.
func TestMade(t *testing.T) {
	text := read(t, "testdata/good/names.yaml")
	first, second := newBench(t, true), newBench(t, true)
	second.apply(t, "world: other\napps: [{}]\naccounts: [{nickname: alice}, {}]")
	made := first.apply(t, text).Made
	golden(t, "testdata/made.json", indented(t, made))

	again := map[string]*Made{"applied again": first.apply(t, text).Made, "beside another world": second.apply(t, text).Made}
	for name, reset := range map[string]bool{"in parts": false, "after a reset": true} {
		s, err := first.applyFrom(t.Context(), text, Options{Reset: reset})
		if err != nil {
			t.Fatal(err)
		}
		again[name] = s.Made
	}
	for name, is := range again {
		if diff := cmp.Diff(made, is); diff != "" {
			t.Errorf("%s (-first +second):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(first.export(t, "names", YAML), second.export(t, "names", YAML)); diff != "" {
		t.Error(diff)
	}
}

func (b *bench) applyTo(t *testing.T, world, text string, o Options) Summary {
	t.Helper()
	o.World = world
	s, err := ApplyFrom(context.Background(), b.Platform, world, strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func indented(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

// The answer in docs/worlds.md is that to the document above it.
func TestDocumentedAnswer(t *testing.T) {
	page := read(t, "../../docs/worlds.md")
	_, rest, _ := strings.Cut(page, "```yaml\nworld: ci-42\n")
	text, rest, _ := strings.Cut(rest, "```")
	_, rest, _ = strings.Cut(rest, "```json\n")
	shown, _, _ := strings.Cut(rest, "```")
	var want Summary
	if err := json.Unmarshal([]byte(shown), &want); err != nil {
		t.Fatalf("%v in\n%s", err, shown)
	}
	if diff := cmp.Diff(want, newBench(t, true).applyTo(t, "ci-42", text, Options{})); diff != "" {
		t.Errorf("(-docs +server):\n%s", diff)
	}
}

// Outside a sandbox nobody can work out a key or a token. The key stays, and
// so do the numbers.
func TestMadeOutsideSandbox(t *testing.T) {
	const text = "world: t\napps: [{}]\naccounts: [{players: [{tokens: [{}]}]}]"
	a, b := newBench(t, false), newBench(t, false)
	first, again, other := a.apply(t, text).Made, a.apply(t, text).Made, b.apply(t, text).Made
	app, player := first.Apps[0], first.Players[0]
	if again.Apps[0] != app || again.Players[0].OpenID != player.OpenID {
		t.Errorf("applied again it is %+v, was %+v", again, first)
	}
	if other.Apps[0].AppKey == app.AppKey || other.Apps[0].AppID != app.AppID {
		t.Errorf("apps %+v and %+v", app, other.Apps[0])
	}
	for _, made := range []*Made{again, other} {
		if made.Players[0].Tokens[0] == player.Tokens[0] {
			t.Error("a token is made twice")
		}
	}
	for _, token := range []string{player.Tokens[0], again.Players[0].Tokens[0]} {
		if err := a.VerifyLogin(t.Context(), a.app(t, app.AppID), player.OpenID, token); err != nil {
			t.Error(err)
		}
	}
	if out := a.export(t, "t", YAML); strings.Contains(out, player.Tokens[0]) {
		t.Error("the export shows the token")
	}
}

const alices = "accounts:\n  - {nickname: alice}\n"

func (b *bench) alice(t *testing.T, o Options) int64 {
	t.Helper()
	return b.applyTo(t, "t", alices, o).Made.Accounts[0].UIN
}

// A number that another world has is left to it, and the one taken instead
// stays, also when the other world has gone.
func TestNumberOfAnotherWorld(t *testing.T) {
	b := newBench(t, true)
	wanted, next := candidate("t", anAccount, "alice", 0), candidate("t", anAccount, "alice", 1)
	b.apply(t, fmt.Sprintf("world: other\naccounts: [{uin: %d, nickname: alice}]", wanted))
	if got := b.alice(t, Options{}); got != next {
		t.Errorf("uin %d, want %d", got, next)
	}
	if err := b.DropWorld(t.Context(), "other"); err != nil {
		t.Fatal(err)
	}
	for _, reset := range []bool{false, true} {
		if got := b.alice(t, Options{Reset: reset}); got != next {
			t.Errorf("reset %v: uin %d, want %d", reset, got, next)
		}
	}
}

// Nor is somebody of the own world taken for another.
func TestNumberOfSomebodyElse(t *testing.T) {
	b := newBench(t, true)
	b.apply(t, fmt.Sprintf("world: t\naccounts: [{uin: %d, nickname: bob}]", candidate("t", anAccount, "alice", 0)))
	if got := b.alice(t, Options{}); got != candidate("t", anAccount, "alice", 1) {
		t.Errorf("uin %d", got)
	}
}

// Two names that ask for the same number get two, and keep them in whatever
// order they come.
func TestNamesCollide(t *testing.T) {
	one, two := collision(t)
	b := newBench(t, true)
	account := func(name string) string { return "{nickname: " + name + "}" }
	made := b.applyTo(t, "t", "accounts: ["+account(one)+", "+account(two)+"]", Options{}).Made.Accounts
	if made[0].UIN == made[1].UIN {
		t.Fatalf("both got %d", made[0].UIN)
	}
	again := b.applyTo(t, "t", "accounts: ["+account(two)+", "+account(one)+"]", Options{}).Made.Accounts
	if again[0] != made[1] || again[1] != made[0] {
		t.Errorf("the other way round: %v, were %v", again, made)
	}
}

// collision returns two nicknames of world t that ask for the same uin.
func collision(t *testing.T) (one, two string) {
	t.Helper()
	seen := make(map[int64]string)
	for i := range 1_000_000 {
		name := fmt.Sprintf("n%d", i)
		uin := candidate("t", anAccount, name, 0)
		if other, again := seen[uin]; again {
			return other, name
		}
		seen[uin] = name
	}
	t.Fatal("no two collide")
	return "", ""
}

// intruder is a store that lets others go first.
type intruder struct {
	store.Store
	first []func() error
}

func (s *intruder) Load(ctx context.Context, w platform.World, reset bool, rows iter.Seq2[platform.Row, error]) error {
	if len(s.first) > 0 {
		err := s.first[0]()
		s.first = s.first[1:]
		if err != nil {
			return err
		}
	}
	return s.Store.Load(ctx, w, reset, rows)
}

// A number that is taken between the look and the load is left to who was
// faster, whether the document is read as a whole or in parts.
func TestNumberTakenMeanwhile(t *testing.T) {
	for _, inParts := range []bool{false, true} {
		b := newBench(t, true)
		slow := &intruder{Store: b.store}
		for try := range 2 {
			slow.first = append(slow.first, func() error {
				return b.try("other", fmt.Sprintf("world: other\naccounts: [{uin: %d}]", candidate("t", anAccount, "alice", try)), Options{})
			})
		}
		r := newReading("t", strings.NewReader("world: t\n"+alices), Options{})
		r.inParts = inParts
		s, err := r.apply(t.Context(), platform.New(platform.Options{Store: slow, Clock: b.clock}), false)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := s.Made.Accounts[0].UIN, candidate("t", anAccount, "alice", 2); got != want {
			t.Errorf("in parts %v: uin %d, want %d", inParts, got, want)
		}
	}
}

// A conflict that no other number would end is told at once.
func TestConflictBesideNames(t *testing.T) {
	b := newBench(t, true)
	b.apply(t, "world: other\naccounts: [{uin: 99}]")
	slow := &intruder{Store: b.store, first: []func() error{func() error { return nil }, func() error { t.Error("tried twice"); return nil }}}
	_, err := ApplyFrom(t.Context(), platform.New(platform.Options{Store: slow, Clock: b.clock}), "t.yaml",
		strings.NewReader("world: t\naccounts: [{nickname: alice}, {uin: 99}]"), Options{})
	if platform.ReasonOf(err) != platform.Conflict || !strings.Contains(err.Error(), "t.yaml:2:37: accounts[1].uin: ") {
		t.Errorf("error is %v", err)
	}
}

// What is made goes back in an answer, which must end somewhere.
func TestTooMuchLeftOut(t *testing.T) {
	var names, tokens strings.Builder
	for i := range maxMade + 1 {
		fmt.Fprintf(&names, "  - {\"nickname\":\"n%d\"}\n", i)
		fmt.Fprintf(&tokens, "  - {\"uin\":%d,\"players\":[{\"appid\":1,\"tokens\":[{}]}]}\n", i+1)
	}
	for text, want := range map[string]string{
		"world: t\naccounts:\n" + names.String():                                             fmt.Sprintf("large.yaml:%d:5: accounts[10000]: the document leaves out the numbers of more than 10000 things", maxMade+3),
		"world: t\napps:\n  - {\"appid\":1,\"appkey\":\"k\"}\naccounts:\n" + tokens.String(): fmt.Sprintf(":%d:%d: accounts[10000].players[0].tokens: the document leaves out more than 10000 tokens", maxMade+5, 49),
	} {
		b := newBench(t, true)
		_, err := b.applyFrom(t.Context(), text, Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v\nwant %s", err, want)
		}
		if _, err := b.store.World(t.Context(), "t"); platform.ReasonOf(err) != platform.NotFound {
			t.Errorf("the world: %v", err)
		}
		lines := strings.SplitAfter(text, "\n")
		if s, err := b.applyFrom(t.Context(), strings.Join(lines[:len(lines)-2], ""), Options{}); err != nil || len(s.Made.Accounts)+len(s.Made.Players) != maxMade {
			t.Errorf("without the last one: %v", err)
		}
	}
}

// In parts it shows only at the end what numbers depend on, which is too late.
func TestNamesInParts(t *testing.T) {
	head, rest, _ := strings.Cut(large(many, ""), "friends:")
	rest = "friends:" + rest
	const players = "  - {\"nickname\":\"alice\",\"players\":[{\"tokens\":[{}]}]}\n"
	apps := "apps:\n  - {appid: 1, appkey: k}\n"
	want := newBench(t, true)
	wantMade := want.apply(t, head+players+rest).Made
	for name, text := range map[string]string{
		"in order":    head + players + rest,
		"world below": strings.Replace(head, "world: t\n", "", 1) + players + rest + "world: t\n",
		"apps below":  strings.Replace(head, apps, "", 1) + players + rest + apps,
	} {
		s, err := newBench(t, true).applyFrom(t.Context(), text, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(wantMade, s.Made); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if name == "in order" {
			continue
		}
		long := players + "  - {\"uin\":5000,\"nickname\":\"" + strings.Repeat("x", MaxYAML) + "\"}\n"
		_, err = newBench(t, true).applyFrom(t.Context(), strings.Replace(text, players, long, 1), Options{})
		key, _, _ := strings.Cut(name, " ")
		if err == nil || !strings.Contains(err.Error(), ":1: "+key+" stands below what leaves numbers out") {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

// broken is a store that cannot tell who has a number.
type broken struct{ store.Store }

func (broken) Account(context.Context, int64) (platform.Account, error) {
	return platform.Account{}, context.DeadlineExceeded
}

func TestNamesOfBrokenStore(t *testing.T) {
	b := newBench(t, true)
	p := platform.New(platform.Options{Store: broken{b.store}, Clock: b.clock})
	for _, inParts := range []bool{false, true} {
		r := newReading("t", strings.NewReader("world: t\n"+alices), Options{})
		r.inParts = inParts
		if _, err := r.apply(t.Context(), p, false); err != context.DeadlineExceeded {
			t.Errorf("in parts %v: error is %v", inParts, err)
		}
	}
}
