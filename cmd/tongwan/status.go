package main

import (
	"errors"
	"fmt"
	"syscall"
)

// Exit statuses of every command.
const (
	statusOK        = 0
	statusFailed    = 1 // refused by the server, or failed here
	statusUsage     = 2 // the command line or the configuration cannot be carried out
	statusTransport = 3 // no usable answer came from the server
)

// statusError is an error with an exit status other than statusFailed.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

func usageError(err error) error     { return &statusError{statusUsage, err} }
func transportError(err error) error { return &statusError{statusTransport, err} }

func usagef(format string, args ...any) error { return usageError(fmt.Errorf(format, args...)) }

func exitStatus(err error) int {
	if e, ok := errors.AsType[*statusError](err); ok {
		return e.status
	}
	return statusFailed
}

// nobodyThere adds the way out to an error that says that nothing listens at the
// address in flag.
func nobodyThere(err error, flag string) error {
	if errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("%w; start one with \"tongwan serve\", or say with %s where it is", err, flag)
	}
	return err
}
