// Package world reads, checks, applies and writes world documents: the YAML
// or JSON texts that describe everything the platform knows of one world
// (world.md).
//
// A small document is read as a whole; each step is a file:
//
//	text ─ yaml.go, json.go ─▶ tree ─ decode.go ─▶ [Document] ─ check*.go ─ merge*.go ─▶ rows ─ apply.go ─▶ store
//
// A large one is read item by item, twice: first it is only checked, then rows
// are made of it while the store takes them (stream.go, applyfrom.go). The
// items go through the same checks and the same merge, one by one:
//
//	text ─ split.go, splitjson.go ─ intake.go ─▶ item ─ check*.go
//	text ─ split.go, splitjson.go ─ intake.go ─▶ item ─ merge*.go ─▶ row ─ apply.go ─▶ store
//
// A world is written while it is read, whatever its size; what a document nests
// waits in a spool:
//
//	store ─▶ rows ─ export*.go, rowspool.go ─▶ item ─ write.go, emit.go ─▶ text
//
// Numbers that a document leaves out are filled in while it is decoded (fill.go),
// so what follows knows numbers only; names.go and only.go say which they are, and
// made.go tells of all that was made.
//
// What a person can mend in a document is told as an [Error]: several
// problems at once, each with its line, its key and the way out.
package world
