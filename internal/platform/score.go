package platform

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"
)

// Scope is where a score was made: which mode, zone, server and role of a
// player (types 13, 26, 27 and 28 of mobile-qq.md 2.4.5.6). Any may be empty.
type Scope struct {
	Mode   string
	Zone   string
	Server string
	Role   string
}

// MaxScopeText bounds each text of a scope, and a guild's id, in bytes: they
// are part of keys.
const MaxScopeText = 128

// MaxPlayed bounds one report of time played, in seconds: thirty years.
const MaxPlayed = 1_000_000_000

// Score is the newest value of one type in one scope.
type Score struct {
	UIN      int64
	AppID    int64
	Scope    Scope
	Guild    string // of types 301 to 313: the guild they belong to
	Type     int
	Data     string // as reported
	Rank     int64  // what "higher" compares: see [ParseData]
	Platform string // type 12 of the batch: "1" Android, "2" iOS
	Reported time.Time
	Expires  time.Time // zero: never
}

// Expired reports whether the score's time is over.
func (s Score) Expired(now time.Time) bool { return expired(s.Expires, now) }

func expired(expires, now time.Time) bool { return !expires.IsZero() && !now.Before(expires) }

// PeriodKind is a length of time that bests and rounds are kept for.
type PeriodKind string

// The kinds of periods.
const (
	PeriodAll  PeriodKind = "all"
	PeriodDay  PeriodKind = "day"
	PeriodWeek PeriodKind = "week"
)

// Period is what reports of type 3 (one game each) and 14 (seconds played)
// amount to in one scope and one stretch of time.
type Period struct {
	UIN    int64
	AppID  int64
	Scope  Scope
	Kind   PeriodKind
	Start  time.Time // of the day or week; zero for PeriodAll
	Rounds int       // games
	Played int64     // seconds; only PeriodAll adds them up
	Best   int64     // highest of all games, if Rounds > 0
	BestAt time.Time
	// The result that ranks: the highest that had not expired. None if
	// RankedAt is zero: every game was reported past its own expiry.
	Ranked        int64
	RankedAt      time.Time
	RankedExpires time.Time // zero: never
}

// Entry is one element of a score batch, checked by [NewEntry].
type Entry struct {
	Type    int
	Data    string
	Rank    int64     // of Data: see [ParseData]
	Expires time.Time // zero: never
	Cover   bool      // bcover 1: replaces whatever is kept
}

// NewEntry checks one element of a score batch: data against its type, and
// expires, which is "" or "0" for never and otherwise a timestamp in seconds.
// What is wrong is an [*EntryError] with [BadEntry] or [BadExpires].
func NewEntry(typ int64, data, expires string, cover bool) (Entry, error) {
	if typ < 1 || typ > math.MaxInt32 {
		return Entry{}, &EntryError{0, Refuse(BadEntry, "type must be 1 to %d, got %d", math.MaxInt32, typ)}
	}
	e := Entry{Type: int(typ), Data: data, Cover: cover}
	var err error
	if e.Rank, err = ParseData(e.Type, data); err != nil {
		return Entry{}, &EntryError{e.Type, err}
	}
	if e.Type == typePlayed && (e.Rank < 0 || e.Rank > MaxPlayed) {
		return Entry{}, &EntryError{e.Type, Refuse(BadEntry, "data of type %d is a number of seconds from 0 to %d, got %s", typ, MaxPlayed, brief(data))}
	}
	if e.Expires, err = ParseExpires(expires); err != nil {
		return Entry{}, &EntryError{e.Type, err}
	}
	if new(whereabouts).field(e.Type) != nil && len(data) > MaxScopeText {
		return Entry{}, &EntryError{e.Type, Refuse(BadEntry, "data of type %d has %d bytes, at most %d are allowed", typ, len(data), MaxScopeText)}
	}
	return e, nil
}

// Computed reports whether the entry's type is one that the platform works
// out of others: a report of it is accepted and ignored.
func (e Entry) Computed() bool { return computedType(e.Type) }

// Expired reports whether the entry's time is over.
func (e Entry) Expired(now time.Time) bool { return expired(e.Expires, now) }

