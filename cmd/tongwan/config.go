package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// configFile gives flags their values from a YAML file whose keys are the flags'
// names. It keeps silent about flags that the environment sets, so that the order
// is: command line, environment, file, default.
type configFile struct {
	settings map[string]setting // by flag name
	env      environment
}

// Resolve implements [kong.Resolver].
func (c configFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if c.env.value(flag) != "" {
		return nil, nil
	}
	return c.settings[flag.Name].resolve(flag)
}

// Validate implements [kong.Resolver]; [readConfig] has done it.
func (configFile) Validate(*kong.Application) error { return nil }

// readConfig reads the settings of a configuration file. A key that is none of the
// names is an error, and so are duplicates, lists and maps; each error begins with
// "FILE:LINE:". A key without a value counts as left out.
func readConfig(path string, names []string) (map[string]setting, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, yamlError(path, err)
	}
	settings := map[string]setting{}
	for _, doc := range file.Docs {
		if err := readSettings(path, doc.Body, names, settings); err != nil {
			return nil, err
		}
	}
	return settings, nil
}

func readSettings(path string, body ast.Node, names []string, settings map[string]setting) error {
	switch body := body.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return nil
	case ast.MapNode:
		for entries := body.MapRange(); entries.Next(); {
			if err := readSetting(path, entries.KeyValue(), names, settings); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("%s: want lines like \"listen: 127.0.0.1:8080\"", position(path, body))
}

func readSetting(path string, entry *ast.MappingValueNode, names []string, settings map[string]setting) error {
	key, at := entry.Key.GetToken().Value, position(path, entry.Key)
	if !slices.Contains(names, key) {
		return fmt.Errorf("%s: unknown key %q; the keys are %s", at, key, strings.Join(names, ", "))
	}
	if _, twice := settings[key]; twice {
		return fmt.Errorf("%s: %s is set twice", at, key)
	}
	text, ok := scalar(entry.Value)
	if !ok {
		return fmt.Errorf("%s: %s takes one value, not a list or a map", at, key)
	}
	settings[key] = setting{text, at}
	return nil
}

// scalar returns a value as it would be written behind a flag, "" for null.
func scalar(node ast.Node) (text string, ok bool) {
	switch node := node.(type) {
	case *ast.NullNode:
		return "", true
	case *ast.LiteralNode:
		return node.Value.Value, true
	case ast.ScalarNode:
		return node.GetToken().Value, true
	}
	return "", false
}

func position(path string, node ast.Node) string {
	return fmt.Sprintf("%s:%d", path, node.GetToken().Position.Line)
}

// yamlError puts a parser's error into one line with file and line in front.
func yamlError(path string, err error) error {
	var syntax yaml.Error
	if errors.As(err, &syntax) && syntax.GetToken() != nil {
		return fmt.Errorf("%s:%d: %s", path, syntax.GetToken().Position.Line, syntax.GetMessage())
	}
	return fmt.Errorf("%s: %w", path, err)
}
