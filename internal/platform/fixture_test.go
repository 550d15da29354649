package platform_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"tongwan/internal/platform"
	"tongwan/internal/store/sqlite"
)

// now is a Wednesday.
var now = time.Date(2026, 1, 7, 12, 0, 0, 0, platform.Shanghai)

// turned is a clock that stands still until it is turned.
type turned struct{ now time.Time }

func (c *turned) Now(string) time.Time { return c.now }

// plain are passwords that are kept as they are, after "=".
type plain struct{}

func (plain) Hash(password string) string                { return "=" + password }
func (plain) Verify(hash, password string) (bool, error) { return hash == "="+password, nil }

// bench is a platform with world "w": accounts 11 to 14 with the passwords
// "password 11" and so on. 11, 12 and 13 play app 1, 11 is the friend of 12
// and 14. Group 51 is 11's, 52 is 12's. World "v" has app 2 and account 21.
type bench struct {
	*platform.Platform
	store *sqlite.Store
	clock *turned
	app   *platform.App // 1
}

func newBench(t *testing.T, sandbox bool) *bench {
	t.Helper()
	s, err := sqlite.OpenMemory(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b := &bench{store: s, clock: &turned{now}}
	b.Platform = platform.New(platform.Options{Store: s, Clock: b.clock, Sandbox: sandbox, Passwords: plain{}})
	b.load(t, platform.World{Name: "w", Words: []string{"外挂"}}, app(1),
		account(11), account(12), account(13), account(14), player(11), player(12), player(13),
		platform.Friendship{UIN: 11, Friend: 12, Remark: "twelve"}, platform.Friendship{UIN: 11, Friend: 14},
		group(51, 11), group(52, 12))
	b.load(t, platform.World{Name: "v"}, app(2), account(21))
	if b.app, err = b.App(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) load(t *testing.T, w platform.World, rows ...platform.Row) {
	t.Helper()
	if err := b.LoadWorld(t.Context(), w, false, seq(rows)); err != nil {
		t.Fatal(err)
	}
}

func seq(rows []platform.Row) iter.Seq2[platform.Row, error] {
	return func(yield func(platform.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func app(id int64) platform.App {
	return platform.App{ID: id, Key: "appkey", Settings: platform.DefaultSettings(), RedirectURIs: []string{"http://a.example/"}}
}

func account(uin int64) platform.Account {
	return platform.Account{UIN: uin, Nickname: "nick " + string(rune('a'+uin-11)), FollowsGames: true, Password: plain{}.Hash(password(uin))}
}

func password(uin int64) string {
	return "password " + string(rune('0'+uin/10)) + string(rune('0'+uin%10))
}

func player(uin int64) platform.Player {
	return platform.Player{UIN: uin, AppID: 1, OpenID: openid(uin)}
}

func openid(uin int64) string { return string(rune('A' + uin - 11)) }

func group(code, owner int64) platform.GroupRow {
	return platform.GroupRow{Group: platform.Group{Code: code, Max: 2, Owner: owner}, Members: []int64{owner}}
}

// refused expects a refusal for one reason, "" for none.
func refused(t *testing.T, what string, err error, why platform.Reason) {
	t.Helper()
	if why == "" && err != nil || platform.ReasonOf(err) != why {
		t.Errorf("%s: error %v, want reason %q", what, err, why)
	}
}