// Report is a checked batch, ready to keep.
type Report struct {
	UIN    int64
	AppID  int64
	Now    time.Time
	Scores []ReportedScore
	Games  []Game // reports of type 3
	Scope  Scope  // of the games and the time played
	Played int64  // seconds, sum of reports of type 14
	Day    time.Time
	Week   time.Time
}

// Sum returns what the games of a report amount to in any period of their
// scope: the first of the highest of all, and the first of the highest that
// have not expired.
func (r *Report) Sum() Period {
	p := Period{UIN: r.UIN, AppID: r.AppID, Scope: r.Scope, Rounds: len(r.Games)}
	for i, g := range r.Games {
		if i == 0 || g.Score > p.Best {
			p.Best, p.BestAt = g.Score, r.Now
		}
		if !expired(g.Expires, r.Now) && (p.RankedAt.IsZero() || g.Score > p.Ranked) {
			p.Ranked, p.RankedAt, p.RankedExpires = g.Score, r.Now, g.Expires
		}
	}
	return p
}

// ReportedScore is a score and how it meets the one that is kept.
type ReportedScore struct {
	Score
	Cover bool // replaces it whatever it is; otherwise only a higher one, or one that expired
}

// Game is one report of type 3.
type Game struct {
	Score   int64
	Expires time.Time // zero: never
}

// Standing is a player's result in one scope of one period, to rank by.
type Standing struct {
	UIN    int64
	OpenID string
	Period
}

// ScoreStore keeps scores.
type ScoreStore interface {
	// ReportScores keeps a whole report or nothing of it.
	//
	// A score replaces the kept one if it covers, is higher, or the kept one
	// has expired at r.Now. Each game counts one round in the periods all,
	// r.Day and r.Week of its scope, raises Best, and raises Ranked unless it
	// has expired at r.Now; a Ranked that has expired gives way to any game.
	// Days before r.Day and weeks before the one before r.Week are dropped
	// when a new period begins.
	ReportScores(ctx context.Context, r Report) error
	// Standings returns the periods of an account and its friends that start
	// at a time, in one app.
	Standings(ctx context.Context, uin, appid int64, kind PeriodKind, start time.Time) ([]Standing, error)
	// Results returns the scores and periods of a player, each in the order
	// of DumpPlayer, as of one moment; none if there is no such player.
	Results(ctx context.Context, uin, appid int64) ([]Score, []Period, error)
}

// ReportScores keeps a batch of scores: all of it or nothing
// (mobile-qq.md 2.4.5, protocol.md 4).
func (p *Platform) ReportScores(ctx context.Context, app *App, openid, token string, entries []Entry) error {
	caller, err := p.login(ctx, app, openid, token)
	if err != nil {
		return err
	}
	now := p.Now(app.World)
	r := newReport(entries)
	r.UIN, r.AppID, r.Now = caller.UIN, app.ID, now
	r.Day, r.Week = p.calendar.Day(now), p.calendar.Week(now)
	for i := range r.Scores {
		s := &r.Scores[i]
		s.UIN, s.AppID, s.Reported = caller.UIN, app.ID, now
	}
	return p.store.ReportScores(ctx, r)
}

// EntryError says which entry of a batch was refused.
type EntryError struct {
	Type int // of the entry; 0 if it has none
	Err  error
}

// Error returns the text of the cause.
func (e *EntryError) Error() string { return e.Err.Error() }

// Unwrap returns the cause, an [*Error].
func (e *EntryError) Unwrap() error { return e.Err }

// newReport sorts a batch: the entries that say where, the ones to keep, and
// the games among them. Computed types are left out.
func newReport(entries []Entry) Report {
	where := readWhere(entries)
	r := Report{Scope: where.Scope}
	for _, e := range entries {
		if computedType(e.Type) {
			continue
		}
		switch e.Type {
		case typeGame:
			r.Games = append(r.Games, Game{Score: e.Rank, Expires: e.Expires})
		case typePlayed:
			r.Played += e.Rank
		}
		s := Score{Scope: where.Scope, Type: e.Type, Data: e.Data, Rank: e.Rank, Platform: where.platform, Expires: e.Expires}
		if guildType(e.Type) {
			s.Guild = where.guild
		}
		r.Scores = append(r.Scores, ReportedScore{Score: s, Cover: e.Cover || textType(e.Type)})
	}
	return r
}

