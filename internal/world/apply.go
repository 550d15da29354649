package world

import (
	"context"
	"errors"
	"iter"
	"slices"

	"tongwan/internal/platform"
)

// Options say how a document is applied.
type Options struct {
	Reset    bool     // remove all that the world holds first
	World    string   // the document must be of this world, or name none; empty: any
	Progress Progress // is told how far it is; may be nil
}

// Summary counts what an applied document named, and tells what was made for it.
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
	Made     *Made  `json:"made,omitzero"` // nil if the document leaves out nothing
}

// applier puts a checked document into the store.
type applier struct {
	platform *platform.Platform
	text     text
	named    *checker       // knows what the document describes
	world    platform.World // as the document has it; words may be nil
	reset    bool
	old      *standing
}

// run applies the document. One that is gathered is turned into rows before
// the store is given the first; all that it refers to in vain is told then,
// before what the store finds.
func (a *applier) run(ctx context.Context, gather bool) (Summary, error) {
	unlock, err := applying.lock(ctx, worldKey{a.platform, a.world.Name})
	if err != nil {
		return Summary{}, err
	}
	defer unlock()
	if a.old, err = newStanding(ctx, a.platform.Store(), a.world.Name, a.reset); err != nil {
		return Summary{}, err
	}
	a.named.forget()
	if err := a.old.prefetch(a.named); err != nil {
		return Summary{}, err
	}
	a.named.friends.forget() // of a large document most of what is kept
	if a.world.Words == nil {
		a.world.Words = a.old.words
	}
	m := a.merger(ctx)
	rows := m.rows()
	if gather {
		list := slices.Collect(rows)
		if err := m.end(); err != nil {
			return Summary{}, err
		}
		rows = slices.Values(list)
	}
	if err := a.load(ctx, m, rows); err != nil {
		return Summary{}, err
	}
	m.Summary.World, m.Summary.Created = a.world.Name, a.old.created
	return m.Summary, nil
}

func (a *applier) merger(ctx context.Context) *merger {
	return &merger{
		ctx: ctx, text: a.text, world: a.world.Name, named: a.named, old: a.old,
		now: a.platform.Now(a.world.Name), sandbox: a.platform.Sandbox(), cal: a.platform.Calendar(),
		apps: make(map[int64]platform.App),
	}
}

// load gives the rows to the store. What the store refuses is told with the
// line that it comes from.
func (a *applier) load(ctx context.Context, m *merger, rows iter.Seq[planned]) error {
	var last *planned // that the store was given, if it stopped there
	err := a.platform.LoadWorld(ctx, a.world, a.reset, func(yield func(platform.Row, error) bool) {
		for r := range rows {
			if !yield(r.row, nil) {
				last = &r
				return
			}
		}
		if err := m.end(); err != nil {
			yield(nil, err)
		}
	})
	var refused *Error
	var refusal *platform.Error
	if errors.As(err, &refused) || !errors.As(err, &refusal) {
		return err
	}
	text := refusal.Text
	if refusal.Reason == platform.Conflict {
		text += ": choose another, or take it away there first"
	}
	at := a.culprit(ctx, last)
	return newError(a.text, []Problem{{Text: text, at: at}}, 0, refusal)
}
