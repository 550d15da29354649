package gateway

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Params are the members of a JSON object, read one by one with the JSON
// type that the interface's table demands. The first that is missing or of
// the wrong type is kept as the error, so a reader states its parameters in
// the order of the table and looks once at the end.
//
// An absent member, null and "" are the same: missing (protocol.md 4).
type Params struct {
	members []member
	read    uint64 // which of the first 64 members were asked for, a bit each
	lenient bool   // numbers and numeric strings are interchangeable
	strict  bool   // what is tolerated is refused
	within  string
	err     *ParamError
	notes   *notes // nil: nobody listens
}

type member struct {
	name []byte
	raw  jsontext.Value
}

// ParamError says which parameter was refused and why.
type ParamError struct {
	Name     string // as in "param[1].data"
	Expected string
	Got      string // the JSON type or value found; empty: nothing
}

// Error returns a text for people.
func (e *ParamError) Error() string {
	if e.Got == "" {
		return fmt.Sprintf("parameter %s is missing: expected %s", e.Name, e.Expected)
	}
	return fmt.Sprintf("parameter %s: expected %s, got %s", e.Name, e.Expected, e.Got)
}

// ParseObject reads one JSON object and nothing else. Duplicate names at any
// depth and invalid UTF-8 are errors. The result refers to body.
func ParseObject(body []byte, lenient bool) (Params, error) {
	p := Params{lenient: lenient}
	err := json.Unmarshal(body, &memberReader{&p, body})
	var wrapped *json.SemanticError
	if errors.As(err, &wrapped) && wrapped.Err != nil {
		err = wrapped.Err // without the names of our own types
	}
	return p, err
}

// memberReader reads an object's members without looking into their values.
// It lets [json.Unmarshal] lend its pooled decoder.
type memberReader struct {
	p    *Params
	body []byte
}

var errNoObject = errors.New("it is not a JSON object")

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (r *memberReader) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() != '{' {
		if err := dec.SkipValue(); err != nil {
			return err
		}
		return errNoObject
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != '}' {
		name, err := r.next(dec)
		if err != nil {
			return err
		}
		value, err := r.next(dec)
		if err != nil {
			return err
		}
		if bytes.IndexByte(name, '\\') >= 0 {
			text, _ := unquote(name)
			name = []byte(text)
		} else {
			name = name[1 : len(name)-1]
		}
		r.p.members = append(r.p.members, member{name, value})
	}
	_, err := dec.ReadToken()
	return err
}

// next returns the next name or value as it stands in the body: what the
// decoder itself returns lives only until the next read.
func (r *memberReader) next(dec *jsontext.Decoder) (jsontext.Value, error) {
	v, err := dec.ReadValue()
	end := int(dec.InputOffset())
	return jsontext.Value(r.body[end-len(v) : end]), err
}

// Err returns the first parameter refused, nil if all were good.
func (p *Params) Err() error {
	if p.err == nil {
		return nil
	}
	return p.err
}

// Fail refuses a parameter for its value; only the first refusal is kept.
func (p *Params) Fail(name, expected, got string) {
	if p.err == nil {
		p.err = &ParamError{Name: p.within + name, Expected: expected, Got: got}
	}
}

// Text reads a required string.
func (p *Params) Text(name string) string { return p.text(name, true) }

// OptText reads a string that may be missing.
func (p *Params) OptText(name string) string { return p.text(name, false) }

func (p *Params) text(name string, required bool) string {
	raw, ok := p.find(name)
	if !ok {
		p.missing(name, "a string", raw, required)
		return ""
	}
	if s, ok := p.asText(name, raw); ok {
		return s
	}
	p.Fail(name, "a string", describe(raw))
	return ""
}

// Int reads a required integer of 64 bits.
func (p *Params) Int(name string) int64 {
	n, _ := p.integer(name, true)
	return n
}

// OptInt reads an integer of 64 bits that may be missing.
func (p *Params) OptInt(name string) (n int64, given bool) { return p.integer(name, false) }

func (p *Params) integer(name string, required bool) (n int64, given bool) {
	raw, ok := p.find(name)
	if !ok {
		p.missing(name, "an integer", raw, required)
		return 0, false
	}
	if n, ok := p.asInt(name, raw); ok {
		return n, true
	}
	p.Fail(name, "an integer", describe(raw))
	return 0, true
}

// Texts reads a required array of strings with at least least and at most
// most elements.
func (p *Params) Texts(name string, least, most int) []string {
	raw, ok := p.find(name)
	if !ok {
		p.missing(name, "an array of strings", raw, true)
		return nil
	}
	elements, ok := elementsOf(raw)
	if !ok {
		p.Fail(name, "an array of strings", describe(raw))
		return nil
	}
	if len(elements) < least || len(elements) > most {
		p.Fail(name, fmt.Sprintf("%d to %d elements", least, most), strconv.Itoa(len(elements)))
		return nil
	}
	texts := make([]string, len(elements))
	for i, e := range elements {
		if texts[i], ok = p.asText(name, e); !ok {
			p.Fail(fmt.Sprintf("%s[%d]", name, i), "a string", describe(e))
			return nil
		}
	}
	return texts
}

