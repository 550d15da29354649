// Command tongwan is the platform and everything to work with it: serve runs it,
// call and sign speak its protocol, world moves world documents in and out, and
// healthcheck asks whether it is ready.
//
// A command returns its error; only main ends the process. The exit status is 0
// for success, 1 for a refusal or failure, 2 for a command line or configuration
// that cannot be carried out, 3 when no usable answer came from a server.
package main

import (
	"context"
	"os"
	"time"
	_ "time/tzdata" // --time-zone must work in containers without a zone database
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], &system{
		self:     os.Args[0],
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		getenv:   os.Getenv,
		now:      time.Now,
		terminal: isTerminal(os.Stdout),
		watched:  isTerminal(os.Stderr),
	}))
}

// isTerminal reports whether people, rather than a pipe or a file, read f.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
