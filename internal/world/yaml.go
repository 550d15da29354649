package world

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxAliased is how many values aliases may repeat in one document, so that
// a few lines cannot grow to fill the memory.
const maxAliased = 100_000

// readYAML reads one YAML document, without its merge keys and with no tags
// but !!str, which world documents have no use for.
func readYAML(data []byte) (*node, *Problem) { return readTokens(data, checkTokens) }

// readFragment is readYAML for a part of a document, where anchors would be
// out of sight of their aliases.
func readFragment(data []byte) (*node, *Problem) {
	return readTokens(data, func(tokens token.Tokens) *Problem {
		for _, tk := range tokens {
			if tk.Type == token.AnchorType || tk.Type == token.AliasType {
				return &Problem{Line: tk.Position.Line, Column: tk.Position.Column, Text: inParts("has an anchor or alias")}
			}
		}
		return checkTokens(tokens)
	})
}

func readTokens(data []byte, check func(token.Tokens) *Problem) (n *node, problem *Problem) {
	if len(data) > MaxYAML {
		return nil, &Problem{Text: fmt.Sprintf("the document has %d bytes, at most %d are read of YAML: write it as JSON", len(data), MaxYAML)}
	}
	defer func() { // a text that the parser cannot take is the text's fault, not the server's
		if r := recover(); r != nil {
			n, problem = nil, &Problem{Text: fmt.Sprintf("the YAML cannot be read: %v", r)}
		}
	}()
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // the lexer miscounts lines that end so, after a comment
	tokens := lexer.Tokenize(string(data))
	if p := check(tokens); p != nil {
		return nil, p
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // decode.go names both
	if err != nil {
		return nil, yamlProblem(err)
	}
	return readFile(file)
}

func readFile(file *ast.File) (*node, *Problem) {
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			return nil, problemAt(doc.Body, "there is a second YAML document: a file holds one")
		}
		body = doc.Body
	}
	if body == nil {
		return &node{kind: nullNode, line: 1, col: 1}, nil
	}
	r := &yamlReader{anchors: make(map[string]ast.Node)}
	return r.value(body, 0)
}

func yamlProblem(err error) *Problem {
	var e yaml.Error
	if !errors.As(err, &e) {
		return &Problem{Text: "the YAML cannot be read: " + err.Error()}
	}
	p := &Problem{Text: "the YAML cannot be read: " + e.GetMessage()}
	if tk := e.GetToken(); tk != nil && tk.Position != nil {
		p.Line, p.Column = tk.Position.Line, tk.Position.Column
	}
	return p
}

func problemAt(n ast.Node, format string, args ...any) *Problem {
	pos := n.GetToken().Position
	return &Problem{Line: pos.Line, Column: pos.Column, Text: fmt.Sprintf(format, args...)}
}

// yamlReader turns the parser's tree into ours.
type yamlReader struct {
	anchors map[string]ast.Node
	aliased int // values read through aliases
	inAlias int // depth of aliases being read
}

func (r *yamlReader) value(n ast.Node, depth int) (*node, *Problem) {
	if depth > maxDepth {
		return nil, problemAt(n, "the document is nested deeper than %d levels", maxDepth)
	}
	if r.inAlias > 0 {
		if r.aliased++; r.aliased > maxAliased {
			return nil, problemAt(n, "aliases repeat more than %d values: write them out", maxAliased)
		}
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return r.mapping(n, n.Values, depth)
	case *ast.MappingValueNode:
		return r.mapping(n, []*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		return r.sequence(n, depth)
	case *ast.AnchorNode:
		r.anchors[n.Name.GetToken().Value] = n.Value
		return r.value(n.Value, depth+1)
	case *ast.AliasNode:
		return r.alias(n, depth)
	case *ast.TagNode:
		return r.tagged(n, depth)
	default:
		return scalar(n)
	}
}

func at(n ast.Node, kind nodeKind) *node {
	pos := n.GetToken().Position
	return &node{kind: kind, line: pos.Line, col: pos.Column}
}

func (r *yamlReader) mapping(n ast.Node, values []*ast.MappingValueNode, depth int) (*node, *Problem) {
	m := at(n, mapNode)
	m.fields = make([]field, 0, len(values))
	for _, v := range values {
		if v.Key.IsMergeKey() {
			return nil, problemAt(v.Key, "merge keys (<<) are not part of world documents: write the keys out")
		}
		name, p := scalar(v.Key)
		if p != nil {
			return nil, p
		}
		value, p := r.value(v.Value, depth+1)
		if p != nil {
			return nil, p
		}
		m.fields = append(m.fields, field{name, value})
	}
	if len(m.fields) > 0 && n.GetToken().Type != token.MappingStartType {
		m.line, m.col = m.fields[0].name.line, m.fields[0].name.col // the parser points at the first colon
	}
	return m, nil
}

func (r *yamlReader) sequence(n *ast.SequenceNode, depth int) (*node, *Problem) {
	l := at(n, listNode)
	l.items = make([]*node, 0, len(n.Values))
	for _, v := range n.Values {
		item, p := r.value(v, depth+1)
		if p != nil {
			return nil, p
		}
		l.items = append(l.items, item)
	}
	return l, nil
}

// alias reads the anchored value again. One that holds itself ends at
// maxDepth.
func (r *yamlReader) alias(n *ast.AliasNode, depth int) (*node, *Problem) {
	name := n.Value.GetToken().Value
	target, ok := r.anchors[name]
	if !ok {
		return nil, problemAt(n, "alias *%s names no anchor above it", clip(name))
	}
	r.inAlias++
	defer func() { r.inAlias-- }()
	return r.value(target, depth+1)
}

func (r *yamlReader) tagged(n *ast.TagNode, depth int) (*node, *Problem) {
	if n.GetToken().Value != "!!str" || n.Value == nil {
		return nil, problemAt(n, "tag %s is not part of world documents: leave it out", clip(n.GetToken().Value))
	}
	v, p := r.value(n.Value, depth+1)
	if p == nil && v.kind == plainNode {
		v.kind = stringNode
	}
	return v, p
}

// scalar keeps the text of a scalar as it was written: 0123 and 1e5 stay.
func scalar(n ast.Node) (*node, *Problem) {
	tk := n.GetToken()
	switch n := n.(type) {
	case *ast.NullNode:
		s := at(n, nullNode)
		s.text = tk.Value
		return s, nil
	case *ast.LiteralNode:
		s := at(n, stringNode)
		s.text = n.Value.Value
		return s, nil
	case *ast.StringNode:
		s := at(n, plainNode)
		s.text = n.Value
		if tk.Type == token.SingleQuoteType || tk.Type == token.DoubleQuoteType {
			s.kind = stringNode
		}
		return s, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		s := at(n, plainNode)
		s.text = tk.Value
		return s, nil
	default:
		return nil, problemAt(n, "a %s cannot stand here", strings.ToLower(n.Type().String()))
	}
}
