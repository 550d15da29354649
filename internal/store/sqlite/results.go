package sqlite

import (
	"context"

	"tongwan/internal/platform"
)

const (
	selectScoresOf = `SELECT ` + scoreColumnsOf + ` FROM score t WHERE t.uin = ? AND t.appid = ?
		ORDER BY t.mode, t.zone, t.server, t.role, t.guild, t.type`
	selectPeriodsOf = `SELECT ` + periodColumnsOf + ` FROM score_period t WHERE t.uin = ? AND t.appid = ?
		ORDER BY t.kind, t.start, t.mode, t.zone, t.server, t.role`
)

// Results implements [platform.ScoreStore].
func (s *Store) Results(ctx context.Context, uin, appid int64) (scores []platform.Score, periods []platform.Period, err error) {
	err = s.read(ctx, "read results", func(c *conn) error {
		q := c.sql(selectScoresOf).int(uin).int(appid)
		for q.next() {
			scores = append(scores, scanScore(q))
		}
		if err := q.done(); err != nil {
			return err
		}
		q = c.sql(selectPeriodsOf).int(uin).int(appid)
		for q.next() {
			periods = append(periods, scanPeriod(q))
		}
		return q.done()
	})
	return scores, periods, err
}
