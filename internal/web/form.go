package web

import (
	"fmt"
	"net/url"
)

// Form is what somebody filled in, with what is wrong about it. The zero
// value is an empty one.
type Form struct {
	values url.Values
	errors map[string]string
}

// Form returns the form that was posted.
func (r *Request) Form() *Form { return &Form{values: r.PostForm} }

// Value returns what stands in a field.
func (f *Form) Value(name string) string {
	if f == nil {
		return ""
	}
	return f.values.Get(name)
}

// Fail says what is wrong in a field; the first thing is kept.
func (f *Form) Fail(name, text string) {
	if f.errors == nil {
		f.errors = make(map[string]string)
	}
	if f.errors[name] == "" {
		f.errors[name] = text
	}
}

// Error returns what is wrong in a field.
func (f *Form) Error(name string) string {
	if f == nil {
		return ""
	}
	return f.errors[name]
}

// newField returns what the template "field" shows: an input with label, hint
// and error. Passwords are never sent back.
func newField(f *Form, name, label, kind string, attrs ...string) (map[string]string, error) {
	if len(attrs)%2 != 0 {
		return nil, fmt.Errorf("field %s: attributes come in pairs", name)
	}
	field := map[string]string{"name": name, "label": label, "type": kind, "error": f.Error(name), "value": f.Value(name)}
	if kind == "password" {
		field["value"] = ""
	}
	for i := 0; i < len(attrs); i += 2 {
		field[attrs[i]] = attrs[i+1]
	}
	return field, nil
}
