package postgres

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tongwan/internal/platform"
	"tongwan/internal/store/storetest"
)

// How a statement finds its shard.
const (
	oneShard  = "one"       // its keys are equal to one parameter
	listOf    = "list"      // of keys, one or more shards
	everyNode = "reference" // every node has its tables
)

// statementsOfService are all statements that the 17 interfaces lead to, each
// with the columns that say on which shard its rows are. Changes that share a
// statement are a list of what they each have.
var statementsOfService = []struct {
	sql   string
	shard string
	keys  string // each distributed table's, as the statement has it, separated by commas
}{
	{selectApp, everyNode, ""},
	{selectUIN, oneShard, "openid = $1"},
	{selectUINs, listOf, "openid = ANY($1)"},
	{selectPlayer, oneShard, "uin = $1"},
	{selectAccount, oneShard, "a.uin = $1"},
	{selectPeople, listOf, "p.uin = ANY($1), a.uin = p.uin"},
	{selectLogin, oneShard, "p.uin = $1, s.uin = p.uin"},
	{selectTokenInUse, oneShard, "t.hash = $1"},
	{putSession, oneShard, "INSERT INTO session (uin"},
	{putTokenOwner, oneShard, "INSERT INTO token_owner (hash"},
	{revokeSessions, oneShard, "uin = $1"},
	{renewSessions, listOf, "s.uin = v.uin, p.uin = s.uin"},
	{selectFriends, oneShard, "uin = $1"},
	{selectAreFriends, oneShard, "uin = $1"},
	{lockReceiver, oneShard, "uin = $1"},
	{sendMessage, oneShard, "INSERT INTO message (uin, uin = $1"},
	{selectGuild, oneShard, "unionid = $1"},
	{selectGroupOpenID, oneShard, "group_openid = $1"},
	{selectBound, oneShard, "b.code = $1, g.code = b.code"},
	{selectIsMember, oneShard, "code = $1"},
	{selectMemberCount, oneShard, "code = $1"},
	{selectOpenIDs, listOf, "uin = ANY($1)"},
	{waitLonger, everyNode, ""},
	{lockGuild, oneShard, "unionid = $1"},
	{selectStillBound, oneShard, "code = $1"},
	{selectUnboundAfter, oneShard, "unionid = $1"},
	{deleteBinding, oneShard, "code = $1"},
	{deleteGuild, oneShard, "unionid = $1"},
	{deleteGroupOpenID, oneShard, "group_openid = $1"},
	{putUnbound, oneShard, "INSERT INTO group_unbind (unionid"},
	{selectHasGifts, oneShard, "uin = $1"},
	{takeGifts, oneShard, "uin = $1"},
	{putChest, oneShard, "INSERT INTO chest (uin"},
	{selectHasPlayer, oneShard, "uin = $1"},
	{raiseScores, listOf, "INSERT INTO score AS t (uin"},
	{coverScores, listOf, "INSERT INTO score AS t (uin"},
	{addToPeriods, listOf, "INSERT INTO score_period AS t (uin, t.uin = ANY(ARRAY(SELECT uin FROM begun))"},
}

// notOfService are statements for people who look into worlds.
var notOfService = []string{
	selectReady, selectVersion, selectPlayerOf, selectGroupRow, selectWorld, selectWorlds, putPurpose, selectPurpose,
	selectFriendUINs, selectStandings, `SELECT EXISTS (` + selectHasPlayer + `)`,
}

func TestEveryStatementHasItsShard(t *testing.T) {
	keys := make(map[string]string)
	for _, group := range distributed() {
		for _, table := range group {
			keys[table.name] = table.key
		}
	}
	for _, s := range statementsOfService {
		tables := tablesOf(s.sql, keys)
		if s.shard == everyNode {
			if len(tables) > 0 {
				t.Errorf("a statement on reference tables is about %v:%s", tables, s.sql)
			}
			continue
		}
		parts := strings.Split(s.keys, ", ")
		if len(parts) != len(tables) {
			t.Errorf("%d keys for tables %v:%s", len(parts), tables, s.sql)
		}
		for i, part := range parts {
			if !strings.Contains(s.sql, part) {
				t.Errorf("no %q in%s", part, s.sql)
			}
			if i < len(tables) && keyColumn(part) != keys[tables[i]] {
				t.Errorf("%q is not about %s, which %s is distributed by:%s", part, keys[tables[i]], tables[i], s.sql)
			}
		}
		if many := strings.Contains(s.sql, "ANY(") || strings.Contains(s.sql, "unnest("); many != (s.shard == listOf) {
			t.Errorf("the statement is not about %s:%s", s.shard, s.sql)
		}
	}
}

