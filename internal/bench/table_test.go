package bench

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	tab := table{title: []string{"name", "p50", "n"}, numbers: true}
	tab.add("a", "12.5 µs", "1")
	tab.add("long name", "–", "22,000")
	wantText := `
name           p50       n
---------  -------  ------
a          12.5 µs       1
long name        –  22,000
`
	wantMarkdown := `
| name      |     p50 |      n |
| --------- | ------: | -----: |
| a         | 12.5 µs |      1 |
| long name |       – | 22,000 |
`
	if got := tab.text(); got != wantText[1:] {
		t.Errorf("text is\n%s", got)
	}
	if got := tab.markdown(); got != wantMarkdown[1:] {
		t.Errorf("Markdown is\n%s", got)
	}
}

func TestNumbers(t *testing.T) {
	cases := map[string]string{
		count(7): "7", count(999.6): "1,000", count(1234567): "1,234,567",
		microsText(0): "–", microsText(47.12): "47.1 µs", microsText(345.6): "346 µs",
		microsText(12_345): "12.3 ms", microsText(345_678): "346 ms", microsText(2_345_678): "2.35 s", rate(0.456): "0.46", rate(1234.5): "1234",
		bytesText(0): "–", bytesText(9): "9 B", bytesText(26_700): "26.1 KiB",
		bytesText(61 << 20): "61.0 MiB", bytesText(3 << 29): "1.50 GiB",
		spread("%.0f", []float64{3, 1, 2}): "1–3", spread("%.0f", []float64{1, 1.2}): "1", spread("%.0f", nil): "–",
	}
	for got, want := range cases {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestReport(t *testing.T) {
	r := Result{
		Machine: Machine{"linux", "amd64", "Abacus 9000", 2, "go1.26"},
		Disk:    Disk{"ext4", 850},
		World:   WorldResult{10_000, 100, 23 << 20, 4.25, 61 << 20, 1.5, 34 << 20},
		Start:   StartResult{[]float64{40, 30, 50}, 35},
		Memory:  MemoryResult{Memory{50 << 20, 90 << 20}, Memory{20 << 20, 21 << 20}, Memory{31 << 20, 32 << 20}, Memory{70 << 20, 80 << 20}},
		Load:    LoadResult{64, 3, 2, 0.21},
		Scenarios: []ScenarioResult{{
			Name: "share_qq", Durable: true, AnswerBytes: 26,
			Tongwan:   Side{Requests: 60_000, PerSecond: 10_000, P50: 6400, P99: 12_800, CPU: 99.5, ClientCPU: 20},
			Yardstick: Side{Requests: 120_000, PerSecond: 20_000, P50: 3200, P99: 6400, CPU: 49.5, ClientCPU: 19},
			Ratio:     0.5, Ratios: []float64{0.49, 0.5, 0.52},
		}},
		Worlds: []ScenarioResult{{
			Name: "reset", Durable: true, Accounts: 10_000,
			Tongwan:   Side{Requests: 3, PerSecond: 0.5, P50: 2_010_000, P99: 2_110_000, CPU: 2_340_000},
			Yardstick: Side{Requests: 3, PerSecond: 1.5, P50: 671_000, P99: 682_000, CPU: 543_000},
			Ratio:     0.33, Ratios: []float64{0.33, 0.34},
		}},
		Sandbox: []ScenarioResult{{
			Name: "qqprofile", AnswerBytes: 300,
			Tongwan:   Side{Requests: 9, PerSecond: 48_765, CPU: 25.9},
			Yardstick: Side{Requests: 9, PerSecond: 50_321, CPU: 25.1},
			Ratio:     0.969, Ratios: []float64{0.969, 1.004, 0.95},
		}},
	}
	for name, text := range map[string]string{"text": r.Text(), "Markdown": r.Markdown()} {
		for _, want := range []string{"share_qq *", "10,000", "20,000", "12.8 ms", "99.5 µs", "0.50", "0.49–0.52",
			"40 ms (30–50, 3 starts)", "4.2 s", "61.0 MiB", "Abacus 9000", "ext4, 850 µs", "19–20 µs", "took 21 %",
			"reset *", "5,000", "2.01 s", "2.34 s", "671 ms", "543 ms", "0.33–0.34", "one bare SQLite table",
			"1.5 s, 34.0 MiB", "31.0 MiB (32.0 MiB)", "48,765", "50,321", "25.9 µs", "3.1 %", "-0.4–5.0", "six fault rules"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s has no %q:\n%s", name, want, text)
			}
		}
	}
	if first, _, _ := strings.Cut(r.Markdown(), "\n"); !strings.HasPrefix(first, "| scenario") {
		t.Errorf("Markdown begins with %q", first)
	}
}

func TestReportOfPostgresAndGrowth(t *testing.T) {
	size := func(accounts int, load, rate, ratio, cpu float64) *Result {
		r := &Result{
			World:    WorldResult{Accounts: accounts, Friends: 50, LoadSeconds: load, ExportSeconds: load / 4},
			Memory:   MemoryResult{Exported: Memory{40 << 20, 44 << 20}},
			Postgres: &PostgresResult{Version: "15.18", Settings: []string{"random_page_cost=1.1"}, Rows: 100_000},
			Scenarios: []ScenarioResult{{
				Name: "qqprofile", Tongwan: Side{PerSecond: rate, CPU: cpu, Database: 26.4}, Yardstick: Side{PerSecond: 40_000}, Ratio: ratio,
			}},
		}
		for _, perSecond := range []float64{30_000, 33_000, 31_000} {
			r.Scenarios[0].PGBench.add(perSecond, rate/perSecond)
			r.Postgres.add(pgbenchSelect, perSecond)
		}
		r.Postgres.add(pgbenchUpdate, 9_876)
		return r
	}
	r := size(10_000, 2, 15_500, 0.4, 40)
	r.Larger = []*Result{size(100_000, 25, 14_321, 0.36, 44)}
	text := r.Text()
	for _, want := range []string{"15,500", "26.4 µs", "31,000", "0.50", "0.47–0.52", // beside pgbench
		"30000–33000", "9,876", "PostgreSQL 15.18", "random_page_cost=1.1", "100,000 rows",
		"as it grows", "14,321", "-10 %", "+6 %", "+0 %",
		"100,000 × 50", "25.00 s", "4,000", "200,000", "6.25 s", "16,000", "800,000", "44.0 MiB"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report has no %q:\n%s", want, text)
		}
	}
	r.Postgres, r.Larger = nil, nil
	if text := r.Text(); strings.Contains(text, "pgbench") || strings.Contains(text, "as it grows") {
		t.Errorf("the report of SQLite is\n%s", text)
	}
}
