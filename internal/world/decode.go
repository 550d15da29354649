package world

import (
	"encoding"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decoder fills a Go value from a tree. It is strict: a key that the type
// does not have, a key written twice and a value of another type are
// problems, and it goes on after each to find more.
type decoder struct {
	problems
	types map[reflect.Type]*structKeys
	names *names
	of    kind // what the number being decoded is of, and may be called by name; "" for other numbers
}

func newDecoder(names *names) decoder {
	return decoder{types: make(map[reflect.Type]*structKeys), names: names}
}

// structKeys are the keys of a struct type, from its json tags, and what
// their numbers are of, from its of tags.
type structKeys struct {
	names []string
	index map[string]int  // of the field
	of    map[string]kind // none where the number is no other thing's
}

func (d *decoder) keysOf(t reflect.Type) *structKeys {
	if k, ok := d.types[t]; ok {
		return k
	}
	k := &structKeys{index: make(map[string]int), of: make(map[string]kind)}
	for i := range t.NumField() {
		name, ok := keyOf(t.Field(i))
		if !ok {
			continue
		}
		k.names = append(k.names, name)
		k.index[name] = i
		if of := t.Field(i).Tag.Get("of"); of != "" {
			k.of[name] = kind(of)
		}
	}
	d.types[t] = k
	return k
}

// keyOf returns the key of a field.
func keyOf(f reflect.StructField) (name string, ok bool) {
	tag, ok := f.Tag.Lookup("json")
	name, _, _ = strings.Cut(tag, ",")
	return name, ok
}

// problem adds a problem with a node's own line.
func (d *decoder) problem(n *node, at *path, format string, args ...any) {
	before := len(d.list)
	d.add(at, format, args...)
	if len(d.list) > before {
		d.list[before].Line, d.list[before].Column = n.line, n.col
	}
}

var textType = reflect.TypeFor[encoding.TextUnmarshaler]()

// value decodes n into v, which can be set.
func (d *decoder) value(n *node, v reflect.Value, at *path) {
	if n.kind == nullNode {
		d.problem(n, at, `there is no value: leave the key out, or write "" for an empty text`)
		return
	}
	if reflect.PointerTo(v.Type()).Implements(textType) {
		d.marshaler(n, v, at)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), at)
	case reflect.Struct:
		d.object(n, v, at)
	case reflect.Slice:
		d.sequence(n, v, at)
	case reflect.String:
		if text, ok := d.text(n, at); ok {
			v.SetString(text)
		}
	default:
		d.plain(n, v, at)
	}
}

func (d *decoder) object(n *node, v reflect.Value, at *path) {
	if n.kind != mapNode {
		d.problem(n, at, "must be a map with keys, got %s", n.describe())
		return
	}
	keys := d.keysOf(v.Type())
	seen := make(map[string]int, len(n.fields))
	for _, f := range n.fields {
		name := f.name.text
		i, known := keys.index[name]
		first, again := seen[name]
		switch {
		case !known:
			d.unknownKey(f.name, at.key(clip(name)), keys)
		case again:
			d.againKey(f.name, at.key(name), first)
		default:
			seen[name] = f.name.line
			d.of = keys.of[name]
			d.value(f.value, v.Field(i), at.key(name))
			d.of = ""
		}
	}
	d.fill(n, v, seen, at)
}

func (d *decoder) unknownKey(n *node, at *path, keys *structKeys) {
	d.problem(n, at, "unknown key: the keys here are %s", strings.Join(keys.names, ", "))
}

func (d *decoder) againKey(n *node, at *path, first int) {
	d.problem(n, at, "the key is written twice, first on line %d: remove one", first)
}

func (d *decoder) sequence(n *node, v reflect.Value, at *path) {
	if n.kind != listNode {
		d.problem(n, at, "must be a list, got %s", n.describe())
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	for i, item := range n.items {
		d.value(item, v.Index(i), at.at(i))
	}
}

// marshaler decodes the types of values.go.
func (d *decoder) marshaler(n *node, v reflect.Value, at *path) {
	text, ok := d.text(n, at)
	if !ok {
		return
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
		d.problem(n, at, "%v", err)
	}
}

// text returns a scalar's text as it was written: 35 without quotes is "35".
func (d *decoder) text(n *node, at *path) (string, bool) {
	switch {
	case n.kind != plainNode && n.kind != stringNode:
		d.problem(n, at, "must be a text, got %s", n.describe())
		return "", false
	case strings.ContainsRune(n.text, 0) || !utf8.ValidString(n.text):
		d.problem(n, at, "must not contain zero bytes or broken UTF-8, got %q", clip(n.text))
		return "", false
	}
	return n.text, true
}

// plain decodes numbers and booleans, which stand without quotes.
func (d *decoder) plain(n *node, v reflect.Value, at *path) {
	switch v.Kind() {
	case reflect.Bool:
		if n.kind == plainNode && (n.text == "true" || n.text == "false") {
			v.SetBool(n.text == "true")
			return
		}
		d.problem(n, at, "must be true or false, without quotes, got %s", n.describe())
	case reflect.Int, reflect.Int64:
		d.number(n, v, at)
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.text, 64)
		if n.kind == plainNode && err == nil && decimalPoint(n.text) {
			v.SetFloat(f)
			return
		}
		d.problem(n, at, "must be a number without quotes, got %s", n.describe())
	default:
		panic("world: a document type has a field of kind " + v.Kind().String())
	}
}

// number decodes a whole number or, where something has it, a name.
func (d *decoder) number(n *node, v reflect.Value, at *path) {
	i, err := strconv.ParseInt(n.text, 10, 64)
	switch {
	case n.kind == plainNode && err == nil && strconv.FormatInt(i, 10) == n.text:
		v.SetInt(i)
	case d.of != "" && isName(n):
		v.SetInt(d.numberOf(d.of, n.text, n, at))
	default:
		d.problem(n, at, "must be a whole number of 64 bits, in decimal digits without quotes%s, got %s", d.of.orName(), n.describe())
	}
}

// decimalPoint reports a text of the characters that a decimal number has: no
// hex, no underscores, no infinity.
func decimalPoint(s string) bool { return strings.Trim(s, "0123456789.eE+-") == "" }
