package world

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// node is a value of a document's text: what YAML and JSON have in common.
type node struct {
	kind      nodeKind
	line, col int
	text      string  // of a scalar; a plain one is as written: 0123, 1e5, true
	fields    []field // of a map
	items     []*node // of a list
}

type nodeKind int

const (
	nullNode   nodeKind = iota
	plainNode           // a number, a boolean, or text without quotes
	stringNode          // text in quotes
	mapNode
	listNode
)

type field struct {
	name  *node // a scalar
	value *node
}

// describe names what a node is, for error messages.
func (n *node) describe() string {
	switch n.kind {
	case nullNode:
		return "nothing"
	case plainNode:
		return clip(n.text)
	case stringNode:
		return fmt.Sprintf("the text %q", clip(n.text))
	case mapNode:
		return "a map"
	default:
		return "a list"
	}
}

// position returns the line and column of a path, 0 if there is no tree.
func (n *node) position(p *path) (line, col int) {
	if n == nil {
		return 0, 0
	}
	at := n.find(p)
	return at.line, at.col
}

// find returns the node that a path leads to, or the nearest one above it.
func (n *node) find(p *path) *node {
	if p == nil {
		return n
	}
	above := n.find(p.up)
	if p.name == "" {
		if above.kind == listNode && p.index < len(above.items) {
			return above.items[p.index]
		}
		return above
	}
	for _, f := range above.fields {
		if f.name.text == p.name {
			return f.value
		}
	}
	return above
}

// The largest texts that are read, in bytes. YAML takes about a hundred
// times its size in memory, JSON about ten times: large worlds come as JSON.
const (
	MaxYAML = 64 << 20
	MaxJSON = 1 << 30
)

// maxDepth bounds the nesting of a document, which needs no more than 8.
const maxDepth = 32

// readTree reads a text as JSON if it is that, otherwise as YAML.
func readTree(name string, data []byte) (*node, *Problem) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if p := checkText(data); p != nil {
		return nil, p
	}
	isJSON := strings.HasSuffix(name, ".json")
	if isJSON || bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) {
		tree, p := readJSON(data)
		if p == nil || isJSON {
			return tree, p
		}
	}
	return readYAML(data)
}

// checkText refuses what neither YAML nor JSON can be.
func checkText(data []byte) *Problem {
	if len(data) > MaxJSON {
		return &Problem{Text: fmt.Sprintf("the document has %d bytes, at most %d are read: split it and apply the parts", len(data), MaxJSON)}
	}
	if utf8.Valid(data) {
		return nil
	}
	rest, at := data, 0
	for {
		r, size := utf8.DecodeRune(rest[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	line := 1 + bytes.Count(data[:at], []byte("\n"))
	col := 1 + utf8.RuneCount(data[bytes.LastIndexByte(data[:at], '\n')+1:at])
	return &Problem{Line: line, Column: col, Text: "the text is not valid UTF-8: save the file as UTF-8"}
}
