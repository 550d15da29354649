package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const pgbenchOutput = `pgbench (15.18 (Debian 15.18-0+deb12u1))
transaction type: <builtin: select only>
scaling factor: 1
query mode: prepared
number of clients: 64
number of threads: 2
maximum number of tries: 1
duration: 2 s
number of transactions actually processed: 52013
number of failed transactions: 0 (0.000%)
latency average = 2.461 ms
initial connection time = 187.011 ms
tps = 26004.831257 (without initial connection time)
`

func TestParsePGBench(t *testing.T) {
	got, err := parsePGBench([]byte(pgbenchOutput))
	if err != nil || got != 26004.831257 {
		t.Errorf("rate is %g, %v", got, err)
	}
	for old, odd := range map[string][2]string{
		"transactions: 0 (0.000%)": {"transactions: 12 (0.023%)", "12 (0.023%)"},
		"tps = 26004.831257":       {"tps = 0.000000", "no rate"},
		"tps = 2600":               {"tps = x", "no rate"},
		"tps":                      {"pps", "no rate"},
	} {
		_, err := parsePGBench([]byte(strings.Replace(pgbenchOutput, old, odd[0], 1)))
		if err == nil || !strings.Contains(err.Error(), odd[1]) {
			t.Errorf("with %s: error is %v", odd[0], err)
		}
	}
}

// Those that do not depend on the memory are deploy/'s.
func TestRecommended(t *testing.T) {
	compose, err := os.ReadFile("../../deploy/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range recommended(0)[2:] {
		if !strings.Contains(string(compose), setting+"\n") {
			t.Errorf("deploy/compose.yaml has no %s", setting)
		}
	}
	if got := recommended(8 << 30); got[0] != "shared_buffers=2048MB" || got[1] != "effective_cache_size=6144MB" {
		t.Errorf("settings are %q", got)
	}
	if got := recommended(0); got[0] != "shared_buffers=256MB" { // of an unknown machine
		t.Errorf("settings are %q", got)
	}
	if memoryOfMachine() < 64<<20 {
		t.Errorf("this machine has %d bytes", memoryOfMachine())
	}
}

// openDir returns a directory that PostgreSQL's user may enter, too.
func openDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// What is measured is as durable as PostgreSQL is unless it is told otherwise.
func TestPostgresIsDurable(t *testing.T) {
	p, result, err := startPostgres(t.Context(), openDir(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.End(); err != nil {
			t.Error(err)
		}
	})
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes", "autovacuum"} {
		if got, err := queryOne[string](t.Context(), p, "postgres", "SHOW "+setting); err != nil || got != "on" {
			t.Errorf("%s is %s, %v", setting, got, err)
		}
	}
	if !strings.HasPrefix(result.Version, "1") || !cpuOfFamily(p.pid).Known {
		t.Errorf("result is %+v, CPU %+v", result, cpuOfFamily(p.pid))
	}
}
