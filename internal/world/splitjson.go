package world

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonSplitter takes a JSON text apart, token by token, without building a
// tree of it.
type jsonSplitter struct {
	dec   *jsontext.Decoder
	src   Source
	base  int64 // where in src the decoder began
	to    *intake
	lines lineFinder

	raw  []byte                // the item being told
	at   int64                 // where it stands
	read func() (*node, error) // reads it
}

func newJSONSplitter(r io.Reader, src Source, from extent, to *intake) *jsonSplitter {
	s := &jsonSplitter{
		dec: jsontext.NewDecoder(r, jsontext.AllowDuplicateNames(true)), // the intake names both
		src: src, base: from.offset, to: to, lines: lineFinder{src: src},
	}
	s.read = func() (*node, error) { return s.tree(s.raw, s.at, 2) }
	return s
}

// splitJSON tells to what a JSON document consists of, and notes where its
// lists are. Its errors are those of r and to, and [unreadable].
func splitJSON(r io.Reader, src Source, from extent, to *intake, parts map[string]extent) error {
	s := newJSONSplitter(r, src, from, to)
	if s.dec.PeekKind() != '{' {
		return s.unreadable(errNoObject)
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return s.unreadable(err)
	}
	for s.dec.PeekKind() != '}' {
		if err := s.field(parts); err != nil {
			return err
		}
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return s.unreadable(err)
	}
	_, err := s.dec.ReadToken()
	switch {
	case err == nil:
		return s.unreadable(errTrailing)
	case !errors.Is(err, io.EOF):
		return s.unreadable(err)
	}
	return nil
}

// splitJSONList tells to what the list of a key consists of.
func splitJSONList(r io.Reader, src Source, from extent, key string, to *intake) error {
	s := newJSONSplitter(r, src, from, to)
	to.key(key, nil)
	_, err := s.list()
	return err
}

var errNoObject = errors.New("a world document is an object")

func (s *jsonSplitter) offset() int64 { return s.base + s.dec.InputOffset() }

// field reads a key and its value.
func (s *jsonSplitter) field(parts map[string]extent) error {
	name, err := s.dec.ReadValue()
	if err != nil {
		return s.unreadable(err)
	}
	text, err := jsontext.AppendUnquote(nil, name)
	if err != nil {
		return s.unreadable(err)
	}
	key, at := string(text), s.offset()-int64(len(name))
	s.to.key(key, func() (line, col int) { return s.lines.find(at) })
	if s.dec.PeekKind() != '[' {
		return s.value()
	}
	part, err := s.list()
	if _, again := parts[key]; !again {
		parts[key] = part
	}
	return err
}

// value reads a value that is no list.
func (s *jsonSplitter) value() error {
	raw, err := s.dec.ReadValue()
	if err != nil {
		return s.unreadable(err)
	}
	n, err := s.tree(raw, s.offset()-int64(len(raw)), 1)
	if err != nil {
		return err
	}
	return s.to.value(n)
}

// list reads a list and returns where it is.
func (s *jsonSplitter) list() (extent, error) {
	if _, err := s.dec.ReadToken(); err != nil {
		return extent{}, s.unreadable(err)
	}
	part := extent{offset: s.offset() - 1}
	s.to.begin(func() (line, col int) { return s.lines.find(part.offset) })
	if s.dec.PeekKind() == ']' {
		if err := s.to.value(&node{kind: listNode}); err != nil {
			return part, err
		}
	}
	for s.dec.PeekKind() != ']' {
		if err := s.item(); err != nil {
			return part, err
		}
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return part, s.unreadable(err)
	}
	part.size = s.offset() - part.offset
	return part, nil
}

func (s *jsonSplitter) item() error {
	raw, err := s.dec.ReadValue()
	if err != nil {
		return s.unreadable(err)
	}
	s.raw, s.at = raw, s.offset()-int64(len(raw))
	return s.to.item(raw, s.read)
}

// tree reads a value that stands at an offset of the document, some levels
// deep.
func (s *jsonSplitter) tree(raw []byte, at int64, depth int) (*node, error) {
	line, col := s.lines.find(at)
	n, p := readJSONBelow(raw, depth)
	if p == nil {
		n.shift(line-1, col-1)
		return n, nil
	}
	if p.Line == 1 {
		p.Column += col - 1
	}
	p.Line += line - 1
	return nil, &unreadable{*p}
}

// unreadable returns what is wrong with the text; an error of the reader
// stays as it is.
func (s *jsonSplitter) unreadable(err error) error {
	var syntax *jsontext.SyntacticError
	if !errors.As(err, &syntax) && !errors.Is(err, errTrailing) && !errors.Is(err, errNoObject) {
		return err
	}
	text, offset := jsonError(err, s.dec)
	line, col := s.lines.find(s.base + offset)
	return unreadableAt(line, col, text)
}

// lineFinder finds the lines of offsets by counting through the text.
type lineFinder struct {
	src       Source
	offset    int64 // counted to here
	line, col int   // of offset
}

// find returns line and column of an offset, 0 if the text cannot be read.
func (f *lineFinder) find(offset int64) (line, col int) {
	if offset < f.offset || f.line == 0 {
		f.offset, f.line, f.col = 0, 1, 1
	}
	buf := make([]byte, 64<<10)
	for f.offset < offset {
		n, err := f.src.ReadAt(buf[:min(int64(len(buf)), offset-f.offset)], f.offset)
		f.count(buf[:n])
		if err != nil && f.offset < offset {
			return 0, 0
		}
	}
	return f.line, f.col
}

func (f *lineFinder) count(text []byte) {
	if f.offset == 0 && bytes.HasPrefix(text, []byte(byteOrderMark)) {
		f.col-- // it is no character of the text
	}
	f.offset += int64(len(text))
	if last := bytes.LastIndexByte(text, '\n'); last >= 0 {
		f.line += bytes.Count(text, []byte("\n"))
		f.col = 1
		text = text[last+1:]
	}
	for _, b := range text {
		if b&0xC0 != 0x80 { // the first byte of a character
			f.col++
		}
	}
}
