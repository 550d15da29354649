package sandbox

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// Every list of rules in the documentation is taken, and the request shown
// has the keys that requests have.
func TestDocumentedExamples(t *testing.T) {
	data, err := os.ReadFile("../../docs/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	lists, requests := 0, 0
	for _, found := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllSubmatch(data, -1) {
		switch text := string(found[1]); {
		case strings.HasPrefix(text, "["):
			lists++
			if _, err := ParseRules(found[1]); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		case strings.Contains(text, `"number"`):
			requests++
			if err := json.Unmarshal(found[1], new(Request), json.RejectUnknownMembers(true)); err != nil {
				t.Error(err)
			}
		default:
			if err := json.Unmarshal(found[1], new(Why), json.RejectUnknownMembers(true)); err != nil {
				t.Error(err)
			}
		}
	}
	if lists < 5 || requests != 1 {
		t.Errorf("%d lists of rules and %d requests are shown", lists, requests)
	}
}
