package world

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var sameDocument = cmp.Options{cmpopts.IgnoreUnexported(Document{})}

// What parses and checks is the same after it was written and read again.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.*", "testdata/bad/*.*", "testdata/base.yaml"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			if b, err := os.ReadFile(file); err == nil && filepath.Ext(file) != ".err" {
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Parse("f", data)
		if err != nil {
			_ = err.Error()
			return
		}
		if err := doc.Check(); err != nil {
			_ = err.Error()
			return
		}
		for _, write := range []func(*bytes.Buffer) error{
			func(w *bytes.Buffer) error { return doc.WriteYAML(w) },
			func(w *bytes.Buffer) error { return doc.WriteJSON(w) },
		} {
			var w bytes.Buffer
			if err := write(&w); err != nil {
				t.Fatal(err)
			}
			back, err := Parse("again", w.Bytes())
			if err != nil {
				t.Fatalf("%v in\n%s", err, w.Bytes())
			}
			if diff := cmp.Diff(doc, back, sameDocument); diff != "" {
				t.Fatalf("(-first +again):\n%s\nof\n%s", diff, w.Bytes())
			}
		}
	})
}

// Numbers, booleans and dates without quotes are texts where texts belong.
func TestLiteralTexts(t *testing.T) {
	doc := parse(t, `
world: 123
apps: [{appid: 1, appkey: 12345678, msdkkey: 123e45, name: 0x1F}]
accounts: [{uin: 1, nickname: true, players: [{appid: 1, openid: 007, tokens: [{token: 1_000}], gifts: [{giftId: 1001, giftCount: 1}]}]}]
groups: [{code: 1, name: .inf, memo: 2015-01-01, bindings: [{appid: 1, unionid: 0035, zoneid: 35}]}]
`)
	got := []string{
		doc.World, *doc.Apps[0].AppKey, *doc.Apps[0].MSDKKey, *doc.Apps[0].Name, *doc.Accounts[0].Nickname,
		*doc.Accounts[0].Players[0].OpenID, *doc.Accounts[0].Players[0].Tokens[0].Token, doc.Accounts[0].Players[0].Gifts[0].ID,
		*doc.Groups[0].Name, *doc.Groups[0].Memo, doc.Groups[0].Bindings[0].UnionID, doc.Groups[0].Bindings[0].ZoneID,
	}
	want := []string{"123", "12345678", "123e45", "0x1F", "true", "007", "1_000", "1001", ".inf", "2015-01-01", "0035", "35"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Left out and empty are not the same.
func TestAbsence(t *testing.T) {
	doc := parse(t, "world: t\nwords: []\ngroups: [{code: 1, admins: []}, {code: 2}]\naccounts: [{uin: 1, nickname: \"\"}, {uin: 2}]")
	if doc.Words == nil || doc.Apps != nil {
		t.Errorf("words %v, apps %v", doc.Words, doc.Apps)
	}
	if doc.Groups[0].Admins == nil || doc.Groups[1].Admins != nil {
		t.Errorf("admins %v", doc.Groups)
	}
	if doc.Accounts[0].Nickname == nil || doc.Accounts[1].Nickname != nil {
		t.Errorf("nicknames %v", doc.Accounts)
	}
}

// The parser calls itself for nesting, for chains of marks and for the keys
// of a map: all are bounded before it is asked.
func TestBounds(t *testing.T) {
	const n = 20_000
	bomb := "world: t\nwords: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 'b'; i < 'l'; i++ {
		bomb += "apps: &" + string(i) + " [" + strings.Repeat("*"+string(i-1)+", ", 10) + "]\n"
	}
	for name, text := range map[string]string{
		"brackets":   strings.Repeat("[", n),
		"braces":     strings.Repeat("{a: ", n),
		"pairs":      strings.Repeat("[{", n),
		"entries":    strings.Repeat("- ", n),
		"complex":    strings.Repeat("? ", n),
		"values":     strings.Repeat("a: ", n),
		"anchors":    strings.Repeat("&a ", n),
		"aliases":    strings.Repeat("*a ", n),
		"tags":       strings.Repeat("!!str ", n),
		"keys":       strings.Repeat("a:\n", n),
		"self":       "world: &a [*a]",
		"alias bomb": bomb,
		"json":       strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n),
		"json lists": `{"a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}",
		"quotes":     strings.Repeat(`"`, n),
		"comments":   strings.Repeat("#\n", n),
		"too large":  "words: " + strings.Repeat(" ", MaxYAML),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("bomb", []byte(text))
			if err == nil {
				t.Fatal("it was read")
			}
			if len(err.Error()) > 4000 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
}

// A document says what it is made of, whatever lines end with.
func TestLineEnds(t *testing.T) {
	text := "\ufeffworld: t\r\naccounts:\r\n  - {uin: 1, nickname: a}\r\n  - uin: 2\r\n    nickname: b\r\n"
	doc := parse(t, text)
	if *doc.Accounts[0].Nickname != "a" || *doc.Accounts[1].Nickname != "b" {
		t.Errorf("read as %q, %q", *doc.Accounts[0].Nickname, *doc.Accounts[1].Nickname)
	}
}
