-- Signing in and the Game Center. What is found by another name than its
-- key has an index: a code by its hash, a group by its join key, a chest by
-- its boxid. These two are unique in a world, which older databases were not
-- held to; writes check it.

-- The browsers that an account is signed in with.
CREATE TABLE visit (
	uin     INTEGER NOT NULL REFERENCES account,
	hash    BLOB NOT NULL,
	expires INTEGER NOT NULL,
	PRIMARY KEY (uin, hash)
) STRICT, WITHOUT ROWID;

-- The apps that an account let in ("grant" is a word of SQL's own).
CREATE TABLE consent (
	uin   INTEGER NOT NULL,
	appid INTEGER NOT NULL,
	scope TEXT NOT NULL,
	at    INTEGER NOT NULL,
	PRIMARY KEY (uin, appid),
	FOREIGN KEY (uin, appid) REFERENCES player
) STRICT, WITHOUT ROWID;

-- Authorization codes. A used one stays for the tokens that came of it: of
-- its refresh tokens the newest is here.
CREATE TABLE code (
	uin          INTEGER NOT NULL,
	appid        INTEGER NOT NULL,
	hash         BLOB NOT NULL,
	redirect_uri TEXT NOT NULL,
	challenge    TEXT NOT NULL,
	scope        TEXT NOT NULL,
	state        INTEGER NOT NULL, -- 0 fresh, 1 used, 2 revoked
	refresh      BLOB NOT NULL,    -- hash, 32 zero bytes if there is none
	expires      INTEGER NOT NULL, -- of the code, then of the refresh token
	PRIMARY KEY (uin, appid, hash),
	FOREIGN KEY (uin, appid) REFERENCES player
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX code_hash ON code (hash);

-- The code that a session came of: 32 zero bytes if it was issued without
-- one, nothing if it was not issued to an app.
ALTER TABLE session ADD COLUMN code BLOB NOT NULL DEFAULT x'';

-- Keys that the server made for itself.
CREATE TABLE secret (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE chest_take (
	uin    INTEGER NOT NULL, -- who made the chest
	appid  INTEGER NOT NULL,
	id     TEXT NOT NULL,    -- of the chest
	number INTEGER NOT NULL, -- from 0 on, in the order that they came
	taker  INTEGER NOT NULL REFERENCES account,
	at     INTEGER NOT NULL,
	PRIMARY KEY (uin, appid, id, number),
	FOREIGN KEY (uin, appid, id) REFERENCES chest
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX chest_take_taker ON chest_take (uin, appid, id, taker);

CREATE INDEX chest_id ON chest (id);
CREATE INDEX group_binding_join_key ON group_binding (join_key);
CREATE INDEX message_unread ON message (uin, appid) WHERE read = 0;
