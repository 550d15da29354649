package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// environment gives flags their values from environment variables. Kong could do it
// too, but takes an empty variable for a value and reads the process's own
// environment only.
type environment struct {
	getenv func(string) string
}

// Resolve implements [kong.Resolver].
func (e environment) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	return setting{e.value(flag), "$" + variable(flag.Value)}.resolve(flag)
}

// Validate implements [kong.Resolver]: any environment will do.
func (environment) Validate(*kong.Application) error { return nil }

// value returns the text of the flag's variable, empty if it has none.
func (e environment) value(flag *kong.Flag) string {
	if name := variable(flag.Value); name != "" {
		return e.getenv(name)
	}
	return ""
}

// variable is the environment variable that sets a flag, or "".
func variable(v *kong.Value) string { return v.Tag.Get("envvar") }

// helpWithVariable puts the environment variable behind a flag's help.
func helpWithVariable(v *kong.Value) string {
	if name := variable(v); name != "" {
		return v.Help + " [$" + name + "]"
	}
	return v.Help
}

// setting is a flag's value from outside the command line. Empty text means that
// there is none.
type setting struct {
	text   string
	source string // for error messages
}

// resolve is the answer of a [kong.Resolver]. Kong parses what it gets, but would
// not say where a bad value came from, so it is tried here first.
func (s setting) resolve(flag *kong.Flag) (any, error) {
	if s.text == "" {
		return nil, nil
	}
	scan := kong.Scan().PushTyped(s.text, kong.FlagValueToken)
	trial := reflect.New(flag.Target.Type()).Elem()
	if err := flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, trial); err != nil {
		return nil, fmt.Errorf("%s: %w", s.source, err)
	}
	if options := flag.EnumSlice(); flag.Enum != "" && !slices.Contains(options, s.text) {
		return nil, fmt.Errorf("%s: must be one of %s, not %q", s.source, strings.Join(options, ", "), s.text)
	}
	return s.text, nil
}