var (
	tableName = regexp.MustCompile(`(?:FROM|JOIN|INTO|UPDATE|USING) (\w+)`)
	keyText   = regexp.MustCompile(`(?:\w+\.)?(\w+)(?: = .*)?$`)
)

// tablesOf returns the distributed tables of a statement, in the order in
// which it names them.
func tablesOf(sql string, keys map[string]string) []string {
	var list []string
	for _, m := range tableName.FindAllStringSubmatch(sql, -1) {
		if keys[m[1]] != "" {
			list = append(list, m[1])
		}
	}
	return list
}

// keyColumn returns the column of "t.uin = $1" or "INSERT INTO score (uin".
func keyColumn(part string) string { return keyText.FindStringSubmatch(part)[1] }

// TestStatementsAreKnown: the table has what the interfaces lead to, and
// nothing else.
func TestStatementsAreKnown(t *testing.T) {
	_, used := served(t, 20)
	known := make(map[string]bool)
	for _, s := range statementsOfService {
		known[s.sql] = true
		if _, is := used[s.sql]; !is {
			t.Errorf("not used:%s", s.sql)
		}
	}
	for sql := range used {
		if !known[sql] && !isTransaction(sql) {
			t.Errorf("not in the table: %s", sql)
		}
	}
}

func isTransaction(sql string) bool {
	first, _, _ := strings.Cut(sql, " ")
	return slices.Contains([]string{"begin", "commit", "rollback"}, strings.ToLower(first))
}

// TestConformance also collects the statements of the lanes: they are all
// constants that somebody has thought about.
func TestConformance(t *testing.T) {
	var tracer seen
	storetest.Run(t, func(t *testing.T) platform.Store { return open(t, database(t), &tracer) })
	known := make(map[string]bool)
	for _, s := range statementsOfService {
		known[s.sql] = true
	}
	for _, sql := range notOfService {
		known[sql] = true
	}
	for _, k := range kindsOfPlayer() {
		known[k.sql] = true
	}
	for sql := range maps.Keys(tracer.args) {
		if !known[sql] && !isTransaction(sql) {
			t.Errorf("a statement in no table: %s", sql)
		}
	}
}

const selectConstraints = `
SELECT c.conrelid::regclass::text, c.contype::text, coalesce(nullif(c.confrelid, 0)::regclass::text, ''),
	ARRAY(SELECT attname::text FROM unnest(c.conkey) WITH ORDINALITY k (n, i) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY i),
	ARRAY(SELECT attname::text FROM unnest(c.confkey) WITH ORDINALITY k (n, i) JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY i)
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype IN ('p', 'u', 'f') AND t.relnamespace = 'public'::regnamespace AND t.relname <> 'goose_db_version'`

// TestSchemaIsDistributable: every table is distributed or a reference table,
// every key contains the column that its table is distributed by, and foreign
// keys lead to rows of the same shard or to reference tables.
func TestSchemaIsDistributable(t *testing.T) {
	keys, groups := make(map[string]string), make(map[string]int)
	for i, group := range distributed() {
		for _, table := range group {
			keys[table.name], groups[table.name] = table.key, i
		}
	}
	s := open(t, database(t), nil)
	rows, err := s.pool.Query(t.Context(), selectConstraints)
	if err != nil {
		t.Fatal(err)
	}
	tables := make(map[string]bool)
	for rows.Next() {
		var (
			name, kind, to   string
			columns, targets []string
		)
		if err := rows.Scan(&name, &kind, &to, &columns, &targets); err != nil {
			t.Fatal(err)
		}
		tables[name] = true
		at := slices.Index(columns, keys[name])
		switch {
		case slices.Contains(reference(), name) || slices.Contains(reference(), to):
		case at < 0:
			t.Errorf("a key of %s is without %s: %v", name, keys[name], columns)
		case kind == "f" && (groups[to] != groups[name] || targets[at] != keys[to]):
			t.Errorf("%v of %s leads to another shard of %s", columns, name, to)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for name := range tables {
		if keys[name] == "" && !slices.Contains(reference(), name) {
			t.Errorf("table %s is not distributed", name)
		}
	}
	if want := len(keys) + len(reference()); len(tables) != want || len(Citus()) != want {
		t.Errorf("%d tables have keys, %d are distributed by %d statements", len(tables), want, len(Citus()))
	}
}
