package world

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// isName reports whether a text can be a name in the place of a number. One
// that looks like a number cannot: it is one that was mistyped, or that lost
// its type on the way here.
func isName(n *node) bool {
	return (n.kind == plainNode || n.kind == stringNode) && n.text != "" && len(n.text) <= maxName &&
		utf8.ValidString(n.text) && !strings.ContainsRune(n.text, 0) && !numberLike.MatchString(n.text)
}

// numberOf returns the number of what n calls by name.
func (d *decoder) numberOf(k kind, name string, n *node, at *path) int64 {
	number, err := d.names.number(k, name)
	if err != nil {
		d.problem(n, at, "%v", err)
	}
	return number
}

// fill gives a thing that n describes the numbers that it leaves out: its own,
// and that of the only app. The keys that it has are seen.
func (d *decoder) fill(n *node, v reflect.Value, seen map[string]int, at *path) {
	left := func(key string) bool { _, has := seen[key]; return !has }
	switch x := v.Addr().Interface().(type) {
	case *App:
		if left("appid") {
			x.AppID = d.numberOf(anApp, nameOf(x.Name), n, at)
		}
		d.names.describes(x.AppID)
	case *Account:
		if left("uin") {
			x.UIN = d.numberOf(anAccount, nameOf(x.Nickname), n, at)
		}
	case *Group:
		if left("code") {
			x.Code = d.numberOf(aGroup, nameOf(x.Name), n, at)
		}
	case *Player, *Binding, *Message, *Score, *Chest, *Unbind:
		if left("appid") {
			v.Field(d.keysOf(v.Type()).index["appid"]).SetInt(d.onlyApp(n, at.key("appid")))
		}
	}
}

func (d *decoder) onlyApp(n *node, at *path) int64 {
	number, err := d.names.only()
	if err != nil {
		d.problem(n, at, "%v", err)
	}
	return number
}

// nameOf returns a name, "" if it is left out. More than one can have, which
// is told elsewhere, is cut off.
func nameOf(s *string) string {
	if s == nil {
		return ""
	}
	return (*s)[:min(len(*s), maxName)]
}

// isNumbered reports whether an item has all numbers that fill would give it.
// An app never has, since names wants to hear of it.
func isNumbered(v any) bool {
	switch v := v.(type) {
	case *App:
		return false
	case *Account:
		return v.UIN != 0 && !slices.ContainsFunc(v.Players, func(p Player) bool { return p.AppID == 0 })
	case *Group:
		return v.Code != 0 && !slices.ContainsFunc(v.Bindings, func(b Binding) bool { return b.AppID == 0 })
	case *Message:
		return v.AppID != 0
	case *Score:
		return v.AppID != 0
	case *Chest:
		return v.AppID != 0
	case *Unbind:
		return v.AppID != 0
	}
	return true
}
