package bench

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// tick is the unit of CPU time in /proc: USER_HZ is 100 on every Linux that Go
// runs on.
const tick = time.Second / 100

// cpuTime is the CPU time a process has used: utime and stime of
// /proc/PID/stat, all its threads together, to 10 ms. Known is false where
// there is no such file.
type cpuTime struct {
	Used  time.Duration
	Known bool
}

// since returns what was used after an earlier reading.
func (c cpuTime) since(before cpuTime) cpuTime {
	return cpuTime{c.Used - before.Used, c.Known && before.Known}
}

// add returns both together.
func (c cpuTime) add(other cpuTime) cpuTime {
	return cpuTime{c.Used + other.Used, c.Known && other.Known}
}

// cpuOf reads the CPU time of a process.
func cpuOf(pid int) cpuTime {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return cpuTime{}
	}
	return parseStat(stat)
}

// parseStat reads fields 14 and 15, utime and stime. Field 2, the command's
// name, stands in parentheses and may contain anything.
func parseStat(stat []byte) cpuTime { return statTimes(stat, 11, 12) }

// statTimes adds up two of the fields behind the name, the first of which is 0.
func statTimes(stat []byte, i, j int) cpuTime {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) <= max(i, j) {
		return cpuTime{}
	}
	user, err := strconv.ParseInt(string(fields[i]), 10, 64)
	if err != nil {
		return cpuTime{}
	}
	system, err := strconv.ParseInt(string(fields[j]), 10, 64)
	if err != nil {
		return cpuTime{}
	}
	return cpuTime{time.Duration(user+system) * tick, true}
}

// cpuOfFamily reads the CPU time of a process and its children, those included
// that it has seen end. It is not known of process 0.
func cpuOfFamily(pid int) cpuTime {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return cpuTime{}
	}
	total := parseStat(stat).add(statTimes(stat, 13, 14))                   // cutime, cstime
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // each thread has its own
	for _, list := range lists {
		children, _ := os.ReadFile(list)
		for _, child := range bytes.Fields(children) {
			if pid, err := strconv.Atoi(string(child)); err == nil {
				total.Used += cpuOf(pid).Used // nothing if it has just ended
			}
		}
	}
	total.Known = total.Known && len(lists) > 0
	return total
}

// machineCPU reads the CPU time that all processes together have used, and what
// the hypervisor took away: user, nice, system and steal of /proc/stat.
// Interrupts are left out: nobody's processes are charged for them.
func machineCPU() cpuTime {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return cpuTime{}
	}
	return parseMachineStat(stat)
}

func parseMachineStat(stat []byte) cpuTime {
	line, _, _ := bytes.Cut(stat, []byte("\n"))
	fields := bytes.Fields(line)
	if len(fields) < 9 || string(fields[0]) != "cpu" {
		return cpuTime{}
	}
	total := cpuTime{Known: true}
	for _, i := range []int{1, 2, 3, 8} {
		n, err := strconv.ParseInt(string(fields[i]), 10, 64)
		if err != nil {
			return cpuTime{}
		}
		total.Used += time.Duration(n) * tick
	}
	return total
}

// Memory is what a process has in RAM, in bytes: VmRSS and VmHWM of
// /proc/PID/status. Zero where there is no such file.
type Memory struct {
	Resident int64 `json:"resident_bytes"`
	Peak     int64 `json:"peak_bytes"` // the most it ever had
}

// memoryOf reads the memory of a process.
func memoryOf(pid int) Memory {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Memory{}
	}
	return parseStatus(status)
}

func parseStatus(status []byte) Memory {
	var m Memory
	for line := range bytes.Lines(status) {
		fields := bytes.Fields(line)
		if len(fields) != 3 || string(fields[2]) != "kB" {
			continue
		}
		n, err := strconv.ParseInt(string(fields[1]), 10, 64)
		if err != nil {
			continue
		}
		switch string(fields[0]) {
		case "VmRSS:":
			m.Resident = n << 10
		case "VmHWM:":
			m.Peak = n << 10
		}
	}
	return m
}
