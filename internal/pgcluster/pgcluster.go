// Package pgcluster runs a private PostgreSQL: a cluster that is made when it
// is started and gone with the process that started it, whatever way that ends.
// Tests have theirs, and so has the benchmark.
//
// A cluster listens on the loopback interface only and asks for a password
// that nobody else knows. It runs as the user of the process, or, since
// PostgreSQL refuses root, as postgres or nobody.
package pgcluster

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a cluster and its server. It is safe for concurrent use, but for
// [Cluster.Control].
type Cluster struct {
	dir      string // holds everything
	bin      string // PostgreSQL's programs
	as       *syscall.Credential
	port     int
	password string
	keeper   *keeper
}

// superuser is whom everybody connects as.
const superuser = "tongwan"

// patience is how long PostgreSQL may take to start or stop.
const patience = time.Minute

// Start makes a cluster in a folder of its own within dir, the system's
// temporary one if that is empty, and starts its server. Settings such as
// "fsync=off" are added to PostgreSQL's defaults; later ones win. The user whom
// PostgreSQL runs as must be able to enter dir.
func Start(dir string, settings ...string) (*Cluster, error) {
	bin, err := Programs()
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, password: rand.Text()}
	if c.as, err = credential(); err != nil {
		return nil, err
	}
	if c.port, err = freePort(); err != nil {
		return nil, err
	}
	if c.dir, err = c.folder(dir); err != nil {
		return nil, err
	}
	if c.keeper, err = c.keep(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(c.dir))
	}
	if err := c.configure(settings); err != nil {
		return nil, errors.Join(err, c.End())
	}
	if err := c.Control("start"); err != nil {
		return nil, errors.Join(err, c.End())
	}
	return c, nil
}

// End stops the server and removes the cluster.
func (c *Cluster) End() error { return errors.Join(c.keeper.dismiss(), os.RemoveAll(c.dir)) }

// Control runs pg_ctl, as with "stop", "-m", "fast", and returns when it is
// done.
func (c *Cluster) Control(args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	log := filepath.Join(c.dir, "log")
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "pg_ctl"), append(args, "-D", c.data(), "-l", log, "-w", "-s")...)
	cmd.Dir, cmd.SysProcAttr = "/", c.sys()
	if err := cmd.Run(); err != nil { // what it says is in the log, which keeps PostgreSQL from holding a pipe of ours
		text, _ := os.ReadFile(log)
		return fmt.Errorf("pgcluster: pg_ctl %s: %w\n%s", args[0], err, text)
	}
	return nil
}

// PID returns the process that all of the server's others are children of.
func (c *Cluster) PID() (int, error) {
	text, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if err != nil {
		return 0, fmt.Errorf("pgcluster: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(line)
}

// Address is where the server listens, host:port.
func (c *Cluster) Address() string { return fmt.Sprintf("127.0.0.1:%d", c.port) }

// DSN returns the URL of a database. There is one called postgres.
func (c *Cluster) DSN(database string) string {
	return fmt.Sprintf("postgres://%s:%s@%s/%s?sslmode=disable", superuser, c.password, c.Address(), database)
}

// Exec executes a statement in a database, as the superuser.
func (c *Cluster) Exec(ctx context.Context, database, statement string) error {
	conn, err := pgx.Connect(ctx, c.DSN(database))
	if err != nil {
		return fmt.Errorf("pgcluster: %w", err)
	}
	_, err = conn.Exec(ctx, statement)
	if err = errors.Join(err, conn.Close(ctx)); err != nil {
		return fmt.Errorf("pgcluster: %s: %w", statement, err)
	}
	return nil
}