// Elements returns the elements of an array, unread. given is false if the
// parameter is missing, array if it is something else.
func (p *Params) Elements(name string) (elements []jsontext.Value, given, array bool) {
	raw, ok := p.find(name)
	if !ok {
		return nil, false, false
	}
	elements, array = elementsOf(raw)
	return elements, true, array
}

// Object reads a value, an element of the array parameter name, as an object
// of its own parameters, whose errors name it as name[index]. It reports
// false if the value is no object.
func (p *Params) Object(name string, index int, value jsontext.Value) (*Params, bool) {
	if value.Kind() != '{' {
		return nil, false
	}
	sub, err := ParseObject(value, p.lenient)
	sub.within = fmt.Sprintf("%s%s[%d].", p.within, name, index)
	sub.notes, sub.strict = p.notes, p.strict
	return &sub, err == nil
}

// Adopt takes over what was refused of an object inside this one.
func (p *Params) Adopt(inner *Params) {
	if p.err == nil {
		p.err = inner.err
	}
}

// ParseArray reads one JSON array and nothing else, strictly.
func ParseArray(text []byte) ([]jsontext.Value, bool) {
	v := jsontext.Value(text)
	if !v.IsValid() {
		return nil, false
	}
	return elementsOf(v)
}

// AppID reads a parameter that repeats the appid: a number, a numeric
// string, or nothing. It reports false if it is anything else. typ is its JSON
// type, 0 of nothing.
func (p *Params) AppID(name string) (id int64, typ jsontext.Kind, valid bool) {
	raw, ok := p.find(name)
	if !ok {
		return 0, 0, true
	}
	text := string(raw)
	if raw.Kind() == '"' {
		text, _ = unquote(raw)
	}
	if !digits(text) {
		return 0, raw.Kind(), false
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return id, raw.Kind(), err == nil
}

// missing refuses a required parameter that find did not find, and tolerates
// what stands in for one that may be left out: null, or "" for no string.
func (p *Params) missing(name, expected string, raw jsontext.Value, required bool) {
	switch {
	case required:
		p.Fail(name, expected, "")
	case raw != nil && (raw.Kind() == 'n' || expected != "a string"):
		p.Tolerate(BlankParam, name)
	}
}

// find returns a member's value, and false if it counts as missing.
func (p *Params) find(name string) (jsontext.Value, bool) {
	for i := range p.members {
		if string(p.members[i].name) != name {
			continue
		}
		p.read |= 1 << i
		raw := p.members[i].raw
		return raw, raw.Kind() != 'n' && string(raw) != `""`
	}
	return nil, false
}

func (p *Params) asText(name string, raw jsontext.Value) (string, bool) {
	switch {
	case raw.Kind() == '"':
		s, ok := unquote(raw)
		return s, ok && strings.IndexByte(s, 0) < 0 // no store keeps U+0000 everywhere
	case raw.Kind() == '0' && p.lenient:
		p.Note(name, "a number was taken for a string: the app has lenient_types")
		return string(raw), true
	}
	return "", false
}

func (p *Params) asInt(name string, raw jsontext.Value) (int64, bool) {
	text := string(raw)
	switch {
	case raw.Kind() == '0':
	case raw.Kind() == '"' && p.lenient:
		text, _ = unquote(raw)
	default:
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil && raw.Kind() == '"' {
		p.Note(name, "a string was taken for a number: the app has lenient_types")
	}
	return n, err == nil
}

// unquote returns the text of a valid JSON string.
func unquote(raw jsontext.Value) (string, bool) {
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 {
		return string(inner), true
	}
	b, err := jsontext.AppendUnquote(nil, []byte(raw))
	return string(b), err == nil
}

func elementsOf(raw jsontext.Value) ([]jsontext.Value, bool) {
	if raw.Kind() != '[' {
		return nil, false
	}
	var elements []jsontext.Value
	err := json.Unmarshal(raw, &elements)
	return elements, err == nil
}

// describe names what a JSON value is, for an error text.
func describe(raw jsontext.Value) string {
	switch raw.Kind() {
	case '"':
		s, _ := unquote(raw)
		if strings.IndexByte(s, 0) >= 0 {
			return "a string with U+0000 in it"
		}
		return fmt.Sprintf("the string %q", cut(s))
	case '0':
		return "the number " + cut(string(raw))
	}
	return kind(raw.Kind())
}

// kind names a JSON type, for an error text.
func kind(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "a boolean"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case '[':
		return "an array"
	}
	return "an object"
}
