package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// loader puts the rows of one world.
type loader struct {
	ctx   context.Context
	tx    pgx.Tx
	world string // escaped
	fresh bool   // there was nobody in the world before
	nr    int    // of the row put last

	intakes  []*intake    // in the order in which they are merged
	gathered int          // rows that are not merged yet
	lists    map[any]bool // that were gathered
	touched  bool         // accounts that others' lists may show were changed
}

// chunk is how many rows are gathered before they are merged: enough for sets
// to pay, and few enough to lie in memory.
const chunk = 20_000

func newLoader(ctx context.Context, world string) *loader {
	return &loader{ctx: ctx, world: escape(world), intakes: newIntakes(), lists: make(map[any]bool)}
}

const (
	putWorld = `
INSERT INTO world (name, words) VALUES ($1, $2::text::jsonb)
ON CONFLICT (name) DO UPDATE SET words = excluded.words`

	selectInhabited = `SELECT 1 FROM account WHERE world = $1 LIMIT 1`
)

// begin makes the world, or takes hold of it.
func (l *loader) begin(w platform.World, reset bool) error {
	words, err := encodeWords(w.Words)
	if err != nil {
		return err
	}
	var (
		b         pgx.Batch
		inhabited bool
	)
	b.Queue(putWorld, l.world, string(words))
	if reset {
		queueEmptying(&b, w.Name)
	}
	b.Queue(selectInhabited, l.world).Exec(changedTo(&inhabited))
	err = l.tx.SendBatch(l.ctx, &b).Close()
	l.fresh = !inhabited
	return err
}

// put gathers a row, and merges what was gathered when it is enough, or when
// the row is a list that replaces one of those.
func (l *loader) put(row platform.Row) error {
	key := listKey(row)
	if l.gathered >= chunk || l.lists[key] {
		if err := l.merge(); err != nil {
			return err
		}
	}
	if key != nil {
		l.lists[key] = true
	}
	l.nr++
	return l.gather(row)
}

// listKey returns what a row is a whole list of, nil if it is none.
func listKey(row platform.Row) any {
	switch r := row.(type) {
	case platform.Gifts:
		return [2]int64{r.UIN, r.AppID}
	case platform.GroupRow:
		return r.Code
	case platform.Chest:
		return chestKey{r.UIN, r.AppID, r.ID}
	}
	return nil
}

type chestKey struct {
	uin, appid int64
	id         string
}

// intake returns the intake with a name.
func (l *loader) intake(table string) *intake {
	return l.intakes[slices.IndexFunc(l.intakes, func(in *intake) bool { return in.table == table })]
}

// add gathers what is copied to a table.
func (l *loader) add(table string, values ...any) {
	in := l.intake(table)
	in.rows = append(in.rows, append([]any{l.nr}, values...))
	l.gathered++
}

// merge copies what was gathered to the temporary tables and merges it.
// Friendships are only copied: they are merged at the end, all in one order,
// so that each account's lie together.
func (l *loader) merge() error {
	var b pgx.Batch
	for _, in := range l.intakes {
		if len(in.rows) == 0 && (in.of == "" || len(l.intake(in.of).rows) == 0) {
			continue
		}
		if err := in.copy(l.ctx, l.tx); err != nil {
			return err
		}
		for _, s := range in.steps {
			if !s.shared || !l.fresh {
				s.queue(&b, l.world)
			}
		}
		if in.shown && !l.fresh {
			l.touch(&b, in.table)
		}
	}
	l.gathered = 0
	clear(l.lists)
	return l.tx.SendBatch(l.ctx, &b).Close()
}

// end merges what is left, and friendships.
func (l *loader) end() error {
	if err := l.merge(); err != nil {
		return err
	}
	return l.mergeFriends()
}

// grown is how many rows a load must have brought for the planner to be told.
const grown = 10_000

// analyze tells the planner what grew a lot. The load is done, whatever
// becomes of this.
func (l *loader) analyze(c *pgx.Conn) {
	if l.nr >= grown {
		_, _ = c.Exec(l.ctx, `ANALYZE account, player, openid, session, token_owner, friend`)
	}
}
