package world

import (
	"bytes"
	"context"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
)

// item is one entry of a document's lists. It is there for one call: at and
// value may be kept, the item itself is used again for the next one.
type item struct {
	at    *path
	value any                   // *App, *Account, *Friend, …, *string of words
	tree  func() (*node, error) // its text; nil if that is not at hand
}

// position returns where something in the item stands, 0 if that cannot be
// told.
func (it *item) position(at *path) (line, col int) {
	if it.tree == nil || at == nil {
		return 0, 0
	}
	n, err := it.tree()
	if err != nil {
		return 0, 0
	}
	below := n.walk(at.steps()[2:]) // the first two are the list and the item
	return below.line, below.col
}

// locate finds the lines of problems with the item.
func (it *item) locate(list []Problem) {
	for i := range list {
		list[i].Line, list[i].Column = it.position(list[i].at)
	}
}

// intake decodes what a splitter tells, and hands on items.
type intake struct {
	decoder
	ctx   context.Context
	doc   Document // World and Words, as far as they are known
	top   reflect.Value
	first func() (line, col int)            // where the first key stands
	named map[string]func() (line, col int) // the keys that were there
	world *node                             // the value of world

	field reflect.Value // of the current key; invalid if its value is not wanted
	at    *path         // of the current key
	count int           // items of its list that were told

	do func(it *item) error
	it item
}

func newIntake(ctx context.Context, names *names, do func(it *item) error) *intake {
	in := &intake{decoder: newDecoder(names), ctx: ctx, named: make(map[string]func() (line, col int)), do: do}
	in.top = reflect.ValueOf(&in.doc).Elem()
	return in
}

// locateWorld finds the lines of problems with the world's name: where it
// stands, or where the document begins.
func (in *intake) locateWorld(list []Problem) {
	for i := range list {
		if in.world != nil {
			list[i].Line, list[i].Column = in.world.line, in.world.col
		} else if in.first != nil {
			list[i].Line, list[i].Column = in.first()
		}
	}
}

// key begins a top-level key. What follows it is taken if a document has the
// key and it stands there for the first time.
func (in *intake) key(name string, position func() (line, col int)) {
	if in.first == nil {
		in.first = position
	}
	keys := in.keysOf(in.top.Type())
	i, known := keys.index[name]
	first, again := in.named[name]
	in.field, in.at, in.count = reflect.Value{}, root(name), 0
	switch {
	case !known:
		n := new(node)
		n.line, n.col = position()
		in.unknownKey(n, root(clip(name)), keys)
	case again:
		n := new(node)
		n.line, n.col = position()
		line, _ := first()
		in.againKey(n, in.at, line)
	default:
		in.named[name] = position
		in.field = in.top.Field(i)
	}
}

// value takes the whole value of the current key.
func (in *intake) value(n *node) error {
	if !in.field.IsValid() {
		return nil
	}
	if in.at.name == "world" {
		in.world = n
	}
	in.decoder.value(n, in.field, in.at)
	if in.field.Kind() != reflect.Slice {
		in.names.worldIs(in.doc.World)
		return in.certain()
	}
	list := in.field
	if !in.isWords() {
		defer list.SetZero()
	}
	for i := range list.Len() {
		if err := in.hand(list.Index(i).Addr().Interface(), func() (*node, error) { return n.items[i], nil }); err != nil {
			return err
		}
	}
	return nil
}

// begin begins a list whose items are told one by one. Where there should be
// none they are not looked at.
func (in *intake) begin(position func() (line, col int)) {
	if !in.field.IsValid() || in.field.Kind() == reflect.Slice {
		return
	}
	n := &node{kind: listNode}
	n.line, n.col = position()
	in.decoder.value(n, in.field, in.at)
	if in.at.name == "world" {
		in.world = n
	}
	in.field = reflect.Value{}
}

func (in *intake) isWords() bool { return in.at.name == "words" }

// items takes the next items of the current key's list.
func (in *intake) items(nodes []*node) error {
	for _, n := range nodes {
		if err := in.slow(n, func() (*node, error) { return n, nil }); err != nil {
			return err
		}
	}
	return nil
}

// item takes the next item of the current key's list, which may be JSON. Its
// tree is asked for only if it is not plain.
func (in *intake) item(raw []byte, tree func() (*node, error)) error {
	if in.field.IsValid() && plainJSON(raw) {
		v := reflect.New(in.field.Type().Elem())
		if json.Unmarshal(raw, v.Interface(), json.RejectUnknownMembers(true)) == nil && isNumbered(v.Interface()) {
			return in.hand(v.Interface(), tree)
		}
	}
	n, err := tree()
	if err != nil {
		return err
	}
	return in.slow(n, tree)
}

// plainJSON reports a text that means the same to the JSON library as to our
// own decoder. The library takes null for zero and -0 for a number of ours,
// and lets zero bytes pass.
func plainJSON(raw []byte) bool {
	return !bytes.Contains(raw, []byte("null")) && !bytes.Contains(raw, []byte(`\u`)) && !hasMinusZero(raw)
}

// hasMinusZero reports -0 where a number would begin, and not inside a date.
func hasMinusZero(raw []byte) bool {
	for {
		i := bytes.Index(raw, []byte("-0"))
		if i < 0 {
			return false
		}
		if before := bytes.TrimRight(raw[:i], " \t\r\n"); len(before) == 0 || bytes.IndexByte([]byte(":,["), before[len(before)-1]) >= 0 {
			return true
		}
		raw = raw[i+2:]
	}
}

// slow decodes an item from its tree.
func (in *intake) slow(n *node, tree func() (*node, error)) error {
	if !in.field.IsValid() {
		return nil
	}
	v := reflect.New(in.field.Type().Elem())
	in.decoder.value(n, v.Elem(), in.at.at(in.count))
	return in.hand(v.Interface(), tree)
}

// hand hands an item on.
func (in *intake) hand(value any, tree func() (*node, error)) error {
	if in.count%1024 == 0 && in.ctx.Err() != nil {
		return in.ctx.Err()
	}
	if err := in.certain(); err != nil {
		return err
	}
	in.it = item{at: in.at.at(in.count), value: value, tree: tree}
	in.count++
	if word, ok := value.(*string); ok && in.field.Len() < in.count {
		in.doc.Words = append(in.doc.Words, *word)
	}
	return in.do(&in.it)
}

// certain returns an error if the numbers that were made are not worth much:
// the store failed, or what they depend on stands below them.
func (in *intake) certain() error {
	if in.names.err != nil || !in.names.late {
		return in.names.err
	}
	var line, col int
	if position := in.named[in.at.name]; position != nil { // nil if the text changed since it was read first
		line, col = position()
	}
	return unreadableAt(line, col, fmt.Sprintf("%s stands below what leaves numbers out: in a document of more than %d bytes it must stand above that", in.at.name, MaxYAML))
}
