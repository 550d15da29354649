package world_test

import (
	"os"
	"regexp"
	"testing"

	"tongwan/internal/world"
)

// Every YAML example of the documentation is a document that holds.
func TestDocumentedExamples(t *testing.T) {
	fence := regexp.MustCompile("(?s)```yaml\n(world:.*?)```")
	for file, least := range map[string]int{"docs/worlds.md": 2, "README.md": 1, "README.zh-CN.md": 1} {
		data, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		examples := fence.FindAllSubmatch(data, -1)
		if len(examples) < least {
			t.Errorf("%s has %d examples, at least %d were there", file, len(examples), least)
		}
		for i, e := range examples {
			doc, err := world.Parse(file, e[1])
			if err == nil {
				err = doc.Check()
			}
			if err != nil {
				t.Errorf("%s, example %d: %v", file, i+1, err)
			}
		}
	}
}
