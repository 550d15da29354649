package postgres

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	periodColumns = `t.uin, t.appid, t.kind, t.start, t.mode, t.zone, t.server, t.role,
	t.rounds, t.played, t.best, t.best_at, t.ranked, t.ranked_at, t.ranked_expires`

	// The earlier of equal results stands. A kept ranked result gives way to
	// a higher one, or to any when it has expired: at the time of the report,
	// which is when its own ranked result was reached, if it has one.
	//
	// All games of the statement add $19 rounds, so a period that has no more
	// has just begun: then the player's periods of its kind that start before
	// drop are over. Almost always there is none, and nothing is looked for.
	addToPeriods = `
WITH kept AS (
	INSERT INTO score_period AS t (uin, appid, kind, start, mode, zone, server, role,
		rounds, played, best, best_at, ranked, ranked_at, ranked_expires)
	SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
		$9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[])
	ON CONFLICT (uin, appid, kind, start, mode, zone, server, role) DO UPDATE SET
		rounds = t.rounds + excluded.rounds,
		played = t.played + least(excluded.played, 9223372036854775807 - t.played),
		best    = CASE WHEN ` + higherBest + ` THEN excluded.best ELSE t.best END,
		best_at = CASE WHEN ` + higherBest + ` THEN excluded.best_at ELSE t.best_at END,
		ranked         = CASE WHEN ` + higherRanked + ` THEN excluded.ranked ELSE t.ranked END,
		ranked_at      = CASE WHEN ` + higherRanked + ` THEN excluded.ranked_at ELSE t.ranked_at END,
		ranked_expires = CASE WHEN ` + higherRanked + ` THEN excluded.ranked_expires ELSE t.ranked_expires END
	RETURNING uin, appid, kind, start, rounds
), begun AS MATERIALIZED (
	SELECT k.uin, k.appid, k.kind, d.drop
	FROM kept k JOIN unnest($16::text[], $17::bigint[], $18::bigint[]) d (kind, start, drop) ON d.kind = k.kind AND d.start = k.start
	WHERE k.rounds = $19
)
DELETE FROM score_period t
WHERE t.uin = ANY(ARRAY(SELECT uin FROM begun))
	AND EXISTS (SELECT 1 FROM begun b WHERE b.uin = t.uin AND b.appid = t.appid AND b.kind = t.kind AND t.start < b.drop)`

	higherBest   = `excluded.rounds > 0 AND (t.rounds = 0 OR excluded.best > t.best)`
	higherRanked = `excluded.ranked_at <> 0 AND (t.ranked_at = 0 OR excluded.ranked > t.ranked
			OR t.ranked_expires <> 0 AND t.ranked_expires <= excluded.ranked_at)`
)

// played is what a report adds to one period.
type played struct {
	platform.Period
	drop time.Time // the player's periods of the kind that start before are over
}

type periodKey struct {
	uin, appid int64
	kind       platform.PeriodKind
	start      int64
	scope      platform.Scope
}

func (p *played) key() periodKey {
	return periodKey{p.UIN, p.AppID, p.Kind, millis(p.Start), p.Scope}
}

func (k periodKey) compare(other periodKey) int {
	return cmp.Or(cmp.Compare(k.uin, other.uin), cmp.Compare(k.appid, other.appid), cmp.Compare(k.kind, other.kind),
		cmp.Compare(k.start, other.start), compareScopes(k.scope, other.scope))
}

// queueGames queues what reports count of games and time played.
func queueGames(b *pgx.Batch, list []*report) {
	var all []*played
	for _, r := range list {
		all = appendPeriods(all, &r.Report)
	}
	for _, wave := range waves(all, (*played).key, periodKey.compare) {
		for len(wave) > 0 { // most often once: almost every report is of one game
			wave = queuePeriods(b, wave, wave[0].Rounds)
		}
	}
}

// queuePeriods queues those of a wave that add a number of rounds, and returns
// the others.
func queuePeriods(b *pgx.Batch, wave []*played, rounds int) (others []*played) {
	var c periodArrays
	for _, p := range wave {
		if p.Rounds == rounds {
			c.add(p)
		} else {
			others = append(others, p)
		}
	}
	b.Queue(addToPeriods, c.uin, c.appid, c.kind, c.start, c.mode, c.zone, c.server, c.role,
		c.rounds, c.played, c.best, c.bestAt, c.ranked, c.rankedAt, c.rankedExpires,
		c.begins.kind, c.begins.start, c.begins.drop, rounds)
	return others
}

