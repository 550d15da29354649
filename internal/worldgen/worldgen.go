// Package worldgen writes world files of any size for benchmarks and load
// tests (spec/world.md): one app, accounts that play it, and friendships.
//
// The same options give the same bytes on every machine, and what a file says
// about an account can be worked out without reading it: [UIN], [OpenID],
// [Token], [Options.Friend] and [AppKey]. Nothing is kept while writing, so a
// million accounts take no more memory than ten. Accounts and friendships are
// JSON objects, one a line, which is valid YAML and what a server reads fastest.
package worldgen

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Options say what world to write.
type Options struct {
	World      string // its name: a-z, 0-9, - and _
	AppID      int64  // the one app, above 0
	AppKey     string // its key, letters and digits; empty: [AppKey] of the seed
	Accounts   int    // at least 1
	Friends    int    // of every account; even, and less than Accounts
	Seed       uint64 // another seed is another world of the same shape
	ShareQuota int    // messages a receiver may get a day; 0: the platform's default
	// Renew makes every verify_login move the token's expiry, which a server
	// has to write down: it renews for two years, longer than tokens live.
	// Otherwise no token needs renewing.
	Renew bool
}

// progressEvery is the number of items between two calls of progress.
const progressEvery = 1 << 16

// Check says what is wrong with the options, nil if nothing is.
func (o Options) Check() error {
	switch {
	case !plainName(o.World):
		return fmt.Errorf("world %q: a name is made of a-z, 0-9, - and _", o.World)
	case o.AppID < 1:
		return fmt.Errorf("appid %d: it must be above 0", o.AppID)
	case strings.Trim(o.AppKey, alphanumeric) != "":
		return fmt.Errorf("appkey %q: it is made of letters and digits", o.AppKey)
	case o.Accounts < 1:
		return fmt.Errorf("%d accounts: there must be one at least", o.Accounts)
	case o.Friends < 0 || o.Friends%2 != 0:
		return fmt.Errorf("%d friends: the number must be even", o.Friends)
	case o.Friends >= o.Accounts:
		return fmt.Errorf("%d friends: with %d accounts there are at most %d", o.Friends, o.Accounts, o.Accounts-1)
	case o.ShareQuota < 0:
		return fmt.Errorf("share quota %d: it must not be negative", o.ShareQuota)
	}
	return nil
}

const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Items is the number of accounts and friendships that [Generate] writes.
func (o Options) Items() int { return o.Accounts + o.Accounts*(o.Friends/2) }

// Generate writes the world file. progress, if not nil, is told now and then,
// and at the end, how many of [Options.Items] are written. It fails on bad
// options and when w does.
func Generate(w io.Writer, o Options, progress func(done int)) error {
	if err := o.Check(); err != nil {
		return err
	}
	if progress == nil {
		progress = func(int) {}
	}
	g := &generator{Options: o, ring: o.ring(), w: bufio.NewWriterSize(w, 1<<16), progress: progress}
	g.head()
	g.accounts()
	g.friends()
	if err := g.w.Flush(); err != nil {
		return fmt.Errorf("write world file: %w", err)
	}
	progress(g.done)
	return nil
}

// generator is one file being written. Write errors stick to w.
type generator struct {
	Options
	ring     ring
	w        *bufio.Writer
	line     []byte // the item being made
	done     int
	progress func(int)
}

// item writes out the line.
func (g *generator) item() {
	g.w.Write(g.line)
	if g.done++; g.done%progressEvery == 0 {
		g.progress(g.done)
	}
}

func (g *generator) head() {
	fmt.Fprintf(g.w, "world: %s\napps:\n  - appid: %d\n    appkey: \"%s\"\n    name: 同玩压测\n", g.World, g.AppID, cmp.Or(g.AppKey, AppKey(g.Seed)))
	var settings []string
	if g.ShareQuota > 0 {
		settings = append(settings, fmt.Sprintf("share_quota: %d", g.ShareQuota))
	}
	if g.Renew {
		settings = append(settings, "session: 17520h")
	}
	if len(settings) > 0 {
		fmt.Fprintf(g.w, "    settings: {%s}\n", strings.Join(settings, ", "))
	}
}

func (g *generator) accounts() {
	g.w.WriteString("accounts:\n")
	d := newDraw()
	for i := range g.Accounts {
		uin := UIN(i)
		d.seed(g.Seed, accountStream, uint64(uin))
		g.line = appendAccount(g.line[:0], d, g.Options, uin)
		g.item()
	}
}

func (g *generator) friends() {
	if g.Friends == 0 {
		return
	}
	g.w.WriteString("friends:\n")
	d := newDraw()
	d.seed(g.Seed, friendStream, 0)
	for i := range g.Accounts {
		for k := 1; k <= g.Friends/2; k++ {
			g.line = appendFriendship(g.line[:0], d, UIN(i), UIN(g.ring.ahead(i, k)))
			g.item()
		}
	}
}

// appendFriendship adds a pair; one in sixteen has a remark.
func appendFriendship(b []byte, d *draw, uin, friend int64) []byte {
	b = append(b, `  - {"uin":`...)
	b = strconv.AppendInt(b, uin, 10)
	b = append(b, `,"friend":`...)
	b = strconv.AppendInt(b, friend, 10)
	switch d.IntN(32) {
	case 0:
		b = append(appendNickname(append(b, `,"remark":"`...), d), '"')
	case 1:
		b = append(appendNickname(append(b, `,"friend_remark":"`...), d), '"')
	}
	return append(b, "}\n"...)
}

// plainName reports whether a world's name needs no quotes in YAML. One that
// begins with a digit or a sign might be read as a number.
func plainName(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || c != '-' && c != '_' && !('0' <= c && c <= '9')) {
			return false
		}
	}
	return s != ""
}
