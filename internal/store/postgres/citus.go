package postgres

import "fmt"

// distributed says by which column each table is distributed, in groups that
// lie together: a row is on the shard of its key, and so are the rows of the
// group's other tables with that key. Tables in the same group may be joined
// on it. The order is that of foreign keys.
func distributed() [][]table {
	return [][]table{
		{{"account", "uin"}, {"player", "uin"}, {"session", "uin"}, {"friend", "uin"}, {"account_group", "uin"}, {"message", "uin"},
			{"gift", "uin"}, {"chest", "uin"}, {"chest_take", "uin"}, {"score", "uin"}, {"score_period", "uin"},
			{"visit", "uin"}, {"consent", "uin"}, {"code", "uin"}},
		{{"chatgroup", "code"}, {"group_member", "code"}, {"group_binding", "code"}},
		{{"guild", "unionid"}, {"group_unbind", "unionid"}},
		{{"openid", "openid"}},
		{{"token_owner", "hash"}},
		{{"code_owner", "hash"}},
		{{"group_openid", "group_openid"}},
		{{"join_key", "join_key"}},
		{{"boxid", "id"}},
	}
}

// reference are the tables that every node has.
func reference() []string { return []string{"purpose", "secret", "world", "app"} }

type table struct{ name, key string }

// Citus returns the statements that distribute the tables of a migrated and
// still empty database with the Citus extension.
func Citus() []string {
	var list []string
	for _, name := range reference() {
		list = append(list, fmt.Sprintf("SELECT create_reference_table('%s')", name))
	}
	for _, group := range distributed() {
		for i, t := range group {
			with := "none"
			if i > 0 {
				with = group[0].name
			}
			list = append(list, fmt.Sprintf("SELECT create_distributed_table('%s', '%s', colocate_with => '%s')", t.name, t.key, with))
		}
	}
	return list
}
