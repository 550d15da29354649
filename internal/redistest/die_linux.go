package redistest

import "syscall"

// dieWithTest has the kernel kill the server when the test's process is gone,
// for the case that it is killed and cannot stop the server itself.
func dieWithTest() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
}
