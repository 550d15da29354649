package postgres

import (
	"os"
	"strings"
	"testing"
)

// TestDocs: the page about growing shows what `tongwan migrate citus` prints.
func TestDocs(t *testing.T) {
	page, err := os.ReadFile("../../../docs/scaling.md")
	if err != nil {
		t.Fatal(err)
	}
	want := "```sql\n" + strings.Join(Citus(), ";\n") + ";\n```\n"
	if !strings.Contains(string(page), want) {
		t.Errorf("docs/scaling.md does not show this:\n%s", want)
	}
}
