package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	// readyPoll is how often the ready file is looked for, and so the error
	// of a start-up time.
	readyPoll = time.Millisecond
	// stopPatience is how long a server may take to stop when asked to.
	stopPatience = 10 * time.Second
)

// ready is the file that a server writes when it can be called
// (spec/world.md, command line).
type ready struct {
	API     string `json:"api"`
	Control string `json:"control,omitzero"`
	Token   string `json:"token,omitzero"`
	PID     int    `json:"pid"`
}

// writeReady writes a ready file in one step, so that nobody reads half of it.
func writeReady(path string, r ready) error {
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	if err := os.WriteFile(path+".part", text, 0o600); err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	return nil
}

// Server is a server that runs as a child process.
type Server struct {
	Name     string
	Host     string // host:port of its API
	PID      int
	Took     time.Duration // from its start until it was ready
	ready    ready
	log      string // file with what it printed
	cmd      *exec.Cmd
	database int           // process of its PostgreSQL, 0 if that is not the run's own
	exited   chan struct{} // closed when it has
	err      error         // how it exited; read it after exited
}

// start is how a server is started.
type start struct {
	name     string
	argv     []string // the ready file is appended as --ready-file
	database int      // process of its PostgreSQL, 0 if that is not the run's own
	dir      string   // for log and ready file
	limit    time.Duration
	waiting  func(pid int) // told every second; may be nil
}

// run starts the server and waits until it is ready. It fails if the server
// exits before, takes longer than the limit, or the context ends; then nothing
// of it is left running.
func (s start) run(ctx context.Context) (*Server, error) {
	dir, err := os.MkdirTemp(s.dir, s.name+"-")
	if err != nil {
		return nil, err
	}
	readyFile := filepath.Join(dir, "ready.json")
	argv := append(s.argv[1:len(s.argv):len(s.argv)], "--ready-file", readyFile)
	server := &Server{Name: s.name, database: s.database, log: filepath.Join(dir, "log"), exited: make(chan struct{})}
	server.cmd = exec.Command(s.argv[0], argv...)
	begun := time.Now()
	if err := server.launch(); err != nil {
		return nil, fmt.Errorf("start %s: %w", s.name, err)
	}
	if err := server.await(ctx, s, readyFile); err != nil {
		server.Stop()
		return nil, fmt.Errorf("start %s: %w", s.name, err)
	}
	server.Took = time.Since(begun)
	return server, nil
}

// launch starts the process, its output going to the log.
func (s *Server) launch() error {
	log, err := os.Create(s.log)
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.Env = environment()
	dieWithParent(s.cmd)
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.PID = s.cmd.Process.Pid
	go func() {
		s.err = s.cmd.Wait()
		close(s.exited)
	}()
	return nil
}

// environment is this process's without the settings of tongwan, so that only
// the command line counts.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(setting string) bool { return strings.HasPrefix(setting, "TONGWAN_") })
}

// await waits for the ready file.
func (s *Server) await(ctx context.Context, how start, readyFile string) error {
	poll, second := time.NewTicker(readyPoll), time.NewTicker(time.Second)
	defer poll.Stop()
	defer second.Stop()
	limit := time.NewTimer(how.limit)
	defer limit.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.exited:
			return fmt.Errorf("it exited before it was ready (%v): %s", s.err, s.lastWords())
		case <-limit.C:
			return fmt.Errorf("it was not ready after %s: %s", how.limit, s.lastWords())
		case <-second.C:
			if how.waiting != nil {
				how.waiting(s.PID)
			}
		case <-poll.C:
			if done, err := s.read(readyFile); done || err != nil {
				return err
			}
		}
	}
}

// read takes in the ready file, if it is there and whole.
func (s *Server) read(readyFile string) (bool, error) {
	text, err := os.ReadFile(readyFile)
	if err != nil || json.Unmarshal(text, &s.ready) != nil {
		return false, nil // not yet
	}
	api, err := url.Parse(s.ready.API)
	if err != nil || api.Scheme != "http" || api.Port() == "" {
		return false, fmt.Errorf("ready file: api %q is no http URL with a port", s.ready.API)
	}
	s.Host = api.Host
	return true, nil
}

// Stop asks the server to stop, waits until it has, and kills it if it takes
// too long. It returns an error if the server did not stop cleanly. Calling it
// again does nothing.
func (s *Server) Stop() error {
	select {
	case <-s.exited:
		return nil
	default:
	}
	s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.exited:
	case <-time.After(stopPatience):
		s.cmd.Process.Kill()
		<-s.exited
		return fmt.Errorf("%s did not stop within %s and was killed", s.Name, stopPatience)
	}
	if s.err != nil {
		return fmt.Errorf("%s stopped with %w: %s", s.Name, s.err, s.lastWords())
	}
	return nil
}

// Failed explains an error of a call to the server: if the server is gone,
// how it ended.
func (s *Server) Failed(err error) error {
	select {
	case <-s.exited:
		return errors.Join(err, fmt.Errorf("%s has exited (%v): %s", s.Name, s.err, s.lastWords()))
	default:
		return err
	}
}

// lastWords returns the end of what the server printed.
func (s *Server) lastWords() string {
	const most = 2000
	text, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return "it printed nothing"
	}
	return "it printed\n" + string(bytes.ToValidUTF8(text[max(0, len(text)-most):], nil))
}
