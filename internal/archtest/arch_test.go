// Package archtest holds the code to the layers of the design: who may import
// whom, and where the time comes from.
package archtest

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// allowed says which packages of the project each one may import. A package
// that is not listed may not exist: a new one states its place here.
var allowed = map[string][]string{
	"msdk":                       {},
	"internal/platform":          {},
	"internal/picture":           {},
	"internal/password":          {},
	"internal/gateway":           {"msdk", "internal/platform"},
	"internal/api":               {"msdk", "internal/gateway", "internal/platform"},
	"internal/redislimit":        {"internal/gateway", "internal/platform"},
	"internal/store":             {"internal/platform", "internal/store/postgres", "internal/store/sqlite"},
	"internal/store/groupcommit": {},
	"internal/store/memo":        {},
	"internal/store/rowjson":     {"internal/platform"},
	"internal/store/sqlite":      {"internal/platform", "internal/store/groupcommit", "internal/store/memo", "internal/store/rowjson"},
	"internal/store/postgres":    {"internal/platform", "internal/store/groupcommit", "internal/store/memo", "internal/store/rowjson"},
	"internal/store/storetest":   {"internal/platform"},
	"internal/world":             {"internal/platform", "internal/password", "msdk"},
	"internal/worldgen":          {},
	"internal/sandbox":           {"internal/gateway", "internal/platform", "msdk"},
	"internal/control":           {"internal/platform", "internal/world", "internal/sandbox", "msdk"},
	"internal/coverage":          {"internal/api", "internal/gateway", "msdk"},
	"internal/bench":             {"internal/pgcluster", "internal/worldgen", "msdk"},
	"internal/web":               {"internal/platform"},
	"internal/web/signin":        {"internal/platform", "internal/web"},
	"internal/web/gamecenter":    {"internal/platform", "internal/web", "msdk"},
	"internal/web/webtest":       {"internal/platform"},
	"internal/oauth":             {"internal/platform", "internal/web"},
	"internal/server": {"internal/api", "internal/control", "internal/gateway", "internal/oauth", "internal/password", "internal/picture",
		"internal/platform", "internal/redislimit", "internal/sandbox", "internal/store", "internal/web", "internal/web/gamecenter",
		"internal/web/signin", "internal/world", "msdk"},
	"internal/archtest":  {},
	"internal/pgcluster": {},
	"internal/pgtest":    {"internal/pgcluster"},
	"internal/redistest": {},
	"internal/blackbox":  {},
	"internal/browser":   {},
	"cmd/tongwan":        {"internal/server", "internal/store", "internal/world", "internal/worldgen", "msdk"},
	"cmd/tongwan-bench":  {"internal/bench"},
	"tongwantest":        {"internal/server", "internal/world", "msdk"},
}

// stdOnly are the packages that anybody may build upon: no libraries.
var stdOnly = []string{"msdk", "internal/platform"}

const module = "tongwan/"

type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

// packages lists the project's packages without their tests.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func TestLayers(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		may, known := allowed[name]
		if !known {
			t.Errorf("package %s has no place in the layers: add it to the table", name)
			continue
		}
		for _, imported := range p.Imports {
			own, isOwn := strings.CutPrefix(imported, module)
			if isOwn && !slices.Contains(may, own) {
				t.Errorf("%s imports %s: its layer may not", name, own)
			}
			if !isOwn && strings.Contains(imported, ".") && slices.Contains(stdOnly, name) {
				t.Errorf("%s imports %s: only the standard library is allowed there", name, imported)
			}
		}
	}
}

// The server's time comes from one place. msdk, which game servers import,
// the command line and the benchmark are not the server.
func TestOneClock(t *testing.T) {
	elsewhere := []string{"msdk", "internal/bench", "internal/worldgen", "cmd/tongwan", "cmd/tongwan-bench"}
	var calls []string
	for _, p := range packages(t) {
		if slices.Contains(elsewhere, strings.TrimPrefix(p.ImportPath, module)) {
			continue
		}
		for _, file := range p.GoFiles {
			calls = append(calls, callsOfNow(t, filepath.Join(p.Dir, file))...)
		}
	}
	if len(calls) != 1 {
		t.Errorf("time.Now, Since or Until is called %d times, want once, in platform: %v", len(calls), calls)
	}
}

// callsOfNow returns where a file asks the machine for the time.
func callsOfNow(t *testing.T, path string) []string {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var calls []string
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
			calls = append(calls, fset.Position(n.Pos()).String())
		}
		return true
	})
	return calls
}
