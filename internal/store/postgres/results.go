package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

const (
	selectScoresOf = `SELECT ` + scoreColumns + ` FROM score t WHERE t.uin = $1 AND t.appid = $2
		ORDER BY t.mode, t.zone, t.server, t.role, t.guild, t.type`
	selectPeriodsOf = `SELECT ` + periodColumns + ` FROM score_period t WHERE t.uin = $1 AND t.appid = $2
		ORDER BY t.kind, t.start, t.mode, t.zone, t.server, t.role`
)

// Results implements [platform.ScoreStore].
func (s *Store) Results(ctx context.Context, uin, appid int64) (scores []platform.Score, periods []platform.Period, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err = s.look(ctx, func(tx pgx.Tx) error {
		var b pgx.Batch
		b.Queue(selectScoresOf, uin, appid).Query(func(rows pgx.Rows) (err error) {
			scores, err = pgx.CollectRows(rows, scanScore)
			return err
		})
		b.Queue(selectPeriodsOf, uin, appid).Query(func(rows pgx.Rows) (err error) {
			periods, err = pgx.CollectRows(rows, scanPeriod)
			return err
		})
		return tx.SendBatch(ctx, &b).Close()
	})
	if err != nil {
		return nil, nil, describe("read results", because(ctx, err))
	}
	return scores, periods, nil
}
