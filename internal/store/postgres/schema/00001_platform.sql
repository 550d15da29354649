-- +goose Up

-- Everything personal is keyed by the account (uin) first, so that a person's
-- rows lie together: here in one stretch of a b-tree, on a distributed
-- database on one shard. What is found by another name than its key has a
-- small table of its own that leads from the name to the key (openid,
-- token_owner, guild, group_openid): every unique constraint and every
-- foreign key contains the column that its table is distributed by.
--
-- Times are Unix milliseconds, 0 is the zero time; no default and no
-- statement asks the database for the time, and no id comes from a sequence.
-- Texts sort by their bytes; what PostgreSQL has no text for is escaped.

CREATE TABLE purpose (
	one     int PRIMARY KEY CHECK (one = 1), -- row
	purpose text NOT NULL
);

CREATE TABLE world (
	name  text COLLATE "C" PRIMARY KEY,
	words jsonb NOT NULL -- array
);

CREATE TABLE app (
	appid      bigint PRIMARY KEY,
	world      text COLLATE "C" NOT NULL REFERENCES world,
	name       text NOT NULL,
	appkey     text NOT NULL,
	msdkkey    text NOT NULL,
	settings   jsonb NOT NULL,
	activities jsonb NOT NULL
);
CREATE INDEX app_world ON app (world);

CREATE TABLE account (
	uin           bigint PRIMARY KEY,
	world         text COLLATE "C" NOT NULL REFERENCES world,
	nickname      text NOT NULL,
	gender        text NOT NULL,
	avatar        text NOT NULL,
	follows_games boolean NOT NULL,
	password      text NOT NULL,
	qq_level      bigint NOT NULL,
	vip           jsonb -- NULL if there is none
);
CREATE INDEX account_world ON account (world);

-- What hangs on an app has no foreign key to it: to drop an app would then
-- mean to look through all players. Only loads write here, and they look.
CREATE TABLE player (
	uin    bigint NOT NULL REFERENCES account,
	appid  bigint NOT NULL,
	openid text COLLATE "C" NOT NULL,
	wifi   boolean NOT NULL,
	PRIMARY KEY (uin, appid)
);

-- Leads from an openid to the account. A player's openid does not change
-- in service, so processes remember what they read here, and hold
-- it against player when they use it.
CREATE TABLE openid (
	appid  bigint NOT NULL,
	openid text COLLATE "C" NOT NULL,
	uin    bigint NOT NULL,
	PRIMARY KEY (openid, appid)
);

CREATE TABLE session (
	uin     bigint NOT NULL,
	appid   bigint NOT NULL,
	hash    bytea NOT NULL,
	token   text NOT NULL, -- '' outside a sandbox
	expires bigint NOT NULL,
	revoked smallint NOT NULL,
	PRIMARY KEY (uin, appid, hash),
	FOREIGN KEY (uin, appid) REFERENCES player
) WITH (fillfactor = 80);

-- Leads from a token to whose it is: one player's in an app.
CREATE TABLE token_owner (
	hash  bytea NOT NULL,
	appid bigint NOT NULL,
	uin   bigint NOT NULL,
	PRIMARY KEY (hash, appid)
);

-- Two rows a friendship, each with the remark that uin gave friend, and with
-- what lists show of friend: so a list is one range of one shard. Whoever
-- changes an account or a player changes these copies too. There is no
-- foreign key: a check for each of a hundred rows an account would take
-- longer than loading them, and only loads write here.
CREATE TABLE friend (
	uin      bigint NOT NULL,
	friend   bigint NOT NULL,
	remark   text NOT NULL,
	nickname text NOT NULL,
	gender   text NOT NULL,
	avatar   text NOT NULL,
	openids  jsonb NOT NULL, -- by appid: {"100703379": "A328…"}
	PRIMARY KEY (uin, friend)
);

CREATE TABLE chatgroup (
	code      bigint PRIMARY KEY,
	world     text COLLATE "C" NOT NULL REFERENCES world,
	name      text NOT NULL,
	memo      text NOT NULL,
	max       bigint NOT NULL,
	owner     bigint NOT NULL, -- an account, 0 if nobody
	dissolved boolean NOT NULL
);
CREATE INDEX chatgroup_world ON chatgroup (world);

CREATE TABLE group_member (
	code  bigint NOT NULL REFERENCES chatgroup,
	uin   bigint NOT NULL,
	admin boolean NOT NULL,
	PRIMARY KEY (code, uin)
);

