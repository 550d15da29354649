-- What the database was made for: one row, written by the first server that
-- opens it. A sandbox keeps tokens readable and lets its clocks be turned,
-- which nobody must mix up with the real thing.

CREATE TABLE purpose (
	only    INTEGER PRIMARY KEY CHECK (only = 1),
	purpose TEXT NOT NULL
) STRICT;
