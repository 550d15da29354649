package world

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonReader reads JSON into a tree and counts lines as it goes.
type jsonReader struct {
	dec       *jsontext.Decoder
	data      []byte
	counted   int // bytes of data that line counts
	line      int
	lineStart int // offset of the line's first byte
}

// readJSON reads one JSON value.
func readJSON(data []byte) (*node, *Problem) { return readJSONBelow(data, 0) }

// readJSONBelow reads a JSON value that lies depth levels deep in a document.
func readJSONBelow(data []byte, depth int) (*node, *Problem) {
	r := &jsonReader{
		dec:  jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true)), // decode.go names both
		data: data,
		line: 1,
	}
	n, err := r.value(depth)
	if err != nil {
		return nil, r.problem(err)
	}
	if _, err := r.dec.ReadToken(); err == nil {
		return nil, r.problem(errTrailing)
	} else if !errors.Is(err, io.EOF) {
		return nil, r.problem(err)
	}
	return n, nil
}

var errTrailing = errors.New("there is something after the end of the document")

func (r *jsonReader) value(depth int) (*node, error) {
	kind := r.dec.PeekKind()
	if kind != '{' && kind != '[' {
		return r.scalar()
	}
	if depth == maxDepth {
		return nil, fmt.Errorf("the document is nested deeper than %d levels", maxDepth)
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return nil, err
	}
	n := r.node(mapNode, 1)
	if kind == '[' {
		n.kind = listNode
	}
	for end := kind + 2; r.dec.PeekKind() != end; { // ']' is '['+2, '}' is '{'+2
		if err := r.element(n, depth); err != nil {
			return nil, err
		}
	}
	_, err := r.dec.ReadToken()
	return n, err
}

// element reads the next field or item of n.
func (r *jsonReader) element(n *node, depth int) error {
	var name *node
	if n.kind == mapNode {
		var err error
		if name, err = r.scalar(); err != nil {
			return err
		}
	}
	v, err := r.value(depth + 1)
	if err != nil {
		return err
	}
	if n.kind == mapNode {
		n.fields = append(n.fields, field{name, v})
	} else {
		n.items = append(n.items, v)
	}
	return nil
}

func (r *jsonReader) scalar() (*node, error) {
	raw, err := r.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	switch raw.Kind() {
	case 'n':
		return r.node(nullNode, len(raw)), nil
	case '"':
		n := r.node(stringNode, len(raw))
		text, err := jsontext.AppendUnquote(nil, raw)
		n.text = string(text)
		return n, err
	default:
		n := r.node(plainNode, len(raw))
		n.text = string(raw)
		return n, nil
	}
}

// node makes a node for the size bytes that were just read.
func (r *jsonReader) node(kind nodeKind, size int) *node {
	line, col := r.position(int(r.dec.InputOffset()) - size)
	return &node{kind: kind, line: line, col: col}
}

// position returns line and column of an offset, which never goes back.
func (r *jsonReader) position(offset int) (line, col int) {
	offset = min(max(offset, r.counted), len(r.data))
	for ; r.counted < offset; r.counted++ {
		if r.data[r.counted] == '\n' {
			r.line++
			r.lineStart = r.counted + 1
		}
	}
	return r.line, 1 + utf8.RuneCount(r.data[r.lineStart:offset])
}

func (r *jsonReader) problem(err error) *Problem {
	text, offset := jsonError(err, r.dec)
	p := &Problem{Text: text}
	p.Line, p.Column = r.position(int(offset))
	return p
}

// jsonError returns what is wrong and where.
func jsonError(err error, dec *jsontext.Decoder) (text string, offset int64) {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		return "the JSON cannot be read: " + syntax.Err.Error(), syntax.ByteOffset
	}
	return "the JSON cannot be read: " + err.Error(), dec.InputOffset()
}
