package main

import (
	"context"
	"errors"
	"fmt"

	"tongwan/internal/world"
)

// worldCheckCmd checks documents without applying them.
type worldCheckCmd struct {
	Files []string `arg:"" name:"file" help:"World documents, YAML or JSON; - for standard input."`
}

// Help is shown by --help.
func (worldCheckCmd) Help() string {
	return `Problems go to stdout as FILE:LINE:COLUMN: KEY: TEXT. What only a server can know, such as whether another world has an appid already, is not checked. A document that names no world is good: world apply can name it, but serve --world cannot.

Exit status: 0 all are good; 1 at least one is not; 2 a file cannot be read.

Example:

    tongwan world check worlds/*.yaml`
}

// Run checks every file, also after one that is not good.
func (c *worldCheckCmd) Run(ctx context.Context, sys *system) error {
	bad := 0
	for _, file := range c.Files {
		err := checkDocument(ctx, sys, file)
		if _, refused := errors.AsType[*world.Error](err); refused {
			fmt.Fprintln(sys.stdout, err)
			bad++
		} else if err != nil {
			return err
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d documents cannot be applied", bad, len(c.Files))
	}
	return nil
}

func checkDocument(ctx context.Context, sys *system, file string) error {
	doc, err := openDocument(file, sys.stdin)
	if err != nil {
		return err
	}
	defer doc.Close()
	bar := sys.bar("checking "+file, "")
	defer bar.end()
	return world.CheckFrom(ctx, file, doc, bar.set)
}
