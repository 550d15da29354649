package world

import (
	"context"
	"math"
	"regexp"
)

// The longest texts of a document, in bytes.
const (
	maxName   = 255 // names, nicknames, remarks, words, file names of activities
	maxMemo   = 1024
	maxURL    = 512
	maxKey    = 128 // appkey, msdkkey, join_key
	maxOpenID = 64  // protocol.md 4; group_openid too
	maxToken  = 512
	maxSecret = 1024 // passwords: hashing longer ones costs time
)

var worldName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)

// Check holds a document against all rules that it decides alone: ranges,
// forms and duplicates. What it refers to outside itself is looked up by
// [ApplyFrom], which may also be told the world. It returns an [*Error] with what
// is wrong, or nil.
func (d *Document) Check() error {
	_, err := d.check(false)
	return err
}

// check returns a checker that knows what the document names.
func (d *Document) check(needsWorld bool) (*checker, error) {
	c := newChecker()
	c.names = d.names
	c.world(d.World, needsWorld)
	for _, key := range checkOrder {
		_ = d.each(context.Background(), key, func(it *item) error {
			c.item(it.value, it.at)
			return nil
		})
	}
	return c, c.err(d.src)
}

// checkOrder are the lists of a document in the order in which problems are
// looked for.
var checkOrder = []string{"apps", "accounts", "friends", "groups", "words", "messages", "chests", "scores", "unbinds"}

func (ps *problems) world(name string, needed bool) {
	if (needed || name != "") && !worldName.MatchString(name) {
		ps.add(root("world"), "must be 1 to 63 of a-z, 0-9, _ and -, the first a letter or digit, got %q", clip(name))
	}
}

// item checks an entry of one of the lists.
func (c *checker) item(v any, at *path) {
	switch v := v.(type) {
	case *App:
		c.app(*v, at)
	case *Account:
		c.account(*v, at)
	case *Friend:
		c.friend(v, at)
	case *Group:
		c.group(*v, at)
	case *string:
		c.length(*v, 1, maxName, at, "")
	case *Message:
		c.message(*v, at)
	case *Chest:
		c.chest(*v, at)
	case *Score:
		c.score(*v, at)
	case *Unbind:
		c.unbind(*v, at)
	}
}

func root(name string) *path { return (*path)(nil).key(name) }

// The checks of values get the place of a value as the path of what it is in,
// and its key there, "" for that itself: a path costs, and most are not wanted.

func (ps *problems) id(id int64, in *path, key string) {
	if id < 1 {
		ps.add(in.sub(key), "must be at least 1, got %d", id)
	}
}

func (ps *problems) between(n, low, high int, in *path, key string) {
	switch {
	case n >= low && n <= high:
	case high == math.MaxInt:
		ps.add(in.sub(key), "must be at least %d, got %d", low, n)
	default:
		ps.add(in.sub(key), "must be %d to %d, got %d", low, high, n)
	}
}

func (ps *problems) length(s string, low, high int, in *path, key string) {
	switch {
	case s == "" && low > 0:
		ps.add(in.sub(key), "must not be left out or empty, 1 to %d bytes are allowed", high)
	case len(s) > high:
		ps.add(in.sub(key), "must have at most %d bytes, got %d", high, len(s))
	}
}

// optional is length for what may be left out.
func (ps *problems) optional(s *string, low, high int, in *path, key string) {
	if s != nil {
		ps.length(*s, low, high, in, key)
	}
}

func (ps *problems) given(t Time, in *path, key string) {
	if t.IsZero() {
		ps.add(in.sub(key), "must not be left out: give a time like 2026-01-05T00:00:00+08:00")
	}
}
