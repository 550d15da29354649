//go:build !linux

package redistest

import "syscall"

// dieWithTest does nothing where the kernel cannot do it.
func dieWithTest() *syscall.SysProcAttr { return nil }
