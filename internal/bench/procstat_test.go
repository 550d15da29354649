package bench

import (
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	got := parseStat([]byte("4711 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 9"))
	if !got.Known || got.Used != 3*time.Second {
		t.Errorf("CPU time is %+v", got)
	}
	for _, odd := range []string{"", "4711 (a) S 1", "4711 (a) S 1 2 3 4 5 6 7 8 9 10 x 50 0"} {
		if got := parseStat([]byte(odd)); got.Known {
			t.Errorf("CPU time of %q is %+v", odd, got)
		}
	}
}

// What children use counts while they run and when they have ended.
func TestCPUOfFamily(t *testing.T) {
	shell := exec.Command("/bin/sh", "-c", `i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; read -r _`)
	in, err := shell.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := shell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	before := cpuOfFamily(os.Getpid())
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	child := cpuOf(shell.Process.Pid)
	during := cpuOfFamily(os.Getpid())
	in.Close()
	shell.Wait() // it could read nothing
	after := cpuOfFamily(os.Getpid())
	if !child.Known || child.Used < tick || during.since(before).Used < child.Used || after.since(before).Used < child.Used {
		t.Errorf("the child used %+v; CPU of the family was %+v, %+v, %+v", child, before, during, after)
	}
	if c := cpuOfFamily(0); c.Known {
		t.Errorf("CPU of nobody is %+v", c)
	}
}

func TestParseMachineStat(t *testing.T) {
	got := parseMachineStat([]byte("cpu  100 10 50 9000 40 30 20 40 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n"))
	if !got.Known || got.Used != 2*time.Second {
		t.Errorf("CPU time is %+v", got)
	}
	if got := parseMachineStat(nil); got.Known {
		t.Errorf("CPU time of nothing is %+v", got)
	}
}

func TestOthers(t *testing.T) {
	used := func(d time.Duration) cpuTime { return cpuTime{d, true} }
	s := Sample{Requests: 10, Elapsed: time.Second, Server: used(800 * time.Millisecond), Client: used(700 * time.Millisecond), Machine: used(1900 * time.Millisecond)}
	side := sum([]*Sample{&s, &s})
	if side.Others != 0.8 || side.PerSecond != 10 || side.CPU != 80_000 {
		t.Errorf("sum is %+v", side)
	}
	r := Result{Machine: Machine{CPUs: 2}, Scenarios: []ScenarioResult{{Tongwan: side, Yardstick: side}}}
	if got := r.othersShare(); got != 0.2 {
		t.Errorf("share is %g", got)
	}
	s.Machine.Known = false
	if got := s.others(); got != 0 {
		t.Errorf("unknown is %s", got)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{3, 1, 9}, 3}, {[]float64{4, 1, 2, 9}, 3}} {
		if got := median(c.values); got != c.want {
			t.Errorf("median of %v is %g", c.values, got)
		}
	}
}

func TestParseStatus(t *testing.T) {
	got := parseStatus([]byte("Name:\ttongwan\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nThreads:\t9\n"))
	if got != (Memory{Resident: 1 << 20, Peak: 2 << 20}) {
		t.Errorf("memory is %+v", got)
	}
}

func TestOwnProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/proc is Linux's")
	}
	if c := cpuOf(os.Getpid()); !c.Known {
		t.Error("the CPU time of this process is unknown")
	}
	if m := memoryOf(os.Getpid()); m.Resident == 0 || m.Peak < m.Resident {
		t.Errorf("the memory of this process is %+v", m)
	}
	if d, err := diskOf(t.TempDir()); err != nil || d.Type == "" || d.Fsync <= 0 {
		t.Errorf("the disk is %+v, %v", d, err)
	}
	if c := cpuOf(-1); c.Known {
		t.Error("process -1 has CPU time")
	}
}

func TestUnder(t *testing.T) {
	for _, c := range []struct {
		path, dir string
		want      bool
	}{{"/tmp/x", "/", true}, {"/tmp/x", "/tmp", true}, {"/tmp", "/tmp", true}, {"/tmpfs", "/tmp", false}} {
		if got := under(c.path, c.dir); got != c.want {
			t.Errorf("under(%q, %q) = %v", c.path, c.dir, got)
		}
	}
}
