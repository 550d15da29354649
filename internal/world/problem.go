package world

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tongwan/internal/platform"
)

// maxProblems is how many problems an [Error] tells of one document.
const maxProblems = 20

// Problem is one thing that is wrong with a document.
type Problem struct {
	Line   int    `json:"line,omitempty"`   // from 1; 0: not known
	Column int    `json:"column,omitempty"` // from 1, in characters
	Path   string `json:"path,omitempty"`   // accounts[3].players[0].openid
	Text   string `json:"text"`             // what is wrong, and the way out

	at *path
}

// Error is a document that was refused: all that is wrong with it, in the
// order of its lines. It wraps the platform's reason: [platform.Invalid], or
// [platform.Conflict] for what another world or person has.
type Error struct {
	Name     string    // of the document, as given to [Parse]
	Problems []Problem // at least one, at most 20
	More     int       // problems that are not in the list
	reason   error
}

// Error returns one line for each problem: world.yaml:12:5: apps[0].appid: …
func (e *Error) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.in(e.Name))
	}
	if e.More > 0 {
		fmt.Fprintf(&b, "\n%s: and %d more", cmp.Or(e.Name, "document"), e.More)
	}
	return b.String()
}

// Unwrap returns the platform's refusal.
func (e *Error) Unwrap() error { return e.reason }

func (p Problem) in(name string) string {
	s := cmp.Or(name, "document")
	if p.Line > 0 {
		s += fmt.Sprintf(":%d:%d", p.Line, p.Column)
	}
	if p.Path != "" {
		s += ": " + p.Path
	}
	return s + ": " + p.Text
}

// problems collects what is wrong with a document.
type problems struct {
	list []Problem
	more int
}

func (ps *problems) add(at *path, format string, args ...any) {
	ps.put(Problem{Text: fmt.Sprintf(format, args...), at: at})
}

func (ps *problems) put(p Problem) {
	if len(ps.list) == maxProblems {
		ps.more++
		return
	}
	ps.list = append(ps.list, p)
}

// putFirst puts problems before the others, which give way.
func (ps *problems) putFirst(list []Problem) {
	list = append(list, ps.list...)
	ps.list = list[:min(len(list), maxProblems)]
	ps.more += len(list) - len(ps.list)
}

// err returns nil if there are no problems.
func (ps *problems) err(src locator) error {
	if len(ps.list) == 0 {
		return nil
	}
	return newError(src, ps.list, ps.more, errInvalid())
}

func errInvalid() error {
	return platform.Refuse(platform.Invalid, "the world document is not valid")
}

// locator tells where the paths of a document lead to.
type locator interface {
	title() string          // what errors call the document
	locate(list []*Problem) // finds the lines of problems, 0 where it cannot
}

// newError finds the lines of problems that have only a path yet.
func newError(src locator, list []Problem, more int, reason error) *Error {
	e := &Error{Name: src.title(), Problems: slices.Clone(list), More: more, reason: reason}
	var lost []*Problem
	for i := range e.Problems {
		p := &e.Problems[i]
		p.Path = p.at.String()
		if p.Line == 0 && p.at != nil {
			lost = append(lost, p)
		}
	}
	if len(lost) > 0 {
		src.locate(lost)
	}
	slices.SortStableFunc(e.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return e
}

// source is the text that a document was parsed from. It is read again when a
// problem wants its line: a tree takes many times the memory of its text.
type source struct {
	name string
	data []byte
}

func (s *source) title() string {
	if s == nil {
		return ""
	}
	return s.name
}

func (s *source) locate(list []*Problem) {
	if s == nil {
		return
	}
	tree, _ := readTree(s.name, s.data)
	for _, p := range list {
		p.Line, p.Column = tree.position(p.at)
	}
}

// path leads to a value in a document, from the value up. The nil path is the
// document itself.
type path struct {
	up    *path
	name  string // of a field; "" for an element
	index int
}

func (p *path) key(name string) *path { return &path{up: p, name: name} }

// sub is key, or p itself for "".
func (p *path) sub(name string) *path {
	if name == "" {
		return p
	}
	return p.key(name)
}

func (p *path) at(i int) *path { return &path{up: p, index: i} }

// steps returns the path from the document down.
func (p *path) steps() []*path {
	var list []*path
	for ; p != nil; p = p.up {
		list = append(list, p)
	}
	slices.Reverse(list)
	return list
}

// String returns the path as people write it: accounts[3].players[0].openid.
func (p *path) String() string {
	switch {
	case p == nil:
		return ""
	case p.name == "":
		return p.up.String() + "[" + strconv.Itoa(p.index) + "]"
	case p.up == nil:
		return p.name
	}
	return p.up.String() + "." + p.name
}
