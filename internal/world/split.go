package world

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// splitter takes a YAML text apart without building a tree of it: at its
// top-level keys, and inside a list in block style at the dashes of its
// items. An item that is one JSON object on one line is told as that; others
// go through the YAML parser, some at a time.
//
// It relies on little: a key at the left margin, and dashes that stand in one
// column. Where a text is anything else it gives up, and never guesses.
type splitter struct {
	lines lineReader
	to    *intake
	parts map[string]extent // where the keys are; nil if nobody asks

	key     string // that the lines belong to; "" before the first
	keyLine int
	state   splitState
	ended   bool // there are no more lines
	column  int  // of the dashes

	buf   []byte                // lines not told yet
	first int                   // number of the first of them
	items int                   // how many items begin in them
	one   int                   // length of the first line, if that is all of an item that looks like JSON
	tree  func() (*node, error) // reads the item that is told as JSON
}

type splitState int

const (
	beforeKey splitState = iota
	afterKey             // the key stands alone on its line
	inList               // its value is a list in block style
	inValue              // its value is something else
)

// extent is a part of a text: a key with its value.
type extent struct {
	offset, size int64
	line         int // at offset
}

// The sizes of what goes through the YAML parser at once, in bytes. It takes
// about a hundred times that in memory.
const (
	chunkSize = 32 << 10
	maxChunk  = MaxYAML
)

// splitYAML tells to what a text, or a part of one that begins at a place,
// consists of. Its errors are those of
// r and to, and [unreadable].
func splitYAML(r io.Reader, from extent, to *intake, parts map[string]extent) error {
	s := &splitter{to: to, parts: parts}
	s.tree = s.single
	s.lines = lineReader{r: bufio.NewReaderSize(r, 64<<10), number: from.line - 1, offset: from.offset}
	for {
		begin := s.lines.offset
		line, err := s.lines.next()
		switch {
		case errors.Is(err, io.EOF):
			return s.end()
		case err != nil:
			return err
		}
		if err := s.line(line, begin); err != nil {
			return err
		}
	}
}

func (s *splitter) end() error {
	if s.state == beforeKey {
		return unreadableAt(1, 1, emptyText)
	}
	s.ended = true
	s.close(s.lines.offset)
	return s.flush()
}

// close ends the part of the current key.
func (s *splitter) close(end int64) {
	if e, ok := s.parts[s.key]; ok && e.size == 0 {
		e.size = end - e.offset
		s.parts[s.key] = e
	}
}

func (s *splitter) line(line []byte, begin int64) error {
	if cr := bytes.IndexByte(line, '\r'); cr >= 0 && cr != len(line)-2 {
		return s.givenUp("has a carriage return within")
	}
	kind, indent := classify(line)
	switch {
	case kind == tabLine:
		return s.givenUp("is indented with a tab")
	case kind == blankLine:
		return s.more(line)
	case kind == keyLine:
		return s.begin(line, begin)
	case s.state == beforeKey && string(bytes.TrimRight(line, " \r\n")) == "---":
		return nil
	case s.state == beforeKey, indent == 0 && kind != dashLine:
		return s.givenUp("is no key")
	case s.state == afterKey && kind == dashLine:
		s.buf, s.state, s.column = s.buf[:0], inList, indent
		first := s.lines.number
		s.to.begin(func() (line, col int) { return first, indent + 1 })
		return s.item(line)
	case s.state == afterKey:
		s.state = inValue
	case s.state == inList && kind == dashLine && indent == s.column:
		return s.item(line)
	case s.state == inList && indent <= s.column, s.state == inValue && indent == 0:
		return s.givenUp("is indented less than the list before it")
	}
	return s.more(line)
}

// begin begins a top-level key.
func (s *splitter) begin(line []byte, at int64) error {
	if err := s.flush(); err != nil {
		return err
	}
	s.close(at)
	end := keyEnd(bytes.TrimRight(line, " \t\r\n"))
	s.key, s.keyLine = string(line[:end]), s.lines.number
	if _, again := s.parts[s.key]; !again && s.parts != nil {
		s.parts[s.key] = extent{offset: at, line: s.keyLine}
	}
	first := s.keyLine
	s.to.key(s.key, func() (line, col int) { return first, 1 })
	s.buf, s.first = append(s.buf[:0], line...), s.keyLine
	rest := bytes.TrimLeft(line[end+1:], " ")
	s.state = inValue
	if kind, _ := classify(rest); kind == blankLine {
		s.state = afterKey
	}
	return nil
}

