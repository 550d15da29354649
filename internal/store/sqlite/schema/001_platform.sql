-- Everything personal is keyed by the account (uin) first, so that a person's
-- rows lie together, here in one stretch of a b-tree, elsewhere on one shard.
-- Times are Unix milliseconds, 0 is the zero time. REFERENCES is not enforced
-- by SQLite (PRAGMA foreign_keys is off): writes check what they rest on, and
-- tests hold them to it with PRAGMA foreign_key_check.

CREATE TABLE world (
	name  TEXT PRIMARY KEY,
	words TEXT NOT NULL -- JSON array
) STRICT, WITHOUT ROWID;

CREATE TABLE app (
	appid      INTEGER PRIMARY KEY,
	world      TEXT NOT NULL REFERENCES world,
	name       TEXT NOT NULL,
	appkey     TEXT NOT NULL,
	msdkkey    TEXT NOT NULL,
	settings   TEXT NOT NULL, -- JSON
	activities TEXT NOT NULL  -- JSON
) STRICT;
CREATE INDEX app_world ON app (world);

CREATE TABLE account (
	uin           INTEGER PRIMARY KEY,
	world         TEXT NOT NULL REFERENCES world,
	nickname      TEXT NOT NULL,
	gender        TEXT NOT NULL,
	avatar        TEXT NOT NULL,
	follows_games INTEGER NOT NULL,
	password      TEXT NOT NULL,
	qq_level      INTEGER NOT NULL,
	vip           TEXT NOT NULL -- JSON, '' if there is none
) STRICT;
CREATE INDEX account_world ON account (world);

CREATE TABLE player (
	uin    INTEGER NOT NULL REFERENCES account,
	appid  INTEGER NOT NULL REFERENCES app,
	openid TEXT NOT NULL,
	wifi   INTEGER NOT NULL,
	PRIMARY KEY (uin, appid)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX player_openid ON player (appid, openid);

CREATE TABLE session (
	uin     INTEGER NOT NULL,
	appid   INTEGER NOT NULL,
	hash    BLOB NOT NULL,
	token   TEXT NOT NULL, -- '' outside a sandbox
	expires INTEGER NOT NULL,
	revoked INTEGER NOT NULL,
	PRIMARY KEY (uin, appid, hash),
	FOREIGN KEY (uin, appid) REFERENCES player
) STRICT, WITHOUT ROWID;
CREATE INDEX session_hash ON session (hash);

-- Two rows a friendship, each with the remark that uin gave friend.
CREATE TABLE friend (
	uin    INTEGER NOT NULL REFERENCES account,
	friend INTEGER NOT NULL REFERENCES account,
	remark TEXT NOT NULL,
	PRIMARY KEY (uin, friend)
) STRICT, WITHOUT ROWID;

CREATE TABLE chatgroup (
	code      INTEGER PRIMARY KEY,
	world     TEXT NOT NULL REFERENCES world,
	name      TEXT NOT NULL,
	memo      TEXT NOT NULL,
	max       INTEGER NOT NULL,
	owner     INTEGER NOT NULL, -- an account, 0 if nobody
	dissolved INTEGER NOT NULL
) STRICT;
CREATE INDEX chatgroup_world ON chatgroup (world);

CREATE TABLE group_member (
	code  INTEGER NOT NULL REFERENCES chatgroup,
	uin   INTEGER NOT NULL REFERENCES account,
	admin INTEGER NOT NULL,
	PRIMARY KEY (code, uin)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_uin ON group_member (uin);

CREATE TABLE group_binding (
	code         INTEGER NOT NULL REFERENCES chatgroup,
	appid        INTEGER NOT NULL REFERENCES app,
	unionid      TEXT NOT NULL,
	zoneid       TEXT NOT NULL,
	group_openid TEXT NOT NULL,
	join_key     TEXT NOT NULL,
	PRIMARY KEY (code, appid)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX group_binding_guild ON group_binding (appid, unionid, zoneid);
CREATE UNIQUE INDEX group_binding_openid ON group_binding (group_openid);

CREATE TABLE group_unbind (
	appid   INTEGER NOT NULL REFERENCES app,
	unionid TEXT NOT NULL,
	zoneid  TEXT NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (appid, unionid, zoneid)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
	uin        INTEGER NOT NULL, -- who gets it
	appid      INTEGER NOT NULL,
	sent       INTEGER NOT NULL,
	id         TEXT NOT NULL,
	sender     INTEGER NOT NULL REFERENCES account,
	title      TEXT NOT NULL,
	summary    TEXT NOT NULL,
	image_url  TEXT NOT NULL,
	target_url TEXT NOT NULL,
	preview    TEXT NOT NULL,
	game_tag   TEXT NOT NULL,
	act        INTEGER NOT NULL,
	src        INTEGER NOT NULL,
	read       INTEGER NOT NULL,
	PRIMARY KEY (uin, appid, sent, id),
	FOREIGN KEY (uin, appid) REFERENCES player
) STRICT, WITHOUT ROWID;

CREATE TABLE gift (
	uin   INTEGER NOT NULL,
	appid INTEGER NOT NULL,
	ord   INTEGER NOT NULL,
	id    TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (uin, appid, ord),
	FOREIGN KEY (uin, appid) REFERENCES player
) STRICT, WITHOUT ROWID;

CREATE TABLE chest (
	uin     INTEGER NOT NULL, -- who made it
	appid   INTEGER NOT NULL,
	id      TEXT NOT NULL,
	actid   INTEGER NOT NULL,
	items   INTEGER NOT NULL,
	people  INTEGER NOT NULL,
	pf      TEXT NOT NULL,
	created INTEGER NOT NULL,
	PRIMARY KEY (uin, appid, id),
	FOREIGN KEY (uin, appid) REFERENCES player
) STRICT, WITHOUT ROWID;

CREATE TABLE score (
	uin      INTEGER NOT NULL,
	appid    INTEGER NOT NULL,
	mode     TEXT NOT NULL,
	zone     TEXT NOT NULL,
	server   TEXT NOT NULL,
	role     TEXT NOT NULL,
	guild    TEXT NOT NULL,
	type     INTEGER NOT NULL,
	data     TEXT NOT NULL,
	rank     INTEGER NOT NULL,
	platform TEXT NOT NULL,
	reported INTEGER NOT NULL,
	expires  INTEGER NOT NULL,
	PRIMARY KEY (uin, appid, mode, zone, server, role, guild, type),
	FOREIGN KEY (uin, appid) REFERENCES player
) STRICT, WITHOUT ROWID;

-- The period comes before the scope: standings ask for one period of many
-- people, and periods that are over are dropped as one range.
CREATE TABLE score_period (
	uin            INTEGER NOT NULL,
	appid          INTEGER NOT NULL,
	kind           TEXT NOT NULL,
	start          INTEGER NOT NULL,
	mode           TEXT NOT NULL,
	zone           TEXT NOT NULL,
	server         TEXT NOT NULL,
	role           TEXT NOT NULL,
	rounds         INTEGER NOT NULL,
	played         INTEGER NOT NULL,
	best           INTEGER NOT NULL,
	best_at        INTEGER NOT NULL,
	ranked         INTEGER NOT NULL,
	ranked_at      INTEGER NOT NULL,
	ranked_expires INTEGER NOT NULL,
	PRIMARY KEY (uin, appid, kind, start, mode, zone, server, role),
	FOREIGN KEY (uin, appid) REFERENCES player
) STRICT, WITHOUT ROWID;
