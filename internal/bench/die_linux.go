package bench

import (
	"os/exec"
	"syscall"
)

// dieWithParent has the kernel kill a child when this process is gone, for the
// case that it is killed and cannot stop the child itself.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
