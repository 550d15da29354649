package tongwantest_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// snippets returns the code of one language in docs/testing.md.
func snippets(t *testing.T, language string) []string {
	t.Helper()
	page, err := os.ReadFile("../docs/testing.md")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range regexp.MustCompile("(?s)```(\\w+)\n(.*?)\n```").FindAllStringSubmatch(string(page), -1) {
		if m[1] == language {
			list = append(list, m[2])
		}
	}
	if len(list) == 0 {
		t.Fatalf("docs/testing.md has no code in %s", language)
	}
	return list
}

// The Go of the page is that of a test here.
func TestDocsInGo(t *testing.T) {
	game, err := os.ReadFile("game_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range snippets(t, "go") {
		if !strings.Contains(string(game), code) {
			t.Errorf("game_test.go does not have what docs/testing.md shows:\n%s", code)
		}
	}
}

// The other languages of the page run as they stand, with the real binary.
func TestDocsInOtherLanguages(t *testing.T) {
	bin := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(bin, "tongwan"), "../cmd/tongwan").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for language, tt := range map[string]struct {
		file string
		run  []string
		says []string // in this order
	}{
		"python": {"tongwan_test.py", []string{"python3", "tongwan_test.py"}, []string{"Ran 3 tests", "OK"}},
		"js":     {"tongwan.test.mjs", []string{"node", "--test", "tongwan.test.mjs"}, []string{"pass 3", "fail 0"}},
		"sh": {"tongwan.sh", []string{"sh", "-eu", "tongwan.sh"}, []string{
			`"ret":0,`, `"now":`, `"ret":-10000,"msg":"100014,the token expired`, `"ret":-307,`, `"code":100014`}},
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(tt.run[0]); err != nil {
				t.Fatalf("there is no %s: run scripts/install-test-tools, as make test does", tt.run[0])
			}
			dir := t.TempDir()
			code := strings.Join(snippets(t, language), "\n")
			if err := os.WriteFile(filepath.Join(dir, tt.file), []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
			out := runIn(t, dir, bin, tt.run)
			rest := out
			for _, text := range tt.says {
				_, after, found := strings.Cut(rest, text)
				if !found {
					t.Fatalf("it does not say %q:\n%s", text, out)
				}
				rest = after
			}
		})
	}
}

// runIn runs a command that has tongwan on its PATH.
func runIn(t *testing.T, dir, bin string, command []string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "TMPDIR="+dir)
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
	return string(out)
}
