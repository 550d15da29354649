package world

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// forPeople is how many items of a list are written for people, over several
// lines where that reads better. Nobody reads more: the others stand each on
// a line as JSON, which a server reads fast.
const forPeople = 1000

// writer writes a document: its world first, then its lists, one after the
// other, item by item.
type writer interface {
	item(key string, v any) error // an item of a list, which its first one begins
	none(key string)              // a list that is there and holds nothing
	end() error
}

func newWriter(w io.Writer, world string, f Format) writer {
	buffered := bufio.NewWriterSize(w, 64<<10)
	if f == JSON {
		return newJSONWriter(buffered, world)
	}
	return newYAMLWriter(buffered, world)
}

// WriteJSON writes the document as JSON, indented by two spaces.
func (d *Document) WriteJSON(w io.Writer) error { return d.write(newWriter(w, d.World, JSON)) }

// WriteYAML writes the document as YAML. What fits on one line stands on one
// line.
func (d *Document) WriteYAML(w io.Writer) error { return d.write(newWriter(w, d.World, YAML)) }

func (d *Document) write(w writer) error {
	for _, key := range writeOrder {
		if list := d.list(key); !list.IsNil() && list.Len() == 0 {
			w.none(key)
		}
		err := d.each(context.Background(), key, func(it *item) error { return w.item(key, it.value) })
		if err != nil {
			return err
		}
	}
	return w.end()
}

// writeOrder are the lists of a document in the order that people expect.
var writeOrder = []string{"apps", "accounts", "friends", "groups", "words", "messages", "scores", "chests", "unbinds"}

// yamlWriter is a writer of YAML. An item goes over JSON into a tree, and from
// there onto the page.
type yamlWriter struct {
	emitter
	key   string       // of the list being written
	count int          // its items so far
	text  bytes.Buffer // of an item
}

func newYAMLWriter(w *bufio.Writer, world string) *yamlWriter {
	y := &yamlWriter{emitter: emitter{w}}
	y.fields([]field{{textNode("world"), textNode(world)}}, 0)
	return y
}

func textNode(s string) *node { return &node{kind: stringNode, text: s} }

func (y *yamlWriter) none(key string) { y.write(key, ": []\n") }

func (y *yamlWriter) item(key string, v any) error {
	if key != y.key {
		y.key, y.count = key, 0
		y.write(key, ":\n")
	}
	y.text.Reset()
	if err := json.MarshalWrite(&y.text, v); err != nil {
		return err
	}
	if y.count++; y.count > forPeople && isPlainLine(y.text.Bytes()) {
		y.write("  - ")
		y.w.Write(y.text.Bytes())
		y.write("\n")
		return nil
	}
	n, problem := readJSON(y.text.Bytes())
	if problem != nil {
		return fmt.Errorf("world: %s: %s", key, problem.Text) // texts that are not UTF-8 do not marshal before
	}
	y.emitter.item(n, 2)
	return nil
}

func (y *yamlWriter) end() error { return y.w.Flush() }

// isPlainLine reports JSON that every YAML reader takes for the same: all that
// it holds can be seen, and nothing is escaped.
func isPlainLine(text []byte) bool {
	for _, b := range text {
		if b == '\\' || b == 0x7f {
			return false
		}
		if b >= 0x80 {
			return bytes.IndexFunc(text, func(r rune) bool { return r == '\\' || !unicode.IsPrint(r) }) < 0
		}
	}
	return true
}

// jsonWriter is a writer of JSON. It makes the frame of the document itself,
// since a library would want to have all of it, or all on one line.
type jsonWriter struct {
	w     *bufio.Writer
	key   string
	count int
}

func newJSONWriter(w *bufio.Writer, world string) *jsonWriter {
	j := &jsonWriter{w: w}
	j.write("{\n  \"world\": ")
	name, _ := jsontext.AppendQuote(nil, world)
	j.w.Write(name)
	return j
}

func (j *jsonWriter) write(s string) { j.w.WriteString(s) } // errors stick until Flush

func (j *jsonWriter) none(key string) {
	j.close()
	j.write(",\n  \"" + key + "\": []")
}

// close ends the list being written.
func (j *jsonWriter) close() {
	if j.key != "" {
		j.write("\n  ]")
	}
	j.key = ""
}

func (j *jsonWriter) item(key string, v any) error {
	if key != j.key {
		j.close()
		j.key, j.count = key, 0
		j.write(",\n  \"" + key + "\": [\n    ")
	} else {
		j.write(",\n    ")
	}
	if j.count++; j.count > forPeople {
		return json.MarshalWrite(j.w, v)
	}
	return json.MarshalWrite(j.w, v, jsontext.WithIndentPrefix("    "), jsontext.WithIndent("  "))
}

func (j *jsonWriter) end() error {
	j.close()
	j.write("\n}\n")
	return j.w.Flush()
}
