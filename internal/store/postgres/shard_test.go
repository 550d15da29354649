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

// keyed is a statement and the columns that say on which shard its rows are.
// Changes that share a statement are a list of what they each have.
type keyed struct {
	sql   string
	shard string
	keys  string // each distributed table's, as the statement has it, separated by commas
}

// statementsOfService are all statements that the 17 interfaces lead to.
var statementsOfService = []keyed{
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
	{lockGuild, oneShard, "unionid = $1"},
	{selectStillBound, oneShard, "code = $1"},
	{selectUnboundAfter, oneShard, "unionid = $1"},
	{deleteBinding, oneShard, "code = $1"},
	{deleteGuild, oneShard, "unionid = $1"},
	{deleteGroupOpenID, oneShard, "group_openid = $1"},
	{deleteJoinKey, oneShard, "join_key = $1"},
	{putUnbound, oneShard, "INSERT INTO group_unbind (unionid"},
	{selectHasGifts, oneShard, "uin = $1"},
	{takeGifts, oneShard, "uin = $1"},
	{putChest, oneShard, "INSERT INTO chest (uin"},
	{putBoxID, oneShard, "INSERT INTO boxid (id"},
	{selectHasPlayer, oneShard, "uin = $1"},
	{raiseScores, listOf, "INSERT INTO score AS t (uin"},
	{coverScores, listOf, "INSERT INTO score AS t (uin"},
	{addToPeriods, listOf, "INSERT INTO score_period AS t (uin, t.uin = ANY(ARRAY(SELECT uin FROM begun))"},
}

// statementsOfPages are those that signing in and the players' own pages lead
// to besides.
var statementsOfPages = []keyed{
	{addAccount, oneShard, "INSERT INTO account (uin"},
	{setPassword, oneShard, "uin = $1"},
	{deleteCodesOf, oneShard, "uin = $1"},
	{revokeAll, oneShard, "uin = $1"},
	{deleteVisits, oneShard, "uin = $1"},
	{setFollowing, oneShard, "uin = $1"},
	{lockAccount, oneShard, "uin = $1"},
	{selectHasApp, everyNode, ""},
	{addOpenID, oneShard, "INSERT INTO openid (openid"},
	{addPlayer, oneShard, "INSERT INTO player (uin"},
	{showToFriends, listOf, "uin = ANY($1)"},
	{selectPlayerOf, oneShard, "uin = $1"},
	{selectPlayersOf, oneShard, "uin = $1"},
	{holdPassword, oneShard, "uin = $1"},
	{selectPassword, oneShard, "uin = $1"},
	{putVisit, oneShard, "INSERT INTO visit (uin, uin = $1"},
	{dropVisits, oneShard, "uin = $1"},
	{selectVisit, oneShard, "uin = $1"},
	{endVisit, oneShard, "uin = $1"},
	{selectSecret, everyNode, ""},
	{putSecret, everyNode, ""},
	{putGrant, oneShard, "INSERT INTO consent (uin"},
	{selectGrants, oneShard, "uin = $1"},
	{deleteGrant, oneShard, "uin = $1"},
	{deletePlayerCodes, oneShard, "uin = $1"},
	{selectTokenOwners, oneShard, "hash = $1"},
	{selectSessionsByToken, listOf, "t.uin = ANY($1)"},
	{addCode, oneShard, "INSERT INTO code (uin"},
	{addCodeOwner, oneShard, "INSERT INTO code_owner (hash"},
	{dropCodes, oneShard, "uin = $1"},
	{deleteCodeOwners, listOf, "hash = ANY($1)"},
	{selectCodeOwner, oneShard, "hash = $1"},
	{selectCode, oneShard, "uin = $1"},
	{useCode, oneShard, "uin = $1"},
	{spend, oneShard, "uin = $1"},
	{issueSession, oneShard, "INSERT INTO session (uin"},
	{dropIssued, oneShard, "uin = $1"},
	{deleteTokenOwners, listOf, "hash = ANY($1)"},
	{revokeCode, oneShard, "uin = $1"},
	{revokeIssued, oneShard, "uin = $1"},
	{selectSent, oneShard, "uin = $1"},
	{selectInbox, oneShard, "t.uin = $1"},
	{selectUnread, oneShard, "uin = $1"},
	{markAllRead, oneShard, "uin = $1"},
	{markRead, oneShard, "uin = $1"},
	{selectGroupRow, oneShard, "g.code = $1, m.code = g.code, b.code = g.code"},
	{selectGroupCodes, oneShard, "uin = $1"},
	{selectGroupsOf, listOf, "g.code = ANY($1), m.code = g.code, b.code = g.code"},
	{selectHasGroup, oneShard, "code = $1"},
	{lockGroup, oneShard, "g.code = $1"},
	{addGuild, oneShard, "INSERT INTO guild (unionid"},
	{addBinding, oneShard, "INSERT INTO group_binding (code"},
	{addGroupOpenID, oneShard, "INSERT INTO group_openid (group_openid"},
	{addJoinKey, oneShard, "INSERT INTO join_key (join_key"},
	{selectJoinKey, oneShard, "join_key = $1"},
	{keepAccount, oneShard, "uin = $1"},
	{countMembers, oneShard, "code = $1"},
	{addMember, oneShard, "INSERT INTO group_member (code"},
	{addAccountGroup, oneShard, "INSERT INTO account_group (uin"},
	{selectBoxID, oneShard, "id = $1"},
	{selectChest, oneShard, "t.uin = $1, k.uin = t.uin"},
	{lockChest, oneShard, "p.uin = $1, c.uin = p.uin"},
	{addTake, oneShard, "INSERT INTO chest_take (uin"},
	{countTakes, oneShard, "uin = $1"},
	{selectTake, oneShard, "uin = $1"},
	{selectHasChest, oneShard, "uin = $1"},
	{selectFriendUINs, oneShard, "uin = $1"},
	{selectStandings, listOf, "p.uin = ANY($1), t.uin = p.uin"},
	{selectScoresOf, oneShard, "t.uin = $1"},
	{selectPeriodsOf, oneShard, "t.uin = $1"},
}

// notOfService are statements for people who look into worlds, and what is
// about no table.
var notOfService = []string{
	setLockTimeout, selectAccounts,
	selectReady, selectVersion, selectWorld, selectWorlds, putPurpose, selectPurpose,
	`SELECT EXISTS (` + selectHasPlayer + `)`,
}

func TestEveryStatementHasItsShard(t *testing.T) {
	keys := make(map[string]string)
	for _, group := range distributed() {
		for _, table := range group {
			keys[table.name] = table.key
		}
	}
	for _, s := range slices.Concat(statementsOfService, statementsOfPages) {
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
		if many := strings.Contains(s.keys, "ANY(") || strings.Contains(s.sql, "unnest("); many != (s.shard == listOf) {
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

// TestStatementsAreKnown: the tables have what the interfaces and the pages
// lead to, and nothing else.
func TestStatementsAreKnown(t *testing.T) {
	_, used := served(t, 20)
	known := make(map[string]bool)
	for _, s := range slices.Concat(statementsOfService, statementsOfPages) {
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
	for _, s := range slices.Concat(statementsOfService, statementsOfPages) {
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
