package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tongwan/internal/platform"
)

// seen shows what the service asks: the arguments of every statement.
type seen struct {
	mu   sync.Mutex
	args map[string][]any
}

func (s *seen) add(sql string, args []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.args == nil {
		s.args = make(map[string][]any)
	}
	s.args[sql] = args
}

func (s *seen) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	s.add(d.SQL, d.Args)
	return ctx
}

func (s *seen) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (s *seen) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	for _, q := range d.Batch.QueuedQueries {
		s.add(q.SQL, q.Arguments)
	}
	return ctx
}

func (s *seen) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (s *seen) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// busyWorld is a crowd in which the first player has everything.
func busyWorld(n int) []platform.Row {
	var rows []platform.Row
	for row := range crowd(n, 5) {
		rows = append(rows, row)
	}
	for i := range n {
		uin := int64(i + 1)
		rows = append(rows,
			platform.Gifts{UIN: uin, AppID: 1, Gifts: []platform.Gift{{ID: "g", Count: 1}, {ID: "h", Count: 1}}},
			platform.Message{ID: "m", AppID: 1, From: uin%int64(n) + 1, To: uin, Sent: noon},
			platform.Chest{ID: fmt.Sprint("c", uin), UIN: uin, AppID: 1, People: 2, Takes: []platform.Take{{UIN: uin, At: noon}}},
			platform.Score{UIN: uin, AppID: 1, Type: 3},
			platform.Period{UIN: uin, AppID: 1, Kind: platform.PeriodWeek, Start: noon, Rounds: 1})
		if i%10 == 0 {
			rows = append(rows, platform.GroupRow{
				Group: platform.Group{Code: uin, Owner: uin, Max: 9}, Members: []int64{uin, uin + 1, uin + 2}, Admins: []int64{uin + 1},
				Bindings: []platform.Binding{{AppID: 1, UnionID: fmt.Sprint(i), ZoneID: "z", OpenID: fmt.Sprint("G", i), JoinKey: fmt.Sprint("k", i)}},
			}, platform.Unbound{AppID: 1, UnionID: fmt.Sprint(i), ZoneID: "z", At: noon})
		}
	}
	return rows
}

// serve calls everything that the 17 interfaces call, once.
func serve(t *testing.T, s *Store) {
	t.Helper()
	ctx, id, hash := t.Context(), openid(0), platform.HashToken(openid(0))
	day := platform.Calendar{Zone: platform.Shanghai}.Day(noon)
	bound, err := s.BindingOfGuild(ctx, 1, "0", "z")
	if err != nil {
		t.Fatal(err)
	}
	score := func(typ int, cover bool) platform.ReportedScore {
		return platform.ReportedScore{Score: platform.Score{Type: typ, Rank: 7, Reported: noon}, Cover: cover}
	}
	later := noon.Add(time.Minute)
	for name, err := range map[string]error{
		"App":             second(s.App(ctx, 1)),
		"People":          second(s.People(ctx, 1, []string{openid(0), openid(1), openid(2)})),
		"Player":          second(s.Player(ctx, 1, openid(5))),
		"Account":         second(s.Account(ctx, 1)),
		"Login":           second(s.Login(ctx, 1, id, hash)),
		"RenewSession":    second(s.RenewSession(ctx, 1, id, hash, noon, noon.Add(2*time.Hour))),
		"TokenInUse":      second(s.TokenInUse(ctx, "w", hash)),
		"AddSession":      s.AddSession(ctx, platform.Session{UIN: 1, AppID: 1, Hash: platform.TokenHash{1}, Expires: later}),
		"RevokeSessions":  second(s.RevokeSessions(ctx, 2, 1, platform.Revoked)),
		"Friends":         second(s.Friends(ctx, 1, 1)),
		"AreFriends":      second(s.AreFriends(ctx, 1, 2)),
		"SendMessage":     s.SendMessage(ctx, platform.Message{ID: "n", AppID: 1, From: 2, To: 1, Sent: later}, day, day.AddDate(0, 0, 1), 9),
		"BindingOfGroup":  second(s.BindingOfGroup(ctx, 1, 1)),
		"BindingByOpenID": second(s.BindingByOpenID(ctx, "w", "G0")),
		"IsMember":        second(s.IsMember(ctx, 1, 1)),
		"GroupCard":       second(s.GroupCard(ctx, bound)),
		"TakeGifts":       second(s.TakeGifts(ctx, 1, 1)),
		"AddChest":        s.AddChest(ctx, platform.Chest{ID: "d", UIN: 1, AppID: 1}),
		"ReportScores": s.ReportScores(ctx, platform.Report{UIN: 1, AppID: 1, Now: noon, Day: day, Week: day, Played: 1,
			Scores: []platform.ReportedScore{score(3, false), score(29, true)}, Games: []platform.Game{{Score: 7}}}),
		"ReportScores of nothing": s.ReportScores(ctx, platform.Report{UIN: 1, AppID: 1}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Unbind(ctx, bound.Binding, later.Add(time.Hour), later); err != nil {
		t.Error(err)
	}
}

func second[V any](_ V, err error) error { return err }

// served returns a store over a busy world of n players that has answered
// everything once, and the statements that this took.
func served(t *testing.T, n int) (*Store, map[string][]any) {
	t.Helper()
	var tracer seen
	s := open(t, database(t), &tracer)
	rows := func(yield func(platform.Row, error) bool) {
		for row := range slices.Values(busyWorld(n)) {
			if !yield(row, nil) {
				return
			}
		}
	}
	if err := s.Load(t.Context(), platform.World{Name: "w"}, false, rows); err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	tracer.args = nil
	serve(t, s)
	visitPages(t, s)
	return s, maps.Clone(tracer.args)
}
