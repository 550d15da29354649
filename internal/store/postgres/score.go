package postgres

import (
	"cmp"
	"context"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// report is one report of scores.
type report struct {
	platform.Report
}

func (r *report) owner() int64     { return r.UIN }
func (r *report) join(p *pipeline) { p.reports = append(p.reports, r) }

// ReportScores implements [platform.ScoreStore]. Reports that come together
// share their statements. That the player is there is what the foreign keys
// check; a report that says nothing has to look.
func (s *Store) ReportScores(ctx context.Context, r platform.Report) error {
	const what = "report scores"
	if len(r.Scores) > 0 || len(r.Games) > 0 || r.Played > 0 {
		return s.writeOf(ctx, what, r.UIN, r.AppID, &report{r})
	}
	return s.needPlayer(ctx, what, r.UIN, r.AppID)
}

const (
	scoreColumns = `t.uin, t.appid, t.mode, t.zone, t.server, t.role, t.guild, t.type,
	t.data, t.rank, t.platform, t.reported, t.expires`

	coverScores = `
INSERT INTO score AS t (uin, appid, mode, zone, server, role, guild, type, data, rank, platform, reported, expires)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
	$9::text[], $10::bigint[], $11::text[], $12::bigint[], $13::bigint[])
ON CONFLICT (uin, appid, mode, zone, server, role, guild, type) DO UPDATE SET data = excluded.data, rank = excluded.rank,
	platform = excluded.platform, reported = excluded.reported, expires = excluded.expires`

	// Without bcover a score replaces one that is lower, or that has expired
	// when the new one is reported.
	raiseScores = coverScores + `
WHERE excluded.rank > t.rank OR t.expires <> 0 AND t.expires <= excluded.reported`
)

type scoreKey struct {
	uin, appid int64
	scope      platform.Scope
	guild      string
	typ        int
}

func keyOf(s *platform.ReportedScore) scoreKey {
	return scoreKey{s.UIN, s.AppID, s.Scope, s.Guild, s.Type}
}

func (k scoreKey) compare(other scoreKey) int {
	return cmp.Or(cmp.Compare(k.uin, other.uin), cmp.Compare(k.appid, other.appid), compareScopes(k.scope, other.scope),
		cmp.Compare(k.guild, other.guild), cmp.Compare(k.typ, other.typ))
}

func compareScopes(a, b platform.Scope) int {
	return cmp.Or(cmp.Compare(a.Mode, b.Mode), cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Server, b.Server), cmp.Compare(a.Role, b.Role))
}

// queueReports queues what reports keep.
func queueReports(b *pgx.Batch, list []*report) {
	var scores []*platform.ReportedScore
	for _, r := range list {
		for i := range r.Scores {
			s := r.Scores[i]
			s.UIN, s.AppID = r.UIN, r.AppID
			scores = append(scores, &s)
		}
	}
	for _, wave := range waves(scores, keyOf, scoreKey.compare) {
		queueScores(b, raiseScores, wave, false)
		queueScores(b, coverScores, wave, true)
	}
	queueGames(b, list)
}

// queueScores queues those of a wave that cover, or those that do not.
func queueScores(b *pgx.Batch, sql string, wave []*platform.ReportedScore, cover bool) {
	var c scoreArrays
	for _, s := range wave {
		if s.Cover == cover {
			c.add(&s.Score)
		}
	}
	if len(c.uin) > 0 {
		b.Queue(sql, c.uin, c.appid, c.mode, c.zone, c.server, c.role, c.guild, c.typ, c.data, c.rank, c.platform, c.reported, c.expires)
	}
}

// scoreArrays are scores as columns.
type scoreArrays struct {
	uin, appid, rank, reported, expires             []int64
	typ                                             []int32
	mode, zone, server, role, guild, data, platform []string
}

func (c *scoreArrays) add(s *platform.Score) {
	c.uin, c.appid, c.typ = append(c.uin, s.UIN), append(c.appid, s.AppID), append(c.typ, int32(s.Type))
	c.mode, c.zone = append(c.mode, escape(s.Scope.Mode)), append(c.zone, escape(s.Scope.Zone))
	c.server, c.role = append(c.server, escape(s.Scope.Server)), append(c.role, escape(s.Scope.Role))
	c.guild, c.data, c.rank = append(c.guild, escape(s.Guild)), append(c.data, escape(s.Data)), append(c.rank, s.Rank)
	c.platform = append(c.platform, escape(s.Platform))
	c.reported, c.expires = append(c.reported, millis(s.Reported)), append(c.expires, millis(s.Expires))
}

func scanScore(r pgx.CollectableRow) (s platform.Score, err error) {
	err = r.Scan(&s.UIN, &s.AppID, (*text)(&s.Scope.Mode), (*text)(&s.Scope.Zone), (*text)(&s.Scope.Server), (*text)(&s.Scope.Role),
		(*text)(&s.Guild), &s.Type, (*text)(&s.Data), &s.Rank, (*text)(&s.Platform), (*at)(&s.Reported), (*at)(&s.Expires))
	return s, err
}
