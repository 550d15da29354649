package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// RuleError says which rule of a list was refused, and for which of its keys.
type RuleError struct {
	Index int    // of the rule in its list
	Key   string // empty: the rule as a whole
	Got   string // the value found; empty: not told
	Text  string // in place of what Key takes
}

// Error names rule, key and the way out.
func (e *RuleError) Error() string {
	at := fmt.Sprintf("faults[%d]", e.Index)
	if e.Key != "" {
		at += "." + e.Key
	}
	text := e.Text
	if text == "" {
		text = "must be " + forms[e.Key]
	}
	if e.Got != "" {
		text += ", got " + e.Got
	}
	return at + " " + text
}

const exampleRule = `{"path":"/relation/*","times":2,"answer":{"ret":-10000,"msg":"100012,timeout"}}`

// ParseRules reads a list of rules, a JSON array. What is wrong with one rule
// is a [*RuleError].
func ParseRules(data []byte) ([]Rule, error) {
	if jsontext.Value(data).Kind() != '[' {
		return nil, errors.New("the body must be an array of rules, such as [" + exampleRule + "]")
	}
	var rules []Rule
	if err := json.Unmarshal(data, &rules, json.RejectUnknownMembers(true)); err != nil {
		return nil, describe(err, "")
	}
	return rules, checkRules(rules)
}

// ParseMore reads what is put behind a list: a rule, or a list of them as
// [ParseRules] takes it.
func ParseMore(data []byte) ([]Rule, error) {
	switch jsontext.Value(data).Kind() {
	case '[':
		return ParseRules(data)
	case '{':
		rules := make([]Rule, 1)
		if err := json.Unmarshal(data, &rules[0], json.RejectUnknownMembers(true)); err != nil {
			return nil, describe(err, "/0")
		}
		return rules, checkRules(rules)
	}
	return nil, errors.New("the body must be a rule, such as " + exampleRule + ", or an array of rules")
}

func checkRules(rules []Rule) error {
	for i := range rules {
		if err := rules[i].check(i); err != nil {
			return err
		}
	}
	return nil
}

// describe turns the decoder's error into one that names rule and key. What
// was decoded stood at a place of the list.
func describe(err error, place jsontext.Pointer) error {
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &syntax):
		if e := at(place + syntax.JSONPointer); e != nil && errors.Is(err, jsontext.ErrDuplicateName) {
			e.Text = "is there twice"
			return e
		}
		return fmt.Errorf("the body is not JSON: %w", err)
	case errors.As(err, &semantic):
		e := at(place + semantic.JSONPointer)
		switch {
		case e == nil:
		case errors.Is(err, json.ErrUnknownName):
			e.Text = "is an unknown key: a rule has " + strings.Join(slices.Sorted(maps.Keys(forms)), ", ")
			return e
		case e.Key == "":
			e.Text = "must be an object"
			return e
		default:
			e.Got = string(semantic.JSONValue)
			return e
		}
	}
	return err
}

// at finds rule and key of a place in the list, nil if it is in none.
func at(place jsontext.Pointer) *RuleError {
	e := new(RuleError)
	depth := 0
	for token := range place.Tokens() {
		switch depth++; depth {
		case 1:
			var err error
			if e.Index, err = strconv.Atoi(token); err != nil {
				return nil
			}
		case 2:
			e.Key = token
		}
	}
	if depth == 0 {
		return nil
	}
	return e
}
