package bench

import (
	"fmt"
	"slices"
	"strings"
)

// Text returns the result for a terminal.
func (r *Result) Text() string { return r.print((*table).text, "") }

// Markdown returns the result as a section of a document.
func (r *Result) Markdown() string { return r.print((*table).markdown, "- ") }

// busy is the share of the CPU from which other processes spoil a run.
const busy = 0.05

func (r *Result) print(layout func(*table) string, bullet string) string {
	var b strings.Builder
	for _, t := range []*table{r.scenarios(), r.scripts(), r.growth(), r.loads(), r.worlds(), r.sandbox(), r.server()} {
		if len(t.rows) > 0 {
			b.WriteString(layout(t) + "\n")
		}
	}
	for _, note := range r.notes() {
		b.WriteString(bullet + note + "\n")
	}
	return b.String()
}

// scenarios is the table that compares the servers.
func (r *Result) scenarios() *table {
	t := &table{numbers: true, title: []string{"scenario", "answer",
		"tongwan/s", "p50", "p99", "CPU/req",
		"yardstick/s", "p50", "p99", "CPU/req", "ratio", "of rounds"}}
	if r.Postgres != nil {
		t.title = append(t.title, "database", "pgbench/s", "ratio", "of rounds")
	}
	for _, s := range r.Scenarios {
		row := []string{s.title(), bytesText(int64(s.AnswerBytes))}
		row = append(append(row, s.Tongwan.cells()...), s.Yardstick.cells()...)
		row = append(row, fmt.Sprintf("%.2f", s.Ratio), spread("%.2f", s.Ratios))
		if r.Postgres != nil {
			row = append(row, microsText(s.Tongwan.Database), count(s.PGBench.PerSecond), fmt.Sprintf("%.2f", s.PGBench.Ratio), spread("%.2f", s.PGBench.Ratios))
		}
		t.add(row...)
	}
	return t
}

// scripts is the table of pgbench, if it was there.
func (r *Result) scripts() *table {
	if r.Postgres == nil {
		return &table{}
	}
	return r.Postgres.scripts()
}

// worlds is the table of what is done with worlds as wholes.
func (r *Result) worlds() *table {
	t := &table{numbers: true, title: []string{"world", "accounts", "tongwan", "p99", "CPU", "accounts/s", "yardstick", "p99", "CPU", "ratio", "of rounds"}}
	for _, s := range r.Worlds {
		t.add(s.title(), count(float64(s.Accounts)),
			microsText(s.Tongwan.P50), microsText(s.Tongwan.P99), microsText(s.Tongwan.CPU), count(s.Tongwan.PerSecond*float64(s.Accounts)),
			microsText(s.Yardstick.P50), microsText(s.Yardstick.P99), microsText(s.Yardstick.CPU),
			fmt.Sprintf("%.2f", s.Ratio), spread("%.2f", s.Ratios))
	}
	return t
}

// sandbox is the table of what --sandbox costs.
func (r *Result) sandbox() *table {
	t := &table{numbers: true, title: []string{"cost of --sandbox", "answer", "serve/s", "CPU/req", "--sandbox/s", "CPU/req", "cost", "of rounds"}}
	for _, s := range r.Sandbox {
		costs := make([]float64, len(s.Ratios))
		for i, ratio := range s.Ratios {
			costs[i] = 100 * (1 - ratio)
		}
		t.add(s.Name, bytesText(int64(s.AnswerBytes)),
			count(s.Yardstick.PerSecond), microsText(s.Yardstick.CPU), count(s.Tongwan.PerSecond), microsText(s.Tongwan.CPU),
			fmt.Sprintf("%.1f %%", 100*(1-s.Ratio)), spread("%.1f", costs))
	}
	return t
}

// title marks durable scenarios.
func (s ScenarioResult) title() string {
	if s.Durable {
		return s.Name + " *"
	}
	return s.Name
}

func (s Side) cells() []string {
	return []string{count(s.PerSecond), microsText(s.P50), microsText(s.P99), microsText(s.CPU)}
}