// whereabouts is what types 12, 13, 26, 27, 28 and 30 say of a batch.
type whereabouts struct {
	Scope
	platform string
	guild    string
}

func readWhere(entries []Entry) whereabouts {
	var w whereabouts
	for _, e := range entries {
		if field := w.field(e.Type); field != nil {
			*field = e.Data
		}
	}
	return w
}

func (w *whereabouts) field(t int) *string {
	switch t {
	case typePlatform:
		return &w.platform
	case typeMode:
		return &w.Mode
	case typeZone:
		return &w.Zone
	case typeServer:
		return &w.Server
	case typeRole:
		return &w.Role
	case typeGuild:
		return &w.guild
	}
	return nil
}

// The types of mobile-qq.md 2.4.5.6 that the platform itself acts on.
const (
	typeGame     = 3
	typePlatform = 12
	typeMode     = 13
	typePlayed   = 14
	typeWinRate  = 24
	typeZone     = 26
	typeServer   = 27
	typeRole     = 28
	typeRoleName = 29
	typeGuild    = 30
	typeJoined   = 31 // the last type of the table's first block

	typeGuildName  = 301
	typeGuildIntro = 310
	typeGuildGroup = 312
	typeGuildBound = 313
)

// computedType reports the types that the platform works out of type 3: a
// report of them is accepted and ignored.
func computedType(t int) bool {
	switch t {
	case 5, 6, 9, 10, 11, 15, 16:
		return true
	}
	return false
}

func guildType(t int) bool { return t >= typeGuildName && t <= typeGuildBound }

// textType reports the types whose data is any text: the names and ids of
// the table, and every type that the table does not have.
func textType(t int) bool {
	switch t {
	case typeMode, typeZone, typeServer, typeRole, typeRoleName, typeGuild, typeGuildName, typeGuildIntro, typeGuildGroup:
		return true
	}
	return !(t >= 1 && t <= typeJoined || guildType(t))
}

// winRateScale is how many parts of 1 a win rate is compared by.
const winRateScale = 1_000_000_000

// ParseData checks an entry's data against its type and returns the number
// that "higher" compares: the number itself; of type 24, the only one with
// digits after the point, the number times 10⁹, further digits cut off; 0
// for texts. Numbers must fit 64 bits.
func ParseData(typ int, data string) (int64, error) {
	switch {
	case data == "":
		return 0, Refuse(BadEntry, "data of type %d is empty", typ)
	case textType(typ):
		return 0, nil
	case typ == typeWinRate:
		if n, ok := parseFixed(data); ok {
			return n, nil
		}
	case decimal(data):
		if n, err := strconv.ParseInt(data, 10, 64); err == nil {
			return n, nil
		}
	}
	return 0, Refuse(BadEntry, "data of type %d must be a decimal number of 64 bits, got %q", typ, brief(data))
}

// parseFixed reads digits with an optional fraction, scaled by winRateScale.
func parseFixed(s string) (int64, bool) {
	whole, fraction, point := strings.Cut(s, ".")
	digits, negative := strings.CutPrefix(whole, "-")
	if !digitsOnly(digits) || point && !digitsOnly(fraction) {
		return 0, false
	}
	fraction = (fraction + "000000000")[:9]
	n, err := strconv.ParseInt(digits+fraction, 10, 64)
	if negative {
		n = -n
	}
	return n, err == nil
}

// decimal reports an optional minus and digits.
func decimal(s string) bool { return digitsOnly(strings.TrimPrefix(s, "-")) }

func digitsOnly(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// ParseExpires reads an entry's expires: "" or "0" is never, otherwise a
// decimal timestamp in seconds; the past is allowed.
func ParseExpires(s string) (time.Time, error) {
	if s == "" || s == "0" {
		return time.Time{}, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || !digitsOnly(s) || n > maxUnix {
		return time.Time{}, Refuse(BadExpires, "expires must be a timestamp in seconds, got %q", brief(s))
	}
	if n == 0 {
		return time.Time{}, nil
	}
	return time.Unix(n, 0), nil
}

// maxUnix is the last second of the year 9999: what dates can show.
const maxUnix = 253_402_300_799
