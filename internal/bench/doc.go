// Package bench measures a running `tongwan serve` against a yardstick: a bare
// net/http server on the same machine that reads and decodes the same requests
// and sends answers of the same size, but does nothing for them.
//
// Server, yardstick and load are three processes. The two servers take turns in
// short slices, so that whatever else the machine does hits both, and what
// counts is the ratio of their throughputs, not the figures themselves.
//
// Worlds as wholes, made and removed or put back, are measured against a bare
// table that takes the same documents ([Part]), and a server with --sandbox
// against one without.
//
// With a PostgreSQL of its own ([Config]) a run also holds the server against
// pgbench, and with several sizes of worlds it tells how the cost grows.
//
// [Run] does it all: generate a world ([tongwan/internal/worldgen]), time
// start-up and loading, read the memory, run the parts and the scenarios. [Result] prints
// as a table or as Markdown and encodes as JSON.
package bench
