package world

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// checkTokens bounds what the parser, which calls itself for each level and
// for each key of a block map, may be asked for.
func checkTokens(tokens token.Tokens) *Problem {
	var b bounds
	for _, tk := range tokens {
		if text := b.next(tk); text != "" {
			return &Problem{Line: tk.Position.Line, Column: tk.Position.Column, Text: text}
		}
	}
	return nil
}

const (
	maxKeys  = 1000 // of one block map
	maxMarks = 8    // anchors, tags and aliases in a row
)

// bounds follows the nesting of a token stream.
type bounds struct {
	flow   int // open brackets
	marks  int // anchors, tags and aliases since the last other token
	blocks []block
}

// block is an open block map or list.
type block struct {
	column int
	keys   int
}

func (b *bounds) next(tk *token.Token) string {
	switch tk.Type {
	case token.SequenceStartType, token.MappingStartType:
		b.flow++
	case token.SequenceEndType, token.MappingEndType:
		b.flow = max(b.flow-1, 0)
	case token.AnchorType, token.TagType, token.AliasType:
		if b.marks++; b.marks > maxMarks {
			return fmt.Sprintf("more than %d anchors, tags or aliases follow each other", maxMarks)
		}
		return ""
	case token.SequenceEntryType, token.MappingKeyType:
		return b.open(tk.Position.Column, false)
	case token.MappingValueType:
		if b.flow == 0 && tk.Prev != nil {
			return b.open(tk.Prev.Position.Column, true)
		}
	default:
		if tk.Prev != nil && (tk.Prev.Type == token.AnchorType || tk.Prev.Type == token.AliasType) {
			return "" // its name
		}
	}
	b.marks = 0
	if b.flow+len(b.blocks) > maxDepth {
		return fmt.Sprintf("the document is nested deeper than %d levels", maxDepth)
	}
	return ""
}

// open enters the block at a column, or goes on with it.
func (b *bounds) open(column int, key bool) string {
	b.marks = 0
	for len(b.blocks) > 0 && b.blocks[len(b.blocks)-1].column > column {
		b.blocks = b.blocks[:len(b.blocks)-1]
	}
	if len(b.blocks) == 0 || b.blocks[len(b.blocks)-1].column < column {
		b.blocks = append(b.blocks, block{column: column})
	}
	top := &b.blocks[len(b.blocks)-1]
	if key {
		top.keys++
	}
	switch {
	case top.keys > maxKeys:
		return fmt.Sprintf("a map has more than %d keys", maxKeys)
	case b.flow+len(b.blocks) > maxDepth:
		return fmt.Sprintf("the document is nested deeper than %d levels", maxDepth)
	}
	return ""
}
