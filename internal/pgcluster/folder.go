package pgcluster

import (
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// folder makes the cluster's folder with a file that holds the password.
func (c *Cluster) folder(parent string) (string, error) {
	dir, err := os.MkdirTemp(parent, "tongwan-postgres-*")
	if err != nil {
		return "", err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return "", err
	}
	password := filepath.Join(dir, "password")
	err = os.WriteFile(password, []byte(c.password), 0o600)
	if err == nil && c.as != nil {
		err = errors.Join(os.Chown(password, int(c.as.Uid), int(c.as.Gid)), os.Chown(dir, int(c.as.Uid), int(c.as.Gid)))
	}
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return dir, nil
}

// configure adds settings to the cluster's file. There is no socket:
// everybody connects by TCP, as servers do.
func (c *Cluster) configure(settings []string) error {
	f, err := os.OpenFile(filepath.Join(c.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	own := []string{fmt.Sprintf("port=%d", c.port), "listen_addresses='127.0.0.1'", "unix_socket_directories=''"}
	for _, list := range [][]string{own, settings} {
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
	return 0, fmt.Errorf("pgcluster: no free port: %w", err)
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }
