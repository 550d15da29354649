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
	at := n.walk(p.steps())
	return at.line, at.col
}

// walk returns the node that a path leads to, or the nearest one above it.
func (n *node) walk(steps []*path) *node {
	for _, step := range steps {
		below := n.step(step)
		if below == nil {
			return n
		}
		n = below
	}
	return n
}

// step returns what is below n under a name or an index, nil if nothing is.
func (n *node) step(p *path) *node {
	if p.name == "" {
		if n.kind == listNode && p.index < len(n.items) {
			return n.items[p.index]
		}
		return nil
	}
	for _, f := range n.fields {
		if f.name.text == p.name {
			return f.value
		}
	}
	return nil
}

// shift moves a tree that was read by itself to where it stands in its
// document: by lines, and in its first line by columns.
func (n *node) shift(lines, columns int) {
	if n.line == 1 {
		n.col += columns
	}
	n.line += lines
	for _, f := range n.fields {
		f.name.shift(lines, columns)
		f.value.shift(lines, columns)
	}
	for _, item := range n.items {
		item.shift(lines, columns)
	}
}

// The largest texts that are read as a whole, in bytes. YAML takes about a
// hundred times its size in memory, JSON about ten times. Larger ones are
// read in parts, see [ApplyFrom].
const (
	MaxYAML = 8 << 20
	MaxJSON = 64 << 20
)

// maxDepth bounds the nesting of a document, which needs no more than 8.
const maxDepth = 32

// readTree reads a text as JSON if it is that, otherwise as YAML.
func readTree(name string, data []byte) (*node, *Problem) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	if p := checkText(data); p != nil {
		return nil, p
	}
	if looksJSON(name, data) {
		tree, p := readJSON(data)
		if p == nil || namesJSON(name) {
			return tree, p
		}
	}
	return readYAML(data)
}

const byteOrderMark = "\ufeff"

// looksJSON reports whether a document is read as JSON at first, by its name
// and how it begins.
func looksJSON(name string, begin []byte) bool {
	return namesJSON(name) || bytes.HasPrefix(bytes.TrimLeft(begin, " \t\r\n"), []byte("{"))
}

// namesJSON reports whether a document's name allows nothing but JSON.
func namesJSON(name string) bool { return strings.HasSuffix(name, ".json") }

// checkText refuses what neither YAML nor JSON can be.
func checkText(data []byte) *Problem {
	if len(data) > MaxJSON {
		return &Problem{Text: fmt.Sprintf("the document has %d bytes, at most %d are read: split it and apply the parts", len(data), MaxJSON)}
	}
	if utf8.Valid(data) {
		return nil
	}
	line := 1
	for rest := data; ; line++ {
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 || !utf8.Valid(rest[:end]) {
			return &Problem{Line: line, Column: brokenAt(rest), Text: notUTF8}
		}
		rest = rest[end:]
	}
}
