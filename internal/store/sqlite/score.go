package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const selectHasPlayer = `SELECT 1 FROM player WHERE uin = ? AND appid = ?`

// ReportScores implements [platform.ScoreStore].
func (s *Store) ReportScores(ctx context.Context, r platform.Report) error {
	return s.write(ctx, "report scores", func(c *conn) error {
		known, err := c.sql(selectHasPlayer).int(r.UIN).int(r.AppID).exists()
		if err != nil {
			return err
		}
		if !known {
			return noPlayer(r.UIN, r.AppID)
		}
		for i := range r.Scores {
			if err := c.reportScore(&r, &r.Scores[i]); err != nil {
				return err
			}
		}
		return c.reportGames(&r)
	})
}

const (
	scoreColumns = `uin, appid, mode, zone, server, role, guild, type, data, rank, platform, reported, expires`
	scoreValues  = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	// A score replaces the kept one if it covers (?14), is higher, or the
	// kept one has expired at ?15.
	reportScore = `
INSERT INTO score (` + scoreColumns + `) VALUES ` + scoreValues + `
ON CONFLICT DO UPDATE SET data = excluded.data, rank = excluded.rank,
	platform = excluded.platform, reported = excluded.reported, expires = excluded.expires
WHERE ?14 OR excluded.rank > rank OR expires <> 0 AND expires <= ?15`

	putScore = `REPLACE INTO score (` + scoreColumns + `) VALUES ` + scoreValues
)

func (c *conn) reportScore(r *platform.Report, s *platform.ReportedScore) error {
	kept := s.Score
	kept.UIN, kept.AppID = r.UIN, r.AppID
	return c.sql(reportScore).score(&kept).bool(s.Cover).time(r.Now).exec()
}

func (c *conn) putScore(s platform.Score) error {
	return c.sql(putScore).score(&s).exec()
}

// score binds the score columns.
func (q *stmt) score(s *platform.Score) *stmt {
	return q.int(s.UIN).int(s.AppID).scope(s.Scope).text(s.Guild).int(int64(s.Type)).
		text(s.Data).int(s.Rank).text(s.Platform).time(s.Reported).time(s.Expires)
}

func (q *stmt) scope(s platform.Scope) *stmt {
	return q.text(s.Mode).text(s.Zone).text(s.Server).text(s.Role)
}

func scanScore(q *stmt) platform.Score {
	return platform.Score{
		UIN: q.getInt(), AppID: q.getInt(), Scope: scanScope(q), Guild: q.getText(), Type: int(q.getInt()),
		Data: q.getText(), Rank: q.getInt(), Platform: q.getText(), Reported: q.getTime(), Expires: q.getTime(),
	}
}

func scanScope(q *stmt) platform.Scope {
	return platform.Scope{Mode: q.getText(), Zone: q.getText(), Server: q.getText(), Role: q.getText()}
}
