package world

import (
	"context"
	"reflect"
)

// text is a document whose items are read one by one, as often as wanted: a
// [Document] in memory, or a [stream].
type text interface {
	// each gives the items of one list to do, and returns the first error.
	each(ctx context.Context, key string, do func(it *item) error) error
	locator
}

// each implements [text].
func (d *Document) each(ctx context.Context, key string, do func(it *item) error) error {
	list, at := d.list(key), root(key)
	for i := range list.Len() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := do(&item{at: at.at(i), value: list.Index(i).Addr().Interface()}); err != nil {
			return err
		}
	}
	return nil
}

// list returns the list under a key.
func (d *Document) list(key string) reflect.Value {
	v := reflect.ValueOf(d).Elem()
	for i := range v.NumField() {
		if name, ok := keyOf(v.Type().Field(i)); ok && name == key {
			return v.Field(i)
		}
	}
	panic("world: a document has no list " + key)
}

func (d *Document) title() string { return d.src.title() }

func (d *Document) locate(list []*Problem) { d.src.locate(list) }