// appendPeriods adds the periods that a report counts in.
func appendPeriods(list []*played, r *platform.Report) []*played {
	if len(r.Games) == 0 && r.Played == 0 {
		return list
	}
	games := r.Sum()
	in := func(kind platform.PeriodKind, start, drop time.Time) *played {
		p := &played{games, drop}
		p.Kind, p.Start = kind, start
		return p
	}
	all := in(platform.PeriodAll, time.Time{}, time.Time{})
	all.Played = r.Played
	list = append(list, all)
	if len(r.Games) == 0 {
		return list
	}
	return append(list, in(platform.PeriodDay, r.Day, r.Day), in(platform.PeriodWeek, r.Week, r.Week.AddDate(0, 0, -7)))
}

// periodArrays are periods as columns.
type periodArrays struct {
	uin, appid, start, rounds, played, best, bestAt, ranked, rankedAt, rankedExpires []int64
	kind, mode, zone, server, role                                                   []string
	begins                                                                           struct { // each kind and start once
		kind        []string
		start, drop []int64
	}
}

func (c *periodArrays) add(p *played) {
	kind, start := string(p.Kind), millis(p.Start)
	c.uin, c.appid = append(c.uin, p.UIN), append(c.appid, p.AppID)
	c.kind, c.start = append(c.kind, kind), append(c.start, start)
	c.mode, c.zone = append(c.mode, escape(p.Scope.Mode)), append(c.zone, escape(p.Scope.Zone))
	c.server, c.role = append(c.server, escape(p.Scope.Server)), append(c.role, escape(p.Scope.Role))
	c.rounds, c.played = append(c.rounds, int64(p.Rounds)), append(c.played, p.Played)
	c.best, c.bestAt = append(c.best, p.Best), append(c.bestAt, millis(p.BestAt))
	c.ranked, c.rankedAt = append(c.ranked, p.Ranked), append(c.rankedAt, millis(p.RankedAt))
	c.rankedExpires = append(c.rankedExpires, millis(p.RankedExpires))
	for i := range c.begins.kind {
		if c.begins.kind[i] == kind && c.begins.start[i] == start {
			return
		}
	}
	if p.Kind != platform.PeriodAll {
		c.begins.kind, c.begins.start, c.begins.drop = append(c.begins.kind, kind), append(c.begins.start, start), append(c.begins.drop, millis(p.drop))
	}
}

func scanPeriod(r pgx.CollectableRow) (p platform.Period, err error) {
	err = r.Scan(periodInto(&p)...)
	return p, err
}

// periodInto are where the period columns are scanned to.
func periodInto(p *platform.Period) []any {
	return []any{&p.UIN, &p.AppID, (*text)(&p.Kind), (*at)(&p.Start),
		(*text)(&p.Scope.Mode), (*text)(&p.Scope.Zone), (*text)(&p.Scope.Server), (*text)(&p.Scope.Role),
		&p.Rounds, &p.Played, &p.Best, (*at)(&p.BestAt), &p.Ranked, (*at)(&p.RankedAt), (*at)(&p.RankedExpires)}
}

const (
	selectFriendUINs = `SELECT friend FROM friend WHERE uin = $1`

	selectStandings = `
SELECT p.openid, ` + periodColumns + `
FROM player p JOIN score_period t ON t.uin = p.uin AND t.appid = p.appid
WHERE p.uin = ANY($1) AND p.appid = $2 AND t.kind = $3 AND t.start = $4`
)

// Standings implements [platform.ScoreStore].
func (s *Store) Standings(ctx context.Context, uin, appid int64, kind platform.PeriodKind, start time.Time) ([]platform.Standing, error) {
	uins, err := list(ctx, s, "read friends", selectFriendUINs, pgx.RowTo[int64], uin)
	if err != nil {
		return nil, err
	}
	return list(ctx, s, "read standings", selectStandings, scanStanding, append(uins, uin), appid, string(kind), millis(start))
}

func scanStanding(r pgx.CollectableRow) (st platform.Standing, err error) {
	err = r.Scan(append([]any{(*text)(&st.OpenID)}, periodInto(&st.Period)...)...)
	st.UIN = st.Period.UIN
	return st, err
}
