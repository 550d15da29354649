package gamecenter

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
)

var example = regexp.MustCompile("(?s)```sh\n(.*?)```\n```(json|text)\n(.*?)```")

// Every example of the documentation runs as it stands and answers what
// stands below it.
func TestDocumentedExamples(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl", "md5sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("there is no %s: run scripts/install-test-tools, as make test does", tool)
		}
	}
	doc, err := os.ReadFile("../../../docs/gamecenter.md")
	if err != nil {
		t.Fatal(err)
	}
	f := start(t)
	examples := example.FindAllStringSubmatch(string(doc), -1)
	if len(examples) != strings.Count(string(doc), "```sh") || len(examples) < 12 {
		t.Errorf("%d of %d examples have an answer", len(examples), strings.Count(string(doc), "```sh"))
	}
	for _, e := range examples {
		got := strings.ReplaceAll(f.run(t, e[1]), f.url, "http://127.0.0.1:8080")
		if e[2] == "text" {
			if want, _, _ := strings.Cut(strings.TrimSpace(e[3]), "…"); !strings.HasPrefix(got, want) {
				t.Errorf("%s\nanswers\n%s\nnot\n%s", e[1], got, want)
			}
			continue
		}
		var have, want any
		if err := json.Unmarshal([]byte(got), &have); err != nil {
			t.Fatalf("%s\n%s: %v", e[1], got, err)
		}
		if err := json.Unmarshal([]byte(e[3]), &want); err != nil {
			t.Fatalf("%s: %v", e[3], err)
		}
		if diff := cmp.Diff(want, shorten(have, want)); diff != "" {
			t.Errorf("%s\n%s\nanswers\n%s", e[1], diff, got)
		}
	}
}

// run runs an example and returns what it prints. Streams end by themselves.
func (f *fixture) run(t *testing.T, script string) string {
	t.Helper()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, ".curlrc"), []byte("max-time = 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-u", "-c", script)
	cmd.Env = append(os.Environ(), "HOME="+home, "CURL_HOME="+home, "HOST="+f.url, "TOKEN=meng-token")
	out, err := cmd.Output()
	if err != nil && !strings.Contains(script, "events") {
		t.Fatalf("%s: %v", script, err)
	}
	return strings.TrimSpace(string(out))
}

// shorten replaces what comes in a list after the elements that are
// documented by the "…" that is.
func shorten(have, want any) any {
	switch want := want.(type) {
	case map[string]any:
		if have, ok := have.(map[string]any); ok {
			for key, value := range want {
				if _, ok := have[key]; ok {
					have[key] = shorten(have[key], value)
				}
			}
		}
	case []any:
		list, ok := have.([]any)
		if n := len(want) - 1; ok && n >= 0 && want[n] == "…" && len(list) > n {
			list = append(list[:n:n], "…")
		}
		for i := range min(len(list), len(want)) {
			list[i] = shorten(list[i], want[i])
		}
		return list
	}
	return have
}
