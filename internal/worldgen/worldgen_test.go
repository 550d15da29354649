package worldgen_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"tongwan/internal/worldgen"
)

func options() worldgen.Options {
	return worldgen.Options{World: "bench", AppID: 100703379, Accounts: 300, Friends: 20, Seed: 7, ShareQuota: 1000}
}

func generate(t *testing.T, o worldgen.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := worldgen.Generate(&b, o, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The golden hash holds on every machine; change it only together with what
// the generator writes.
func TestSameSeedSameBytes(t *testing.T) {
	const golden = "0a2e65f9efa08e28b47667c1d607d7a52f6bedd24898060c67e9424f31c42232"
	sum := sha256.Sum256(generate(t, options()))
	if got := hex.EncodeToString(sum[:]); got != golden {
		t.Errorf("SHA-256 of the file is %s, want %s", got, golden)
	}
	other := options()
	other.Seed++
	if sha256.Sum256(generate(t, other)) == sum {
		t.Error("another seed gave the same file")
	}
}

type document struct {
	World string
	Apps  []struct {
		AppID    int64
		AppKey   string
		Name     string
		Settings struct {
			ShareQuota int    `yaml:"share_quota"`
			Session    string `yaml:"session"`
		}
	}
	Accounts []struct {
		UIN      int64
		Nickname string
		Gender   string
		QQLevel  int                       `yaml:"qq_level"`
		VIP      map[string]map[string]any `yaml:"vip"`
		Players  []struct {
			AppID  int64
			OpenID string
			Tokens []struct{ Token, Expires string }
		}
	}
	Friends []struct {
		UIN, Friend  int64
		Remark       string
		FriendRemark string `yaml:"friend_remark"`
	}
}

func parse(t *testing.T, o worldgen.Options) document {
	t.Helper()
	var doc document
	if err := yaml.UnmarshalWithOptions(generate(t, o), &doc, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestFileIsAWorld(t *testing.T) {
	o := options()
	doc := parse(t, o)
	if doc.World != "bench" || len(doc.Apps) != 1 || doc.Apps[0].AppID != o.AppID ||
		doc.Apps[0].AppKey != worldgen.AppKey(o.Seed) || doc.Apps[0].Settings.ShareQuota != 1000 {
		t.Errorf("world %q, apps %+v", doc.World, doc.Apps)
	}
	if len(doc.Accounts) != o.Accounts || len(doc.Accounts)+len(doc.Friends) != o.Items() {
		t.Fatalf("%d accounts and %d friendships", len(doc.Accounts), len(doc.Friends))
	}
	seen := make(map[string]bool)
	vip := 0
	for i, a := range doc.Accounts {
		if a.UIN != worldgen.UIN(i) || a.Nickname == "" || a.QQLevel < 1 || !strings.Contains("male female unknown", a.Gender) {
			t.Fatalf("account %d is %+v", i, a)
		}
		p := a.Players[0]
		if len(a.Players) != 1 || p.AppID != o.AppID || p.OpenID != worldgen.OpenID(o.Seed, a.UIN) || len(p.Tokens) != 1 ||
			p.Tokens[0].Token != worldgen.Token(o.Seed, a.UIN) || p.Tokens[0].Expires != "8760h" {
			t.Fatalf("players of %d are %+v", a.UIN, a.Players)
		}
		if len(p.OpenID) != 32 || strings.Trim(p.OpenID, "0123456789ABCDEF") != "" || seen[p.OpenID] || seen[p.Tokens[0].Token] {
			t.Fatalf("openid %s or token %s is malformed or there twice", p.OpenID, p.Tokens[0].Token)
		}
		seen[p.OpenID], seen[p.Tokens[0].Token] = true, true
		vip += len(a.VIP)
	}
	if vip < o.Accounts/4 || vip > o.Accounts {
		t.Errorf("%d memberships among %d accounts", vip, o.Accounts)
	}
	remarks := 0
	for _, f := range doc.Friends {
		if f.Remark != "" || f.FriendRemark != "" {
			remarks++
		}
	}
	if remarks == 0 || remarks > len(doc.Friends)/8 {
		t.Errorf("%d remarks on %d friendships", remarks, len(doc.Friends))
	}
}

func TestSettings(t *testing.T) {
	o := options()
	o.Renew = true
	if s := parse(t, o).Apps[0].Settings; s.Session != "17520h" || s.ShareQuota != 1000 {
		t.Errorf("settings are %+v", s)
	}
	o.Renew, o.ShareQuota = false, 0
	if bytes.Contains(generate(t, o), []byte("settings")) {
		t.Error("there are settings, and nothing to set")
	}
}

func TestEveryoneHasTheirFriends(t *testing.T) {
	shapes := []struct{ accounts, friends int }{{1, 0}, {3, 2}, {4, 2}, {5, 4}, {6, 4}, {64, 50}, {101, 100}, {997, 30}}
	for _, shape := range shapes {
		o := options()
		o.Accounts, o.Friends = shape.accounts, shape.friends
		friends := make(map[int64]map[int64]bool)
		pair := func(a, b int64) {
			if friends[a] == nil {
				friends[a] = make(map[int64]bool)
			}
			if a == b || friends[a][b] {
				t.Errorf("%v: %d and %d are the same, or friends twice", shape, a, b)
			}
			friends[a][b] = true
		}
		for _, f := range parse(t, o).Friends {
			pair(f.UIN, f.Friend)
			pair(f.Friend, f.UIN)
		}
		for i := range o.Accounts {
			mine := friends[worldgen.UIN(i)]
			if len(mine) != o.Friends {
				t.Errorf("%v: account %d has %d friends", shape, i, len(mine))
			}
			for k := range o.Friends {
				friend := worldgen.UIN(o.Friend(i, k))
				if !mine[friend] {
					t.Errorf("%v: friend %d of account %d is not %d, or named twice", shape, k, i, friend)
				}
				delete(mine, friend)
			}
		}
	}
}

func TestMemoryIsFlat(t *testing.T) {
	allocated := func(accounts int) uint64 {
		o := options()
		o.Accounts = accounts
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := worldgen.Generate(io.Discard, o, nil); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	const most = 1 << 20
	if n := allocated(100_000); n > most {
		t.Errorf("100,000 accounts allocated %d bytes in all, want at most %d", n, most)
	}
}

func TestProgress(t *testing.T) {
	o := options()
	o.Accounts = 20_000
	last := 0
	err := worldgen.Generate(io.Discard, o, func(done int) {
		if done < last {
			t.Errorf("progress went from %d to %d", last, done)
		}
		last = done
	})
	if err != nil || last != o.Items() {
		t.Errorf("last progress %d of %d, error %v", last, o.Items(), err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteError(t *testing.T) {
	if err := worldgen.Generate(fullDisk{}, options(), nil); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("error is %v", err)
	}
}

func TestBadOptions(t *testing.T) {
	cases := map[string]func(*worldgen.Options){
		"a name is made of": func(o *worldgen.Options) { o.World = "7 days" },
		"must be above 0":   func(o *worldgen.Options) { o.AppID = 0 },
		"one at least":      func(o *worldgen.Options) { o.Accounts = 0 },
		"must be even":      func(o *worldgen.Options) { o.Friends = 3 },
		"there are at most": func(o *worldgen.Options) { o.Friends = o.Accounts },
		"not be negative":   func(o *worldgen.Options) { o.ShareQuota = -1 },
	}
	for want, spoil := range cases {
		o := options()
		spoil(&o)
		if err := worldgen.Generate(io.Discard, o, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}
