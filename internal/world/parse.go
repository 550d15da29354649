package world

import (
	"bytes"
	"cmp"
	"context"
	"reflect"
	"slices"
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
//
// Numbers that are left out are made as for an empty server: one that has
// other worlds may give others.
func Parse(name string, data []byte) (*Document, error) {
	return parseWith(name, bytes.Clone(data), newNames(context.Background(), nil, ""))
}

// parseWith is Parse of data that does not change, which is kept for the lines
// of later problems.
func parseWith(name string, data []byte, names *names) (*Document, error) {
	doc := &Document{src: &source{name: name, data: data}, names: names}
	tree, unreadable := readTree(name, data)
	d := newDecoder(names)
	switch {
	case unreadable != nil:
		d.put(*unreadable)
	case tree.kind == nullNode:
		d.problem(tree, nil, emptyText)
	default:
		namesFirst(tree)
		if world := tree.step(root("world")); world != nil {
			names.worldIs(world.text)
		}
		d.value(tree, reflect.ValueOf(doc).Elem(), nil)
	}
	if err := cmp.Or(names.err, d.err(doc.src)); err != nil {
		return nil, err
	}
	return doc, nil
}

// namesFirst moves what numbers depend on to the front: the world, and then
// the apps.
func namesFirst(tree *node) {
	first := []string{"apps", "world"}
	slices.SortStableFunc(tree.fields, func(a, b field) int {
		return slices.Index(first, b.name.text) - slices.Index(first, a.name.text)
	})
}