// server is the table of what was measured of the server by itself.
func (r *Result) server() *table {
	t := &table{title: []string{"server", "value"}}
	if len(r.Start.Empty) > 0 {
		t.add("start to ready, empty database", fmt.Sprintf("%.0f ms (%s, %d starts)", median(r.Start.Empty), spread("%.0f", r.Start.Empty), len(r.Start.Empty)))
	}
	t.add("world file", fmt.Sprintf("%s accounts × %d friends, %s", count(float64(r.World.Accounts)), r.World.Friends, bytesText(r.World.FileBytes)))
	t.add("start to ready, loading the world file", fmt.Sprintf("%.1f s", r.World.LoadSeconds))
	t.add("resident after loading, idle (peak)", r.Memory.Loaded.text())
	if r.World.DatabaseBytes > 0 {
		t.add("database", bytesText(r.World.DatabaseBytes))
	}
	if r.Start.Loaded > 0 {
		t.add("start to ready, world in the database", fmt.Sprintf("%.0f ms", r.Start.Loaded))
		t.add("resident after that, idle (peak)", r.Memory.Idle.text())
	}
	t.add("world exported", fmt.Sprintf("%.1f s, %s", r.World.ExportSeconds, bytesText(r.World.ExportBytes)))
	t.add("resident after that (peak)", r.Memory.Exported.text())
	t.add("resident after all scenarios (peak)", r.Memory.After.text())
	return t
}

func (m Memory) text() string {
	return fmt.Sprintf("%s (%s)", bytesText(m.Resident), bytesText(m.Peak))
}

// notes say how the numbers came about.
func (r *Result) notes() []string {
	notes := []string{
		fmt.Sprintf("%s/%s, %d × %s, %s", r.Machine.OS, r.Machine.Arch, r.Machine.CPUs, r.Machine.CPU, r.Machine.Go),
		fmt.Sprintf("%d keep-alive connections, %d rounds of %g s for either server in turn; server, yardstick and load share the machine", r.Load.Connections, r.Load.Rounds, r.Load.SliceSeconds),
		"ratio: tongwan's throughput over the yardstick's, median of the rounds",
		"yardstick: bare net/http that decodes the same body and sends an answer of the same size; it checks no signature and reads no state",
		"CPU/req: utime + stime of the server's process (/proc/PID/stat, counted in 10 ms) over the requests of the slice; resident: VmRSS, peak: VmHWM",
		fmt.Sprintf("* durable: answered when the write is on disk; the yardstick of requests writes nothing. The disk: %s, %s to write and fsync 4 KiB", r.Disk.name(), microsText(r.Disk.Fsync)),
	}
	if r.Postgres != nil {
		notes = append(notes, r.Postgres.notes()...)
	}
	if len(r.Larger) > 0 {
		notes = append(notes, "as it grows: the whole run again in larger worlds; to the first: by how much the ratio to the yardstick of the same rounds differs from that in the first world, and by how much the CPU that server and database took for a request; on a busy machine the latter says more")
	}
	if len(r.Worlds) > 0 {
		notes = append(notes, "worlds: one caller, PUT and DELETE of the control API, on a server with --sandbox; times are the median's and the p99's; yardstick: the document's lines put into one bare SQLite table and removed, as durably, nothing parsed")
	}
	if len(r.Sandbox) > 0 {
		notes = append(notes, fmt.Sprintf("cost of --sandbox: of throughput, median of %d rounds of %g s for either server, with a journal that is full and six fault rules that no request meets", costRounds*r.Load.Rounds, r.Load.SliceSeconds/costSlices))
	}
	if share := r.Load.Others; share > busy {
		notes = append(notes, fmt.Sprintf("the machine was busy: other processes took %.0f %% of its CPU while measuring, so the throughputs mean little; CPU/req still does", 100*share))
	}
	if cost := r.clientCost(); cost != "" {
		notes = append(notes, cost)
	}
	return notes
}

func (d Disk) name() string {
	if d.Type == "" {
		return "unknown file system"
	}
	return d.Type
}

// clientCost tells what the load generator itself took.
func (r *Result) clientCost() string {
	var costs []float64
	for _, s := range r.Scenarios {
		costs = append(costs, s.Tongwan.ClientCPU, s.Yardstick.ClientCPU)
	}
	if len(costs) == 0 || slices.Max(costs) == 0 {
		return ""
	}
	return fmt.Sprintf("the load generator itself took %s µs of CPU a request", spread("%.0f", costs))
}

// spread returns the least and the most of some numbers.
func spread(format string, values []float64) string {
	if len(values) == 0 {
		return "–"
	}
	low, high := fmt.Sprintf(format, slices.Min(values)), fmt.Sprintf(format, slices.Max(values))
	if low == high {
		return low
	}
	return low + "–" + high
}
