package world

import (
	"bufio"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// width is how many characters a line in flow style may have.
const width = 120

// emitter writes trees as YAML. Errors stick in w until its Flush.
type emitter struct{ w *bufio.Writer }

func (e *emitter) write(parts ...string) {
	for _, s := range parts {
		e.w.WriteString(s)
	}
}

func (e *emitter) indent(n int) { e.write(strings.Repeat(" ", n)) }

// item writes an element of a block list.
func (e *emitter) item(n *node, indent int) {
	e.indent(indent)
	e.write("- ")
	if flow := flowText(n); fits(flow, indent+2) || n.kind != mapNode {
		e.write(flow, "\n")
		return
	}
	e.fields(n.fields, indent+2) // the first one stands behind the dash
}

// fields writes the fields of a block map; the first line is indented already.
func (e *emitter) fields(fields []field, indent int) {
	for i, f := range fields {
		if i > 0 {
			e.indent(indent)
		}
		name := f.name.text + ":"
		flow := flowText(f.value)
		switch {
		case fits(flow, indent+len(name)+1) || len(f.value.fields)+len(f.value.items) == 0:
			e.write(name, " ", flow, "\n")
		case f.value.kind == mapNode:
			e.write(name, "\n")
			e.indent(indent + 2)
			e.fields(f.value.fields, indent+2)
		case f.value.items[0].kind == mapNode:
			e.write(name, "\n")
			for _, item := range f.value.items {
				e.item(item, indent+2)
			}
		default:
			e.write(name, " [")
			e.fill(f.value.items, indent+2)
			e.write("]\n")
		}
	}
}

// fill writes the scalars of a long list, as many on a line as fit.
func (e *emitter) fill(items []*node, indent int) {
	col := width
	for i, item := range items {
		text := flowText(item)
		if i < len(items)-1 {
			text += ","
		}
		if col+1+utf8.RuneCountInString(text) > width {
			e.write("\n")
			e.indent(indent)
			col = indent
		} else {
			e.write(" ")
			col++
		}
		e.write(text)
		col += utf8.RuneCountInString(text)
	}
}

func fits(flow string, col int) bool { return col+utf8.RuneCountInString(flow) <= width }

// flowText returns a value on one line.
func flowText(n *node) string {
	var b strings.Builder
	flow(&b, n)
	return b.String()
}

func flow(b *strings.Builder, n *node) {
	switch n.kind {
	case mapNode:
		b.WriteByte('{')
		for i, f := range n.fields {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(f.name.text + ": ")
			flow(b, f.value)
		}
		b.WriteByte('}')
	case listNode:
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteString(", ")
			}
			flow(b, item)
		}
		b.WriteByte(']')
	case stringNode:
		b.WriteString(scalarText(n.text))
	default:
		b.WriteString(n.text)
	}
}

var (
	timeLike   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)$`)
	numberLike = regexp.MustCompile(`^[-+.\d][-+.:_eExXoO\d]*$|^[-+]?0[xX][\da-fA-F_]*$`)
	wordLike   = regexp.MustCompile(`^(?i:true|false|yes|no|on|off|y|n|null|inf|nan)$`)
)

// scalarText returns a text as YAML: as it is, if every YAML reader takes it
// for that text, otherwise in double quotes.
func scalarText(s string) string {
	if timeLike.MatchString(s) {
		return s
	}
	plain := s != "" && !numberLike.MatchString(s) && !wordLike.MatchString(s) && strings.IndexFunc(s, notPlain) < 0
	if first, _ := utf8.DecodeRuneInString(s); plain && first != '-' && first != '.' {
		return s
	}
	return quote(s)
}

// notPlain reports the characters that a text without quotes does not have
// here: all but letters, digits and a few marks.
func notPlain(r rune) bool {
	return !(unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-./+", r))
}

// quote writes a text in double quotes. What cannot be seen, and what could
// end a line, is escaped.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == ' ' || unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
