package sqlite

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// encode returns a value as JSON text. What is no UTF-8 becomes U+FFFD.
func encode(v any) (string, error) {
	b, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true))
	return string(b), err
}

func decode(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("stored JSON: %w", err)
	}
	return nil
}

// asIs is what SQLite makes of texts.
func asIs(s string) string { return s }
