package pgtest

import (
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// quick are settings for a database that nobody will miss. Without
// autovacuum nothing works beside a test.
var quick = []string{"fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=300"}

// launch makes a cluster and starts it. Later settings win.
func launch(settings []string) (*Server, error) {
	bin, err := programs(debian)
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, password: rand.Text()}
	if s.as, err = credential(); err != nil {
		return nil, err
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	if s.dir, err = s.folder(); err != nil {
		return nil, err
	}
	if s.keeper, err = s.keep(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	if err := s.configure(settings); err != nil {
		return nil, errors.Join(err, s.end())
	}
	if err := s.control("start"); err != nil {
		return nil, errors.Join(err, s.end())
	}
	return s, nil
}

// folder makes the cluster's folder with a file that holds the password.
func (s *Server) folder() (string, error) {
	dir, err := os.MkdirTemp("", "tongwan-pgtest-*")
	if err != nil {
		return "", err
	}
	password := filepath.Join(dir, "password")
	err = os.WriteFile(password, []byte(s.password), 0o600)
	if err == nil && s.as != nil {
		err = errors.Join(os.Chown(password, int(s.as.Uid), int(s.as.Gid)), os.Chown(dir, int(s.as.Uid), int(s.as.Gid)))
	}
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return dir, nil
}

// configure adds settings to the cluster's file. There is no socket: tests
// connect by TCP, as servers do.
func (s *Server) configure(settings []string) error {
	f, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	own := []string{fmt.Sprintf("port=%d", s.port), "listen_addresses='127.0.0.1'", "unix_socket_directories=''"}
	for _, list := range [][]string{own, quick, settings} {
		_, writeErr := fmt.Fprintln(f, strings.Join(list, "\n"))
		err = errors.Join(err, writeErr)
	}
	return errors.Join(err, f.Close())
}

// freePort finds a port below those that systems give out by themselves, so
// that nobody gets it by chance while the server is stopped.
func freePort() (int, error) {
	var err error
	for range 100 {
		port := 15000 + mathrand.IntN(15000)
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return port, l.Close()
		}
	}
	return 0, fmt.Errorf("pgtest: no free port: %w", err)
}
