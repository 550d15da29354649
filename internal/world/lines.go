package world

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// unreadable is a text that cannot be read, or not in parts.
type unreadable struct{ Problem }

// Error returns the problem.
func (u *unreadable) Error() string { return u.in("") }

func unreadableAt(line, col int, text string) error {
	return &unreadable{Problem{Line: line, Column: col, Text: text}}
}

// maxLine bounds a line, and with it an item that stands on one line.
const maxLine = 64 << 20

// lineReader reads lines and counts them.
type lineReader struct {
	r      *bufio.Reader
	long   []byte // a line longer than the buffer
	number int    // of the line read last
	offset int64  // behind the line read last
}

// next returns the next line with its end, valid until the next call, or
// io.EOF.
func (l *lineReader) next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = l.rest(line)
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
		return nil, err
	}
	l.number++
	l.offset += int64(len(line))
	if !utf8.Valid(line) {
		return nil, unreadableAt(l.number, brokenAt(line), notUTF8)
	}
	return line, nil
}

// rest reads the rest of a line that does not fit into the buffer.
func (l *lineReader) rest(begin []byte) ([]byte, error) {
	l.long = append(l.long[:0], begin...)
	for {
		more, err := l.r.ReadSlice('\n')
		l.long = append(l.long, more...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return l.long, err
		}
		if len(l.long) > maxLine {
			return nil, unreadableAt(l.number+1, 1, "the line is too long: break it, or write the document as JSON")
		}
	}
}

const notUTF8 = "the text is not valid UTF-8: save the file as UTF-8"

// brokenAt returns the column of the first character of a line that is not
// UTF-8.
func brokenAt(line []byte) int {
	col := 1
	for len(line) > 0 {
		r, size := utf8.DecodeRune(line)
		if r == utf8.RuneError && size <= 1 {
			break
		}
		line = line[size:]
		col++
	}
	return col
}

// lineKind is what a line is to the [splitter].
type lineKind int

const (
	blankLine lineKind = iota // or a comment
	keyLine                   // a key at the left margin
	dashLine                  // the beginning of a list's item
	otherLine
	tabLine // indented with a tab, which YAML readers differ about
)

// classify returns what a line is and how far it is indented.
func classify(line []byte) (kind lineKind, indent int) {
	text := bytes.TrimLeft(line, " ")
	indent = len(line) - len(text)
	text = bytes.TrimRight(text, " \t\r\n")
	switch {
	case len(line) > indent && line[indent] == '\t':
		return tabLine, indent
	case len(text) == 0 || text[0] == '#':
		return blankLine, indent
	case text[0] == '-' && (len(text) == 1 || text[1] == ' '):
		return dashLine, indent
	case indent == 0 && keyEnd(text) > 0:
		return keyLine, 0
	}
	return otherLine, indent
}

// keyEnd returns where the plain key ends that a line begins with, 0 if it
// begins with none.
func keyEnd(text []byte) int {
	i := 0
	for i < len(text) && (text[i] == '_' || text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z') {
		i++
	}
	if i < len(text) && text[i] == ':' && (i+1 == len(text) || text[i+1] == ' ') {
		return i
	}
	return 0
}
