package bench

import "fmt"

// sizes are the result and those of the larger worlds.
func (r *Result) sizes() []*Result { return append([]*Result{r}, r.Larger...) }

// growth is the table of each scenario in worlds of all sizes.
func (r *Result) growth() *table {
	t := &table{numbers: true, title: []string{"as it grows", "accounts", "tongwan/s", "p50", "p99", "CPU/req", "yardstick/s", "ratio", "to the first"}}
	if r.Postgres != nil {
		t.title = append(t.title, "pgbench/s", "ratio", "database", "CPU to the first")
	}
	if len(r.Larger) == 0 {
		return t
	}
	for i, first := range r.Scenarios {
		for _, size := range r.sizes() {
			if i >= len(size.Scenarios) { // the run was cut short
				break
			}
			s := size.Scenarios[i]
			row := append([]string{s.title(), count(float64(size.World.Accounts))}, s.Tongwan.cells()...)
			row = append(row, count(s.Yardstick.PerSecond), fmt.Sprintf("%.2f", s.Ratio), percent(s.Ratio, first.Ratio))
			if r.Postgres != nil {
				row = append(row, count(s.PGBench.PerSecond), fmt.Sprintf("%.2f", s.PGBench.Ratio), microsText(s.Tongwan.Database),
					percent(s.Tongwan.CPU+s.Tongwan.Database, first.Tongwan.CPU+first.Tongwan.Database))
			}
			t.add(row...)
		}
	}
	return t
}

// loads is the table of how worlds of all sizes got in and out.
func (r *Result) loads() *table {
	t := &table{numbers: true, title: []string{"world", "file", "loaded in", "accounts/s", "friend rows/s", "database", "exported in", "accounts/s", "friend rows/s", "file", "peak"}}
	if len(r.Larger) == 0 {
		return t
	}
	for _, size := range r.sizes() {
		w := size.World
		accounts, rows := float64(w.Accounts), float64(w.Accounts)*float64(w.Friends)
		t.add(fmt.Sprintf("%s × %d", count(accounts), w.Friends), bytesText(w.FileBytes),
			secondsText(w.LoadSeconds), perSecond(accounts, w.LoadSeconds), perSecond(rows, w.LoadSeconds), bytesText(w.DatabaseBytes),
			secondsText(w.ExportSeconds), perSecond(accounts, w.ExportSeconds), perSecond(rows, w.ExportSeconds), bytesText(w.ExportBytes), bytesText(size.Memory.Exported.Peak))
	}
	return t
}

// percent tells by how much a differs from b.
func percent(a, b float64) string {
	if b == 0 {
		return "–"
	}
	return fmt.Sprintf("%+.0f %%", 100*(a/b-1))
}

// perSecond prints a rate, if it is known.
func perSecond(n, seconds float64) string {
	if seconds == 0 {
		return "–"
	}
	return count(n / seconds)
}

func secondsText(s float64) string { return microsText(s * 1e6) }
