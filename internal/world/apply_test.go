package world

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tongwan/internal/password"
	"tongwan/internal/platform"
	"tongwan/internal/store"
)

// fixedClock is a clock that stands still until it is turned.
type fixedClock struct{ now time.Time }

func (c *fixedClock) Now(string) time.Time { return c.now }

var testNow = time.Date(2026, 1, 7, 12, 0, 0, 0, platform.Shanghai)

// bench is an empty server to apply documents to.
type bench struct {
	*platform.Platform
	store store.Store
	clock *fixedClock
}

func newBench(t *testing.T, sandbox bool) *bench {
	t.Helper()
	st, err := store.Open(context.Background(), "memory")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	clock := &fixedClock{testNow}
	return &bench{platform.New(platform.Options{Store: st, Clock: clock, Sandbox: sandbox}), st, clock}
}

func parse(t *testing.T, text string) *Document {
	t.Helper()
	doc, err := Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func (b *bench) apply(t *testing.T, text string) Summary {
	t.Helper()
	s, err := ApplyFrom(context.Background(), b.Platform, "test.yaml", strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (b *bench) export(t *testing.T, world string, f Format) string {
	t.Helper()
	var w bytes.Buffer
	if err := Export(context.Background(), b.Platform, world, &w, f); err != nil {
		t.Fatal(err)
	}
	return w.String()
}

// Each file of testdata/partial holds three documents: one that stands, one
// that is applied to it, and one that says what comes of it.
func TestPartial(t *testing.T) {
	files, _ := filepath.Glob("testdata/partial/*.yaml")
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			parts := regexp.MustCompile(`(?m)^---.*$`).Split(read(t, file), -1)
			if len(parts) != 3 {
				t.Fatalf("%d documents, want 3", len(parts))
			}
			got, want := newBench(t, true), newBench(t, true)
			got.apply(t, parts[0])
			got.apply(t, parts[1])
			want.apply(t, parts[2])
			if diff := cmp.Diff(want.export(t, "t", YAML), got.export(t, "t", YAML)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReset(t *testing.T) {
	b, want := newBench(t, true), newBench(t, true)
	b.apply(t, read(t, "testdata/good/rich.yaml"))
	b.apply(t, read(t, "testdata/other.yaml"))
	other := b.export(t, "other", YAML)
	text := "world: rich-1\napps: [{appid: 2, appkey: k}]\naccounts: [{uin: 10001, players: [{appid: 2}]}]"
	if err := b.try("r.yaml", text, Options{Reset: true}); err != nil {
		t.Fatal(err)
	}
	want.apply(t, text)
	if diff := cmp.Diff(want.export(t, "rich-1", YAML), b.export(t, "rich-1", YAML)); diff != "" {
		t.Errorf("after the reset (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(other, b.export(t, "other", YAML)); diff != "" {
		t.Errorf("the reset changed another world:\n%s", diff)
	}
}

func TestSummary(t *testing.T) {
	b := newBench(t, true)
	first := b.apply(t, read(t, "testdata/good/rich.yaml"))
	want := Summary{World: "rich-1", Created: true, Apps: 2, Accounts: 8, Players: 4, Tokens: 5, Friends: 2, Groups: 3, Messages: 2, Scores: 6, Chests: 2}
	first.Made = nil // see TestMade
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
	if again := b.apply(t, "world: rich-1"); again != (Summary{World: "rich-1"}) {
		t.Errorf("second apply: %+v", again)
	}
}

// What is left out is the same on every machine.
func TestGenerated(t *testing.T) {
	b := newBench(t, true)
	b.apply(t, `{"world": "t",
		"apps": [{"appid": 1, "appkey": "k"}, {"appid": 2, "appkey": "k"}],
		"accounts": [{"uin": 11, "players": [{"appid": 1}, {"appid": 2}]}],
		"groups": [{"code": 21, "owner": 11, "bindings": [{"appid": 1, "unionid": "1"}, {"appid": 2, "unionid": "1"}]}]}`)
	doc := parse(t, b.export(t, "t", YAML))
	var got []string
	for _, p := range doc.Accounts[0].Players {
		got = append(got, *p.OpenID)
	}
	for _, b := range doc.Groups[0].Bindings {
		got = append(got, *b.GroupOpenID, *b.JoinKey)
	}
	golden(t, "testdata/generated.txt", strings.Join(got, "\n")+"\n")
}

func TestTokens(t *testing.T) {
	text := `
world: t
apps: [{appid: 1, appkey: k, settings: {session: 3h}}]
accounts:
  - uin: 11
    players: [{appid: 1, openid: O, tokens: [{token: ""}, {token: B, expires: 10m}, {token: C, expires: 2026-01-07T12:00:00.5+08:00}]}]
`
	text = strings.Replace(text, `token: ""`, "token: A", 1)
	expires := map[string]time.Time{"A": testNow.Add(3 * time.Hour), "B": testNow.Add(10 * time.Minute), "C": testNow.Add(time.Second / 2)}
	for _, sandbox := range []bool{true, false} {
		b := newBench(t, sandbox)
		b.apply(t, text)
		for token, want := range expires {
			l, err := b.store.Login(context.Background(), 1, "O", platform.HashToken(token))
			if err != nil || !l.Found || !l.Session.Expires.Equal(want) {
				t.Errorf("token %s: %+v, %v, want expiry %v", token, l, err, want)
			}
			if readable := l.Session.Token == token; readable != sandbox {
				t.Errorf("sandbox %v: the store keeps the token as %q", sandbox, l.Session.Token)
			}
		}
		if out := b.export(t, "t", YAML); strings.Contains(out, "token: A") != sandbox || strings.Contains(out, "sha256: ") == sandbox {
			t.Errorf("sandbox %v exports\n%s", sandbox, out)
		}
	}
}

func TestPasswords(t *testing.T) {
	b := newBench(t, true)
	hash := func(text string) string {
		b.apply(t, text)
		a, err := b.store.Account(context.Background(), 11)
		if err != nil {
			t.Fatal(err)
		}
		return a.Password
	}
	first := hash("world: t\naccounts: [{uin: 11, password: secret}]")
	if ok, err := password.Verify(first, "secret"); !ok || err != nil {
		t.Fatalf("kept as %q: %v", first, err)
	}
	if again := hash("world: t\naccounts: [{uin: 11, password: secret}]"); again != first {
		t.Error("the same password gives a new hash")
	}
	if left := hash("world: t\naccounts: [{uin: 11, nickname: x}]"); left != first {
		t.Error("an account without password loses the one it has")
	}
	if out := b.export(t, "t", YAML); strings.Contains(out, "password") || strings.Contains(out, "argon") {
		t.Errorf("the export shows a password:\n%s", out)
	}
	if changed := hash("world: t\naccounts: [{uin: 11, password: other}]"); changed == first || changed == "" {
		t.Errorf("changed to %q", changed)
	}
	if gone := hash(`{"world": "t", "accounts": [{"uin": 11, "password": ""}]}`); gone != "" {
		t.Errorf("emptied to %q", gone)
	}
}

// Applies of one world do not lose each other's changes, which they would if
// one read the world while another writes it.
func TestAppliesFollowEachOther(t *testing.T) {
	b := newBench(t, true)
	b.apply(t, "world: t\naccounts: [{uin: 11}]")
	changes := []string{"nickname: N", "gender: male", "avatar: http://a/b", "follows_games: false", "qq_level: 7", "vip: {red: {}}", "vip: {blue: {}}", "vip: {qq: {}}"}
	var wg sync.WaitGroup
	for _, c := range changes {
		wg.Go(func() {
			if err := b.try("c.yaml", "world: t\naccounts: [{uin: 11, "+c+"}]", Options{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	want := newBench(t, true)
	want.apply(t, "world: t\naccounts: [{uin: 11, nickname: N, gender: male, avatar: http://a/b, follows_games: false, qq_level: 7, vip: {red: {}, blue: {}, qq: {}}}]")
	if diff := cmp.Diff(want.export(t, "t", YAML), b.export(t, "t", YAML)); diff != "" {
		t.Error(diff)
	}
	if len(applying.held) != 0 {
		t.Errorf("%d locks are left", len(applying.held))
	}
}

func TestApplyStopsWaiting(t *testing.T) {
	b := newBench(t, true)
	unlock, err := applying.lock(context.Background(), worldKey{b.Platform, "t"})
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ApplyFrom(ctx, b.Platform, "test.yaml", strings.NewReader("world: t"), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// A document that names much of a world keeps what it does not say.
func TestMuchNamed(t *testing.T) {
	b := newBench(t, true)
	var text strings.Builder
	text.WriteString("world: t\napps: [{appid: 1, appkey: k}]\naccounts:\n")
	for i := range 2001 {
		fmt.Fprintf(&text, "  - {uin: %d, nickname: n%d, players: [{appid: 1}]}\n", i+1, i+1)
	}
	b.apply(t, text.String()+"groups: [{code: 1, owner: 1, members: [1, 2]}]")
	before := b.export(t, "t", YAML)
	b.apply(t, regexp.MustCompile(`, nickname: n\d+`).ReplaceAllString(text.String(), "")+"groups: [{code: 1, memo: m}]\nfriends: [{uin: 1, friend: 2}]")
	want := strings.Replace(before, `memo: ""`, "memo: m", 1)
	want = strings.Replace(want, "friends: []\n", "", 1)
	got := b.export(t, "t", YAML)
	got = strings.Replace(got, "friends:\n  - {uin: 1, friend: 2, remark: \"\", friend_remark: \"\"}\n", "", 1)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
