package bench

import (
	"fmt"
	"strings"
)

// PostgresResult is about the run's own PostgreSQL.
type PostgresResult struct {
	Version  string          `json:"version"`
	Settings []string        `json:"settings"` // other than its defaults
	Rows     int             `json:"rows"`     // that pgbench chooses from
	PGBench  []PGBenchScript `json:"pgbench"`
}

// PGBenchScript is what pgbench did of one kind, in all slices.
type PGBenchScript struct {
	Script    string    `json:"script"`
	PerSecond []float64 `json:"per_second"` // of each slice
}

// add adds a slice.
func (p *PostgresResult) add(script string, perSecond float64) {
	for i := range p.PGBench {
		if p.PGBench[i].Script == script {
			p.PGBench[i].PerSecond = append(p.PGBench[i].PerSecond, perSecond)
			return
		}
	}
	p.PGBench = append(p.PGBench, PGBenchScript{script, []float64{perSecond}})
}

// Beside is what pgbench did in the same rounds as a scenario.
type Beside struct {
	PerSecond float64   `json:"per_second"` // median
	Ratio     float64   `json:"ratio"`      // median of Ratios
	Ratios    []float64 `json:"ratios"`     // throughput tongwan / pgbench, of each round

	rates []float64
}

func (b *Beside) add(perSecond, ratio float64) {
	b.rates, b.Ratios = append(b.rates, perSecond), append(b.Ratios, ratio)
	b.PerSecond, b.Ratio = median(b.rates), median(b.Ratios)
}

// scripts is the table of what pgbench did.
func (p *PostgresResult) scripts() *table {
	t := &table{numbers: true, title: []string{"pgbench", "transactions/s", "of slices"}}
	for _, name := range pgbenchScripts {
		for _, s := range p.PGBench {
			if s.Script == name {
				t.add(name, count(median(s.PerSecond)), spread("%.0f", s.PerSecond))
			}
		}
	}
	return t
}

// notes say how PostgreSQL was run.
func (p *PostgresResult) notes() []string {
	return []string{
		fmt.Sprintf("PostgreSQL %s of the run's own, fsync and synchronous_commit on as by default, with %s; it shares the machine, too; database: CPU of its processes a request", p.Version, strings.Join(p.Settings, ", ")),
		fmt.Sprintf("pgbench: prepared statements, as many clients as connections, %s rows, in each round beside the two servers; each request was sent about once before it counted; reads are held against its select by key (-S), durable writes against an update of one row by key", count(float64(p.Rows))),
	}
}
