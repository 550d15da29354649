package world

import (
	"bytes"
	"reflect"
)

const emptyText = `the document is empty: it needs at least "world: NAME"`

// Parse reads a document; name is what its errors call it, such as a file's
// name. A text that starts with { is JSON, as is every name that ends in
// .json; all else is YAML.
//
// It is strict: unknown keys, keys written twice and values of another type
// are an [*Error]. Numbers are decimal. A text may stand without quotes even
// where YAML would see a number: zoneid: 35 and appkey: 123e45 stay as they
// are written. What the values may be is checked by [Document.Check].
//
// At most [MaxYAML] or [MaxJSON] bytes are read. Nesting and aliases are
// bounded too.
func Parse(name string, data []byte) (*Document, error) {
	data = bytes.Clone(data) // kept for the lines of later problems
	doc := &Document{src: &source{name: name, data: data}}
	tree, unreadable := readTree(name, data)
	d := &decoder{types: make(map[reflect.Type]*structKeys)}
	switch {
	case unreadable != nil:
		d.put(*unreadable)
	case tree.kind == nullNode:
		d.problem(tree, nil, emptyText)
	default:
		d.value(tree, reflect.ValueOf(doc).Elem(), nil)
	}
	if err := d.err(doc.src); err != nil {
		return nil, err
	}
	return doc, nil
}
