package coverage

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tongwan/internal/api"
	"tongwan/msdk"
)

var update = flag.Bool("update", false, "write docs/COVERAGE.md")

const page = "../../docs/COVERAGE.md"

func TestPageIsCurrent(t *testing.T) {
	var want bytes.Buffer
	if err := Write(&want, api.New(nil).Table()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(page, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is not what the tables say: run go test ./internal/coverage -update", page)
	}
}

// Every code that an interface answers is documented for it, with the same
// err_type.
func TestOutcomesAreDocumented(t *testing.T) {
	for _, row := range api.New(nil).Table() {
		for reason, o := range row.Errors.Outcomes {
			code := o.Ret
			if o.Ret == msdk.RetPlatform {
				code = o.Code
			}
			i := slices.IndexFunc(msdk.Codes(), func(info msdk.CodeInfo) bool {
				return info.Code == code && strings.HasPrefix(info.Name, "Ret") == (o.Ret != msdk.RetPlatform) &&
					(info.Paths == nil || slices.Contains(info.Paths, row.Path))
			})
			if i < 0 {
				t.Errorf("%s answers %d for %q, which msdk does not know of it", row.Path, code, reason)
				continue
			}
			if info := msdk.Codes()[i]; info.ErrType != o.ErrType {
				t.Errorf("%s: err_type of %s is %d here and %d in msdk", row.Path, info.Name, o.ErrType, info.ErrType)
			}
		}
	}
}

// The table is the document's: 17 interfaces, in its order.
func TestTableIsWhole(t *testing.T) {
	var paths []string
	for _, row := range api.New(nil).Table() {
		paths = append(paths, row.Path)
	}
	if !slices.Equal(paths, msdk.Paths()) {
		t.Errorf("the table has %v, the document %v", paths, msdk.Paths())
	}
}

// Every tolerance that the code declares is one of an interface, and so on the
// page.
func TestTolerancesAreWhole(t *testing.T) {
	listed := tolerances(api.New(nil).Table())
	for _, tol := range listed {
		if tol.Of == "" || tol.What == "" || tol.Wants == "" || strings.Contains(tol.shownAnswers(), "`ret 0`") {
			t.Errorf("half a tolerance: %+v", tol)
		}
	}
	if n := declaredTolerances(t, "../gateway") + declaredTolerances(t, "../api"); n != len(listed) {
		t.Errorf("the code declares %d tolerances and the table's rows have %d: each belongs into the row of an interface", n, len(listed))
	}
}

// declaredTolerances counts the values of gateway.Tolerance written in a folder.
func declaredTolerances(t *testing.T, folder string) (n int) {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if lit, ok := node.(*ast.CompositeLit); ok && isTolerance(lit.Type) {
				n++
			}
			return true
		})
	}
	return n
}

func isTolerance(e ast.Expr) bool {
	if sel, ok := e.(*ast.SelectorExpr); ok {
		e = sel.Sel
	}
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "Tolerance"
}
