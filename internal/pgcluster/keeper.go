package pgcluster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// keeping is what a keeper does: it makes the cluster, tells how that went,
// and waits until its input ends, as it does when the process that uses it is
// gone, even killed. Then nothing of the cluster stays, but perhaps an empty
// folder, where the cluster's user may not remove it.
const keeping = `
trap '' HUP INT TERM PIPE
"$1/initdb" -D "$2/data" -U "$3" --pwfile="$2/password" -A scram-sha-256 -E UTF8 --locale=C --no-sync >"$2/log" 2>&1
echo $?
read -r _
"$1/pg_ctl" stop -D "$2/data" -m immediate -w >/dev/null 2>&1
rm -rf "$2" 2>/dev/null
exit 0
`

// keeper is a shell that outlives the process by a moment.
type keeper struct {
	cmd  *exec.Cmd
	life io.Closer // its input
}

// keep starts the cluster's keeper and returns when the cluster is made.
func (c *Cluster) keep() (*keeper, error) {
	cmd := exec.Command("/bin/sh", "-c", keeping, "pgcluster", c.bin, c.dir, superuser)
	cmd.Dir, cmd.SysProcAttr = "/", c.sys()
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	life, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("pgcluster: start a shell: %w", err)
	}
	k := &keeper{cmd, life}
	status, err := bufio.NewReader(said).ReadString('\n')
	if err == nil && status == "0\n" {
		return k, nil
	}
	text, _ := os.ReadFile(filepath.Join(c.dir, "log"))
	err = errors.Join(err, k.dismiss())
	return nil, errors.Join(fmt.Errorf("pgcluster: initdb in %s: status %s\n%s%s", c.dir, strings.TrimSpace(status), complaints.Bytes(), text), err)
}

// dismiss ends the keeper and returns when it has cleaned up.
func (k *keeper) dismiss() error {
	return errors.Join(k.life.Close(), k.cmd.Wait())
}

// sys puts a process into a session of its own, where no key pressed at the
// terminal ends it, and under the cluster's user.
func (c *Cluster) sys() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Credential: c.as}
}

// credential is the user to run as, nil for that of the process.
func credential() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.ParseUint(u.Uid, 10, 32)
		gid, errG := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(errU, errG)
	}
	return nil, errors.New("pgcluster: PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}
