package main

import (
	"fmt"
	"io"
	"os"

	"tongwan/internal/world"
)

// worldCheckCmd checks documents without applying them.
type worldCheckCmd struct {
	Files []string `arg:"" name:"file" help:"World documents, YAML or JSON; - for standard input."`
}

// Help is shown by --help.
func (worldCheckCmd) Help() string {
	return `Problems go to stdout as FILE:LINE:COLUMN: KEY: TEXT. What only a server can know, such as whether another world has an appid already, is not checked.

Exit status: 0 all are good; 1 at least one is not; 2 a file cannot be read.

Example:

    tongwan world check worlds/*.yaml`
}

// Run checks every file, also after one that is not good.
func (c *worldCheckCmd) Run(sys *system) error {
	bad := 0
	for _, file := range c.Files {
		data, err := readFile(file, sys.stdin)
		if err != nil {
			return err
		}
		if err := checkDocument(file, data); err != nil {
			fmt.Fprintln(sys.stdout, err)
			bad++
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d documents cannot be applied", bad, len(c.Files))
	}
	return nil
}

func checkDocument(file string, data []byte) error {
	doc, err := world.Parse(file, data)
	if err != nil {
		return err
	}
	return doc.Check()
}

// readFile reads a file named on the command line, or standard input if it is "-".
func readFile(name string, stdin io.Reader) ([]byte, error) {
	read := func() ([]byte, error) { return os.ReadFile(name) }
	if name == "-" {
		read = func() ([]byte, error) { return io.ReadAll(stdin) }
	}
	data, err := read()
	if err != nil {
		return nil, usageError(err)
	}
	return data, nil
}