// item begins an item of a list. Items in JSON are told one by one, others
// together.
func (s *splitter) item(line []byte) error {
	json := looksLikeJSON(line[s.column+1:])
	if json || s.one > 0 || len(s.buf) > chunkSize {
		if err := s.flush(); err != nil {
			return err
		}
	}
	if len(s.buf) == 0 {
		s.first = s.lines.number
	}
	s.items++
	s.buf = append(s.buf, line...)
	if json {
		s.one = len(s.buf)
	}
	return nil
}

// looksLikeJSON reports a text on one line from brace to brace.
func looksLikeJSON(text []byte) bool {
	text = bytes.Trim(text, " \r\n")
	return len(text) > 2 && text[0] == '{' && text[1] == '"' && text[len(text)-1] == '}'
}

// more adds a line to what came before it.
func (s *splitter) more(line []byte) error {
	if s.state == beforeKey {
		return nil
	}
	if len(s.buf)+len(line) > maxChunk {
		return s.givenUp(fmt.Sprintf("belongs to a value of more than %d bytes", maxChunk))
	}
	if kind, _ := classify(line); kind != blankLine {
		s.one = 0 // the item goes on
	}
	s.buf = append(s.buf, line...)
	return nil
}

// flush tells what was gathered.
func (s *splitter) flush() error {
	if s.state == beforeKey || len(s.buf) == 0 {
		return nil
	}
	defer func() { s.buf, s.one, s.items = s.buf[:0], 0, 0 }()
	switch {
	case s.state != inList:
		n, err := s.fragment(s.buf, s.first)
		if err != nil {
			return err
		}
		return s.to.value(n)
	case s.one > 0:
		return s.to.item(bytes.Trim(s.buf[s.column+1:s.one], " \r\n"), s.tree)
	}
	list, err := s.list(s.buf, s.items)
	if err != nil {
		return err
	}
	return s.to.items(list)
}

// single reads the item that is told as JSON.
func (s *splitter) single() (*node, error) {
	list, err := s.list(s.buf[:s.one], 1)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// list reads items as they would be read below their key.
func (s *splitter) list(text []byte, items int) ([]*node, error) {
	n, err := s.fragment(append([]byte(s.key+":\n"), text...), s.first-1)
	if err != nil {
		return nil, err
	}
	if n.kind != listNode || len(n.items) != items {
		return nil, unreadableAt(s.first, 1, inParts("holds a list that is not what its dashes say"))
	}
	return n.items, nil
}

// behind stands behind a fragment that does not end the text: so the parser
// sees it as it would see it there, and a quote that is not closed shows.
const behind = "behind: 0\n"

// fragment reads a key with its value and returns the value.
func (s *splitter) fragment(text []byte, line int) (*node, error) {
	fields := 1
	if !s.ended {
		text, fields = append(text, behind...), 2
	}
	n, problem := readFragment(text)
	if problem != nil {
		p := *problem
		if p.Line > 0 {
			p.Line += line - 1
		}
		return nil, &unreadable{p}
	}
	if n.kind != mapNode || len(n.fields) != fields || n.fields[0].name.text != s.key {
		return nil, unreadableAt(s.keyLine, 1, inParts("is no key with a value"))
	}
	n.shift(line-1, 0)
	return n.fields[0].value, nil
}

func (s *splitter) givenUp(why string) error {
	return unreadableAt(s.lines.number, 1, inParts(why))
}

// inParts is the text of a problem with a line that keeps a text from being
// read in parts.
func inParts(why string) string {
	return fmt.Sprintf("the line %s: a YAML document of more than %d bytes must have its keys at the left margin and lists in block style, without anchors; or write it as JSON", why, MaxYAML)
}
