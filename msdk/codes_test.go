package msdk_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"tongwan/msdk"
)

// constants returns the integer constants of a file whose names begin with one of
// the prefixes, so that a constant forgotten in a table fails a test.
func constants(t *testing.T, file string, prefixes ...string) map[string]int {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, decl := range f.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			value := spec.(*ast.ValueSpec)
			name := value.Names[0].Name
			if !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
				continue
			}
			tv, err := types.Eval(fset, nil, token.NoPos, types.ExprString(value.Values[0]))
			if err != nil {
				t.Fatal(err)
			}
			n, _ := constant.Int64Val(tv.Value)
			found[name] = int(n)
		}
	}
	return found
}

func TestCodesHoldEveryConstant(t *testing.T) {
	want := constants(t, "codes.go", "Ret", "Code")
	if len(want) < 50 {
		t.Fatalf("codes.go yields only %d constants: the test no longer reads it", len(want))
	}
	for _, info := range msdk.Codes() {
		if code, ok := want[info.Name]; !ok || code != info.Code {
			t.Errorf("table row %d %s does not fit its constant %d (found: %v)", info.Code, info.Name, code, ok)
		}
		if !strings.HasSuffix(info.Text, ".") || strings.Contains(info.Text, "\n") {
			t.Errorf("%s: text %q is not one sentence", info.Name, info.Text)
		}
		for _, path := range info.Paths {
			if !slices.Contains(msdk.Paths(), path) {
				t.Errorf("%s: no interface has path %q", info.Name, path)
			}
		}
		delete(want, info.Name)
	}
	if len(want) > 0 {
		t.Errorf("constants without a row: %v", want)
	}
}

func TestCodesAreUnambiguousPerInterface(t *testing.T) {
	for _, path := range msdk.Paths() {
		seen := map[int]string{}
		for _, info := range msdk.Codes() {
			if info.Paths != nil && !slices.Contains(info.Paths, path) {
				continue
			}
			if other, ok := seen[info.Code]; ok {
				t.Errorf("%s: %d is both %s and %s", path, info.Code, other, info.Name)
			}
			seen[info.Code] = info.Name
		}
	}
}

func TestDescribe(t *testing.T) {
	for _, tt := range []struct {
		path string
		code int
		want string
	}{
		{msdk.PathQQProfile, msdk.RetBadSignature, "signature does not fit"},
		{msdk.PathQQProfile + "/", msdk.CodeTokenExpired, "token has expired"},
		{msdk.PathGetGroupInfo, 2003, "not a member"},
		{msdk.PathUnbindGroup, 2003, "token fails"},
		{"", 2003, "not a member"},
		{msdk.PathUnbindGroup, 2008, "service failed"},
	} {
		if got := msdk.Describe(tt.path, tt.code); !strings.Contains(got, tt.want) {
			t.Errorf("Describe(%q, %d) = %q, want it to contain %q", tt.path, tt.code, got, tt.want)
		}
	}
	for _, tt := range []struct {
		path string
		code int
	}{{"", 4711}, {msdk.PathGetWifi, msdk.CodeTokenExpired}, {msdk.PathShareQQ, msdk.RetBadParam}} {
		if got := msdk.Describe(tt.path, tt.code); got != "" {
			t.Errorf("Describe(%q, %d) = %q, want nothing", tt.path, tt.code, got)
		}
	}
}

func TestCodesAreACopy(t *testing.T) {
	msdk.Codes()[0].Text = "spoilt"
	if got := msdk.Describe("", msdk.RetOK); got == "spoilt" {
		t.Error("changing what Codes returned changed the table")
	}
}

func TestPaths(t *testing.T) {
	paths := msdk.Paths()
	if len(paths) != 17 {
		t.Errorf("%d paths, want 17", len(paths))
	}
	slices.Sort(paths)
	if n := len(slices.Compact(paths)); n != 17 {
		t.Errorf("%d different paths, want 17", n)
	}
}

func TestScoreTypes(t *testing.T) {
	want := constants(t, "scoretype.go", "Score")
	rows := msdk.ScoreTypes()
	if len(rows) != 44 || len(want) != 44 {
		t.Errorf("%d rows and %d constants, want 44 (1 to 31, 301 to 313)", len(rows), len(want))
	}
	if !slices.IsSortedFunc(rows, func(a, b msdk.ScoreTypeInfo) int { return a.Type - b.Type }) {
		t.Error("rows are not ascending")
	}
	for _, row := range rows {
		if want[row.Name] != row.Type {
			t.Errorf("row %d is named %s, which is %d", row.Type, row.Name, want[row.Name])
		}
		if zh, en := msdk.ScoreTypeName(row.Type); zh == "" || zh != row.ZH || en == "" || en != row.EN {
			t.Errorf("ScoreTypeName(%d) = %q, %q, want %q, %q", row.Type, zh, en, row.ZH, row.EN)
		}
	}
	if zh, en := msdk.ScoreTypeName(32); zh != "" || en != "" {
		t.Errorf("ScoreTypeName(32) = %q, %q, want nothing: the table has no 32", zh, en)
	}
}

func TestVIPAll(t *testing.T) {
	if msdk.VIPAll != 0x1DF {
		t.Errorf("VIPAll = %#x, want 0x1df: the document has no 0x20", msdk.VIPAll)
	}
}
