package coverage

import (
	"bytes"
	"flag"
	"os"
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
