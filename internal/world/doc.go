// Package world reads, checks, applies and writes world documents: the YAML
// or JSON texts that describe everything the platform knows of one world
// (world.md).
//
// A document goes through these steps, each a file:
//
//	text ─ yaml.go, json.go ─▶ tree ─ decode.go ─▶ [Document] ─ check.go ─ merge.go ─▶ rows ─ apply.go ─▶ store
//	text ◀─ emit.go ─ [Document] ◀─ export.go ─ rows ◀─ store
//
// What a person can mend in a document is told as an [Error]: several
// problems at once, each with its line, its key and the way out.
package world
