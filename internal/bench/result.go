package bench

import (
	"slices"
	"time"
)

// Result is what a run found. Times are in the unit that a field's JSON name
// ends in; a number that could not be taken is 0.
type Result struct {
	Machine   Machine          `json:"machine"`
	Disk      Disk             `json:"disk"`
	World     WorldResult      `json:"world"`
	Start     StartResult      `json:"start"`
	Memory    MemoryResult     `json:"memory"`
	Load      LoadResult       `json:"load"`
	Scenarios []ScenarioResult `json:"scenarios"`
	Worlds    []ScenarioResult `json:"worlds"`  // done with worlds as wholes; what counts as a request is the whole of it
	Sandbox   []ScenarioResult `json:"sandbox"` // tongwan with --sandbox; the yardstick is tongwan without

	Postgres *PostgresResult `json:"postgres,omitempty"` // that was the run's own
	Larger   []*Result       `json:"larger,omitempty"`   // the same with more accounts
}

// Compared reports whether anything was measured of two servers.
func (r *Result) Compared() bool {
	return r != nil && len(r.Scenarios)+len(r.Worlds)+len(r.Sandbox) > 0
}

// Machine is what the run ran on.
type Machine struct {
	OS   string `json:"os"`
	Arch string `json:"arch"`
	CPU  string `json:"cpu"` // the model's name, empty if unknown
	CPUs int    `json:"cpus"`
	Go   string `json:"go"` // that built the benchmark
}

// WorldResult is about the world the load runs in.
type WorldResult struct {
	Accounts      int     `json:"accounts"`
	Friends       int     `json:"friends"` // of each
	FileBytes     int64   `json:"file_bytes"`
	LoadSeconds   float64 `json:"load_s"` // start of the server with the file until it was ready
	DatabaseBytes int64   `json:"database_bytes"`
	ExportSeconds float64 `json:"export_s"`
	ExportBytes   int64   `json:"export_bytes"`
}

// StartResult is how long a server takes from its start until it is ready.
type StartResult struct {
	Empty  []float64 `json:"empty_ms"`  // each time on a new database
	Loaded float64   `json:"loaded_ms"` // on the database with the world, no file given
}

// MemoryResult is the memory of the server's process.
type MemoryResult struct {
	Loaded   Memory `json:"loaded"`   // idle after it has loaded the world file
	Idle     Memory `json:"idle"`     // idle after a new start on the loaded database
	Exported Memory `json:"exported"` // after it has exported the world then
	After    Memory `json:"after"`    // after all scenarios
}

// LoadResult is how the scenarios were run.
type LoadResult struct {
	Connections  int     `json:"connections"`
	Rounds       int     `json:"rounds"`
	SliceSeconds float64 `json:"slice_s"`
	// Others is the share of the machine's CPU that went to neither servers, their
	// database nor load while measuring, from 0 to 1. Above a few hundredths nothing else
	// here means much.
	Others float64 `json:"others"`
}

// ScenarioResult compares the two servers in one scenario.
type ScenarioResult struct {
	Name        string    `json:"name"`
	Path        string    `json:"path"`
	Durable     bool      `json:"durable"`
	AnswerBytes int       `json:"answer_bytes"`      // tongwan's mean; the yardstick's are of this size
	Accounts    int       `json:"accounts,omitzero"` // of the world that is made
	Tongwan     Side      `json:"tongwan"`
	Yardstick   Side      `json:"yardstick"`
	Ratio       float64   `json:"ratio"`  // median of Ratios
	Ratios      []float64 `json:"ratios"` // throughput tongwan / yardstick, of each round
	PGBench     Beside    `json:"pgbench,omitzero"`
}

// Side is one server in one scenario, all rounds together.
type Side struct {
	Requests  uint64  `json:"requests"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_us"`
	P99       float64 `json:"p99_us"`
	CPU       float64 `json:"cpu_us"`          // of the server's process, a request
	Database  float64 `json:"database_cpu_us"` // of the run's own PostgreSQL, a request
	ClientCPU float64 `json:"client_cpu_us"`   // of the load generator, a request
	Others    float64 `json:"others_cpu_s"`    // of all other processes, and lost to the hypervisor
}

// sum adds up the samples of one side.
func sum(samples []*Sample) Side {
	total := Sample{Server: cpuTime{Known: true}, Database: cpuTime{Known: true}, Client: cpuTime{Known: true}, Machine: cpuTime{Known: true}}
	for _, s := range samples {
		total.Requests += s.Requests
		total.Elapsed += s.Elapsed
		total.Server = total.Server.add(s.Server)
		total.Database = total.Database.add(s.Database)
		total.Client = total.Client.add(s.Client)
		total.Machine = total.Machine.add(s.Machine)
		total.Latencies.Add(&s.Latencies)
	}
	return Side{
		Requests:  total.Requests,
		Seconds:   total.Elapsed.Seconds(),
		PerSecond: total.perSecond(),
		P50:       micros(total.Latencies.Quantile(0.50)),
		P99:       micros(total.Latencies.Quantile(0.99)),
		CPU:       total.Server.micros(total.Requests),
		Database:  total.Database.micros(total.Requests),
		ClientCPU: total.Client.micros(total.Requests),
		Others:    total.others().Seconds(),
	}
}

// others is the CPU time that neither server, its database nor load has used.
func (s *Sample) others() time.Duration {
	own := s.Server.add(s.Client)
	if !own.Known || !s.Machine.Known {
		return 0
	}
	return max(0, s.Machine.Used-own.Used-s.Database.Used)
}

// othersShare is the share of all CPUs that others had under load.
func (r *Result) othersShare() float64 {
	var others, all float64
	for _, s := range slices.Concat(r.Scenarios, r.Sandbox) {
		others += s.Tongwan.Others + s.Yardstick.Others
		all += (s.Tongwan.Seconds + s.Yardstick.Seconds) * float64(r.Machine.CPUs)
	}
	if all == 0 {
		return 0
	}
	return others / all
}

// perSecond is the sample's throughput.
func (s *Sample) perSecond() float64 {
	if s.Elapsed <= 0 {
		return 0
	}
	return float64(s.Requests) / s.Elapsed.Seconds()
}

// micros is the CPU time a request in microseconds, 0 if it is not known.
func (c cpuTime) micros(requests uint64) float64 {
	if !c.Known || requests == 0 {
		return 0
	}
	return micros(c.Used) / float64(requests)
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// median returns the middle value, the mean of the two in the middle if their
// number is even, and 0 of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
