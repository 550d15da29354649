package world

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"tongwan/internal/platform"
)

// planned is a row to load, and where in the document it comes from.
type planned struct {
	row platform.Row
	at  *path
}

// merger makes rows of a document: each what the world holds, changed to what
// the document says. Whatever the document refers to must be in one of them.
type merger struct {
	problems
	Summary
	ctx     context.Context
	text    text
	world   string
	named   *checker // knows what the document describes
	old     *standing
	now     time.Time
	sandbox bool
	cal     platform.Calendar
	looking bool // rows are only looked at: no time is spent on passwords

	apps   map[int64]platform.App // of the document
	tokens int                    // that were made
	yield  func(planned) bool
	enough bool  // yield wants no more
	failed error // of the store or the text
}

// mergeOrder are the lists of a document in an order that Load takes their
// rows in.
var mergeOrder = []string{"apps", "accounts", "friends", "groups", "messages", "unbinds", "chests", "scores"}

var errEnough = errors.New("no more rows are wanted")

// rows yields the rows in an order that Load takes. From the first problem on
// it yields no more and only looks for other problems. It is used once; end
// says how it went.
func (m *merger) rows() iter.Seq[planned] {
	return func(yield func(planned) bool) {
		m.yield = yield
		for _, key := range mergeOrder {
			if err := m.section(key); err != nil {
				if !m.enough {
					m.failed = err
				}
				return
			}
		}
	}
}

// end returns what kept rows from making all rows.
func (m *merger) end() error {
	if m.failed != nil {
		return m.failed
	}
	return m.err(m.text)
}

// section makes the rows of one list.
func (m *merger) section(key string) error {
	if key == "groups" && !m.old.empty {
		if err := m.each(key, m.freeBindings); err != nil {
			return err
		}
	}
	return m.each(key, m.item)
}

func (m *merger) each(key string, do func(v any, at *path)) error {
	return m.text.each(m.ctx, key, func(it *item) error {
		before := len(m.list)
		do(it.value, it.at)
		it.locate(m.list[before:])
		if m.enough {
			return errEnough
		}
		return m.old.err
	})
}

func (m *merger) put(row platform.Row, at *path) {
	if len(m.list) > 0 || m.enough {
		return
	}
	m.enough = !m.yield(planned{row, at})
}

// item makes the rows of one entry of a list.
func (m *merger) item(v any, at *path) {
	switch v := v.(type) {
	case *App:
		m.app(*v, at)
	case *Account:
		m.account(*v, at)
	case *Friend:
		m.friend(v, at)
	case *Group:
		m.group(*v, at)
	case *Message:
		m.message(*v, at)
	case *Unbind:
		m.unbind(*v, at)
	case *Chest:
		m.chest(*v, at)
	case *Score:
		m.score(*v, at)
	}
}

// set changes what a document names.
func set[T any](dst *T, v *T) {
	if v != nil {
		*dst = *v
	}
}

// knows returns an app of the document or of the world.
func (m *merger) knows(id int64) (platform.App, bool) {
	if a, ok := m.apps[id]; ok {
		return a, true
	}
	return m.old.app(id)
}

func (m *merger) word(k kind, number int64) string { return m.named.names.word(k, number) }

// nameless adds to a problem with something that is not there that a name does
// not stand for what has a number.
func (m *merger) nameless(k kind, number int64) string {
	key, name := k.keys()
	if _, byName := m.named.names.name(k, number); !byName {
		return ""
	}
	return fmt.Sprintf(", without %s; one that has it is not called by %s", key, name)
}

// needApp is knows for an app that must be there.
func (m *merger) needApp(id int64, at *path) (platform.App, bool) {
	a, ok := m.knows(id)
	if !ok {
		m.add(at, "%s is neither in the document nor in world %s: describe it under apps%s", m.word(anApp, id), m.world, m.nameless(anApp, id))
	}
	return a, ok
}

func (m *merger) needAccount(uin int64, at *path) {
	if !m.named.accounts.has(uin) && !m.old.hasAccount(uin) {
		m.add(at, "%s is neither in the document nor in world %s: describe it under accounts%s", m.word(anAccount, uin), m.world, m.nameless(anAccount, uin))
	}
}

// needPlayer wants an account to play an app.
func (m *merger) needPlayer(uin, appid int64, at *path) {
	_, known := m.knows(appid)
	if !known || !m.named.players.has(ofApp{appid, uin}) && !m.old.hasPlayer(uin, appid) {
		m.add(at, "%s does not play %s: describe the player under accounts", m.word(anAccount, uin), m.word(anApp, appid))
	}
}
