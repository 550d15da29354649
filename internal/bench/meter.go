package bench

import (
	"os"
	"time"
)

// meter is what the processors and the clock showed when something began.
type meter struct {
	server                          *Server
	used, database, client, machine cpuTime
	begun                           time.Time
}

func startMeter(s *Server) meter {
	return meter{s, cpuOf(s.PID), cpuOfFamily(s.database), cpuOf(os.Getpid()), machineCPU(), time.Now()}
}

// sample returns what has been used since, for nothing done yet.
func (m meter) sample() *Sample {
	return &Sample{
		Elapsed:  time.Since(m.begun),
		Server:   cpuOf(m.server.PID).since(m.used),
		Database: cpuOfFamily(m.server.database).since(m.database),
		Client:   cpuOf(os.Getpid()).since(m.client),
		Machine:  machineCPU().since(m.machine),
	}
}