-- The other side of group_member: the groups of an account.
CREATE TABLE account_group (
	uin  bigint NOT NULL REFERENCES account,
	code bigint NOT NULL,
	PRIMARY KEY (uin, code)
);

CREATE TABLE group_binding (
	code         bigint NOT NULL REFERENCES chatgroup,
	appid        bigint NOT NULL,
	unionid      text COLLATE "C" NOT NULL,
	zoneid       text COLLATE "C" NOT NULL,
	group_openid text COLLATE "C" NOT NULL,
	join_key     text NOT NULL,
	PRIMARY KEY (code, appid)
);

-- Lead from a guild, and from a groupOpenid, to the group.
CREATE TABLE guild (
	unionid text COLLATE "C" NOT NULL,
	zoneid  text COLLATE "C" NOT NULL,
	appid   bigint NOT NULL,
	code    bigint NOT NULL,
	PRIMARY KEY (unionid, zoneid, appid)
);

CREATE TABLE group_openid (
	group_openid text COLLATE "C" PRIMARY KEY,
	appid        bigint NOT NULL,
	code         bigint NOT NULL
);

CREATE TABLE group_unbind (
	unionid text COLLATE "C" NOT NULL,
	zoneid  text COLLATE "C" NOT NULL,
	appid   bigint NOT NULL REFERENCES app,
	at      bigint NOT NULL,
	PRIMARY KEY (unionid, zoneid, appid)
);
CREATE INDEX group_unbind_app ON group_unbind (appid);

CREATE TABLE message (
	uin        bigint NOT NULL, -- who gets it
	appid      bigint NOT NULL,
	sent       bigint NOT NULL,
	id         text COLLATE "C" NOT NULL,
	sender     bigint NOT NULL,
	title      text NOT NULL,
	summary    text NOT NULL,
	image_url  text NOT NULL,
	target_url text NOT NULL,
	preview    text NOT NULL,
	game_tag   text NOT NULL,
	act        bigint NOT NULL,
	src        bigint NOT NULL,
	read       bigint NOT NULL,
	PRIMARY KEY (uin, appid, sent, id),
	FOREIGN KEY (uin, appid) REFERENCES player
);

CREATE TABLE gift (
	uin   bigint NOT NULL,
	appid bigint NOT NULL,
	ord   int NOT NULL,
	id    text NOT NULL,
	count bigint NOT NULL,
	PRIMARY KEY (uin, appid, ord),
	FOREIGN KEY (uin, appid) REFERENCES player
);

CREATE TABLE chest (
	uin     bigint NOT NULL, -- who made it
	appid   bigint NOT NULL,
	id      text COLLATE "C" NOT NULL,
	actid   bigint NOT NULL,
	items   bigint NOT NULL,
	people  bigint NOT NULL,
	pf      text NOT NULL,
	created bigint NOT NULL,
	PRIMARY KEY (uin, appid, id),
	FOREIGN KEY (uin, appid) REFERENCES player
);

CREATE TABLE score (
	uin      bigint NOT NULL,
	appid    bigint NOT NULL,
	mode     text COLLATE "C" NOT NULL,
	zone     text COLLATE "C" NOT NULL,
	server   text COLLATE "C" NOT NULL,
	role     text COLLATE "C" NOT NULL,
	guild    text COLLATE "C" NOT NULL,
	type     int NOT NULL,
	data     text NOT NULL,
	rank     bigint NOT NULL,
	platform text NOT NULL,
	reported bigint NOT NULL,
	expires  bigint NOT NULL,
	PRIMARY KEY (uin, appid, mode, zone, server, role, guild, type),
	FOREIGN KEY (uin, appid) REFERENCES player
) WITH (fillfactor = 80);

-- The period comes before the scope: standings ask for one period of many
-- people, and periods that are over are dropped as one range.
CREATE TABLE score_period (
	uin            bigint NOT NULL,
	appid          bigint NOT NULL,
	kind           text COLLATE "C" NOT NULL,
	start          bigint NOT NULL,
	mode           text COLLATE "C" NOT NULL,
	zone           text COLLATE "C" NOT NULL,
	server         text COLLATE "C" NOT NULL,
	role           text COLLATE "C" NOT NULL,
	rounds         bigint NOT NULL,
	played         bigint NOT NULL,
	best           bigint NOT NULL,
	best_at        bigint NOT NULL,
	ranked         bigint NOT NULL,
	ranked_at      bigint NOT NULL,
	ranked_expires bigint NOT NULL,
	PRIMARY KEY (uin, appid, kind, start, mode, zone, server, role),
	FOREIGN KEY (uin, appid) REFERENCES player
) WITH (fillfactor = 80);
