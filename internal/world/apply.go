package world

import (
	"context"
	"errors"
	"iter"

	"tongwan/internal/platform"
)

// Options say how a document is applied.
type Options struct {
	Reset bool // remove all that the world holds first
}

// Summary counts what an applied document named.
type Summary struct {
	World    string `json:"world"`
	Created  bool   `json:"created"` // the world was not there before
	Apps     int    `json:"apps"`
	Accounts int    `json:"accounts"`
	Players  int    `json:"players"`
	Tokens   int    `json:"tokens"`
	Friends  int    `json:"friends"`
	Groups   int    `json:"groups"`
	Messages int    `json:"messages"`
	Scores   int    `json:"scores"`
	Chests   int    `json:"chests"`
}

// Apply checks a document and puts it into the store, whole or not at all:
// after an error the world is as it was, with Reset too. Applied to a world
// that stands it sets what the document names and leaves the rest (see
// [Document]). Applies of one world in one process follow each other.
//
// Durations count from the world's own time. A token without expires lives
// for its app's session time. The readable token is kept in a sandbox only.
//
// An openid that is left out stays what it is, or is made for a new player:
// the first 16 bytes of HMAC-SHA256 with the app's key over "openid:" and the
// uin, in upper-case hex. So are group_openid, over "group:", the appid, ":"
// and the code, and join_key, over "join:" likewise, each byte a letter or
// digit. The same file gives the same ids on every machine.
//
// A document that is refused is an [*Error] with the reason
// [platform.Invalid] or, when another world or person has what the document
// names, [platform.Conflict]. Other errors are the store's.
func Apply(ctx context.Context, p *platform.Platform, doc *Document, o Options) (Summary, error) {
	if err := doc.Check(); err != nil {
		return Summary{}, err
	}
	unlock, err := applying.lock(ctx, worldKey{p, doc.World})
	if err != nil {
		return Summary{}, err
	}
	defer unlock()
	old, err := newStanding(ctx, p.Store(), doc.World, o.Reset)
	if err != nil {
		return Summary{}, err
	}
	if err := old.prefetch(doc); err != nil {
		return Summary{}, err
	}
	m := newMerger(ctx, p, doc, old)
	rows, err := m.merge()
	if err != nil {
		return Summary{}, err
	}
	if err := load(ctx, p, m, o.Reset, rows); err != nil {
		return Summary{}, err
	}
	m.Summary.World, m.Summary.Created = doc.World, old.created
	return m.Summary, nil
}

func newMerger(ctx context.Context, p *platform.Platform, doc *Document, old *standing) *merger {
	return &merger{
		ctx: ctx, doc: doc, old: old, now: p.Now(doc.World), sandbox: p.Sandbox(), cal: p.Calendar(),
		apps: make(map[int64]platform.App), accounts: make(map[int64]bool), players: make(map[ofApp]bool),
	}
}

// world returns the row of the world itself.
func (m *merger) world() platform.World {
	w := platform.World{Name: m.doc.World, Words: m.old.words}
	if m.doc.Words != nil {
		w.Words = m.doc.Words
	}
	return w
}

// load gives the rows to the store. What the store refuses is told with the
// line that it comes from.
func load(ctx context.Context, p *platform.Platform, m *merger, reset bool, rows []planned) error {
	last := -1 // the row that the store was given last
	err := p.LoadWorld(ctx, m.world(), reset, yieldRows(rows, &last))
	var refusal *platform.Error
	if !errors.As(err, &refusal) {
		return err
	}
	at := culprit(ctx, p.Store(), m.doc, rows)
	if at == nil && last >= 0 && last < len(rows)-1 { // it stopped there
		at = rows[last].at
	}
	text := refusal.Text
	if refusal.Reason == platform.Conflict {
		text += ": choose another, or take it away there first"
	}
	return newError(m.doc.src, []Problem{{Text: text, at: at}}, 0, refusal)
}

func yieldRows(rows []planned, last *int) iter.Seq2[platform.Row, error] {
	return func(yield func(platform.Row, error) bool) {
		for i, r := range rows {
			*last = i
			if !yield(r.row, nil) {
				return
			}
		}
	}
}
