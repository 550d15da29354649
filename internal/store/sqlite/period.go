package sqlite

import (
	"context"
	"time"

	"tongwan/internal/platform"
)

const (
	periodColumns = `uin, appid, kind, start, mode, zone, server, role,
	rounds, played, best, best_at, ranked, ranked_at, ranked_expires`
	periodValues = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	// The earlier of equal results stands. A kept ranked result gives way to
	// a higher one, or to any when it has expired at ?16.
	addToPeriod = `
UPDATE score_period SET
	rounds = rounds + ?9,
	played = iif(played > 9223372036854775807 - ?10, 9223372036854775807, played + ?10),
	best    = iif(` + higherBest + `, ?11, best),
	best_at = iif(` + higherBest + `, ?12, best_at),
	ranked         = iif(` + higherRanked + `, ?13, ranked),
	ranked_at      = iif(` + higherRanked + `, ?14, ranked_at),
	ranked_expires = iif(` + higherRanked + `, ?15, ranked_expires)
WHERE uin = ?1 AND appid = ?2 AND kind = ?3 AND start = ?4 AND mode = ?5 AND zone = ?6 AND server = ?7 AND role = ?8`

	higherBest   = `?9 > 0 AND (rounds = 0 OR ?11 > best)`
	higherRanked = `?14 <> 0 AND (ranked_at = 0 OR ?13 > ranked OR ranked_expires <> 0 AND ranked_expires <= ?16)`

	putPeriod = `REPLACE INTO score_period (` + periodColumns + `) VALUES ` + periodValues

	dropPeriods = `DELETE FROM score_period WHERE uin = ? AND appid = ? AND kind = ? AND start < ?`
)

// reportGames counts a report's games and time played.
func (c *conn) reportGames(r *platform.Report) error {
	if len(r.Games) == 0 && r.Played == 0 {
		return nil
	}
	games := r.Sum()
	games.Kind, games.Played = platform.PeriodAll, r.Played
	if _, err := c.addToPeriod(games, r.Now); err != nil || len(r.Games) == 0 {
		return err
	}
	games.Played = 0
	games.Kind, games.Start = platform.PeriodDay, r.Day
	if err := c.addAndDrop(games, r.Now, r.Day); err != nil {
		return err
	}
	games.Kind, games.Start = platform.PeriodWeek, r.Week
	return c.addAndDrop(games, r.Now, r.Week.AddDate(0, 0, -7))
}

// addAndDrop adds games to a period and, if they are its first, drops the
// player's periods of that kind that start before a time.
func (c *conn) addAndDrop(games platform.Period, now, before time.Time) error {
	begins, err := c.addToPeriod(games, now)
	if err != nil || !begins {
		return err
	}
	return c.sql(dropPeriods).int(games.UIN).int(games.AppID).text(string(games.Kind)).time(before).exec()
}

// addToPeriod adds games to a period and reports whether they are its first.
func (c *conn) addToPeriod(games platform.Period, now time.Time) (bool, error) {
	if err := c.sql(addToPeriod).period(&games).time(now).exec(); err != nil || c.Changes() > 0 {
		return false, err
	}
	return true, c.putPeriod(games)
}

func (c *conn) putPeriod(p platform.Period) error {
	return c.sql(putPeriod).period(&p).exec()
}

// period binds the period columns.
func (q *stmt) period(p *platform.Period) *stmt {
	return q.int(p.UIN).int(p.AppID).text(string(p.Kind)).time(p.Start).scope(p.Scope).
		int(int64(p.Rounds)).int(p.Played).int(p.Best).time(p.BestAt).
		int(p.Ranked).time(p.RankedAt).time(p.RankedExpires)
}

func scanPeriod(q *stmt) platform.Period {
	return platform.Period{
		UIN: q.getInt(), AppID: q.getInt(), Kind: platform.PeriodKind(q.getText()), Start: q.getTime(), Scope: scanScope(q),
		Rounds: int(q.getInt()), Played: q.getInt(), Best: q.getInt(), BestAt: q.getTime(),
		Ranked: q.getInt(), RankedAt: q.getTime(), RankedExpires: q.getTime(),
	}
}

const selectStandings = `
SELECT p.openid, ` + periodColumnsOf + `
FROM (SELECT ?1 AS uin UNION ALL SELECT friend FROM friend WHERE uin = ?1) f
CROSS JOIN player p ON p.uin = f.uin AND p.appid = ?2
CROSS JOIN score_period t ON t.uin = f.uin AND t.appid = ?2 AND t.kind = ?3 AND t.start = ?4`

// Standings implements [platform.ScoreStore].
func (s *Store) Standings(ctx context.Context, uin, appid int64, kind platform.PeriodKind, start time.Time) ([]platform.Standing, error) {
	var list []platform.Standing
	err := s.read(ctx, "read standings", func(c *conn) error {
		q := c.sql(selectStandings).int(uin).int(appid).text(string(kind)).time(start)
		for q.next() {
			st := platform.Standing{OpenID: q.getText(), Period: scanPeriod(q)}
			st.UIN = st.Period.UIN
			list = append(list, st)
		}
		return q.done()
	})
	return list, err
}
