-- +goose Up

-- Signing in and the Game Center. As before, rows lie with the account that
-- they are of, and what is found by another name has a table that leads from
-- the name to the key: code_owner, join_key, boxid. Where a sign-in may send
-- people back to stands in app.settings.

-- The browsers that an account is signed in with.
CREATE TABLE visit (
	uin     bigint NOT NULL REFERENCES account,
	hash    bytea NOT NULL,
	expires bigint NOT NULL,
	PRIMARY KEY (uin, hash)
);

-- The apps that an account let in ("grant" is a word of SQL's own).
CREATE TABLE consent (
	uin   bigint NOT NULL,
	appid bigint NOT NULL,
	scope text NOT NULL,
	at    bigint NOT NULL,
	PRIMARY KEY (uin, appid),
	FOREIGN KEY (uin, appid) REFERENCES player
);

-- Authorization codes. A used one stays for the tokens that came of it: of
-- its refresh tokens the newest is here.
CREATE TABLE code (
	uin          bigint NOT NULL,
	appid        bigint NOT NULL,
	hash         bytea NOT NULL,
	redirect_uri text NOT NULL,
	challenge    text NOT NULL,
	scope        text NOT NULL,
	state        smallint NOT NULL, -- 0 fresh, 1 used, 2 revoked
	refresh      bytea NOT NULL,    -- hash, 32 zero bytes if there is none
	expires      bigint NOT NULL,   -- of the code, then of the refresh token
	PRIMARY KEY (uin, appid, hash),
	FOREIGN KEY (uin, appid) REFERENCES player
) WITH (fillfactor = 80);

-- Leads from a code, and from the refresh tokens that begin with it, to whose
-- it is.
CREATE TABLE code_owner (
	hash  bytea PRIMARY KEY,
	uin   bigint NOT NULL,
	appid bigint NOT NULL
);

-- The code that a session came of: 32 zero bytes if it was issued without
-- one, nothing if it was not issued to an app.
ALTER TABLE session ADD COLUMN code bytea NOT NULL DEFAULT '';

-- Keys that the server made for itself. A few rows that every process reads
-- once: a reference table where tables are distributed.
CREATE TABLE secret (
	name  text COLLATE "C" PRIMARY KEY,
	value bytea NOT NULL
);

CREATE TABLE chest_take (
	uin    bigint NOT NULL, -- who made the chest
	appid  bigint NOT NULL,
	id     text COLLATE "C" NOT NULL, -- of the chest
	number bigint NOT NULL, -- from 0 on, in the order that they came
	taker  bigint NOT NULL,
	at     bigint NOT NULL,
	PRIMARY KEY (uin, appid, id, number),
	UNIQUE (uin, appid, id, taker),
	FOREIGN KEY (uin, appid, id) REFERENCES chest
);

-- Leads from a boxid to the chest, one in a world. Of chests that share one
-- from before, the one of the smallest uin and appid has it.
CREATE TABLE boxid (
	id    text COLLATE "C" NOT NULL,
	world text COLLATE "C" NOT NULL,
	uin   bigint NOT NULL,
	appid bigint NOT NULL,
	PRIMARY KEY (id, world)
);
INSERT INTO boxid (id, world, uin, appid)
SELECT DISTINCT ON (c.id, a.world) c.id, a.world, c.uin, c.appid
FROM chest c JOIN account a ON a.uin = c.uin
ORDER BY c.id, a.world, c.uin, c.appid;

-- Leads from a join key to the group, one in a world. Of bindings that share
-- one from before, the one of the smallest code and appid has it.
CREATE TABLE join_key (
	join_key text COLLATE "C" NOT NULL,
	world    text COLLATE "C" NOT NULL,
	code     bigint NOT NULL,
	appid    bigint NOT NULL,
	PRIMARY KEY (join_key, world)
);
INSERT INTO join_key (join_key, world, code, appid)
SELECT DISTINCT ON (b.join_key, g.world) b.join_key, g.world, b.code, b.appid
FROM group_binding b JOIN chatgroup g ON g.code = b.code
ORDER BY b.join_key, g.world, b.code, b.appid;

CREATE INDEX message_unread ON message (uin, appid) WHERE read = 0;

-- Accounts of a world are listed in the order of their uins.
DROP INDEX account_world;
CREATE INDEX account_world ON account (world, uin);
