package main

import (
	"errors"
	"fmt"
	"io"

	"tongwan/internal/world"
)

// worldCmd groups the commands about world documents.
type worldCmd struct {
	Check    worldCheckCmd    `cmd:"" help:"Check world documents without a server."`
	Apply    worldApplyCmd    `cmd:"" help:"Apply a world document to a running server."`
	Export   worldExportCmd   `cmd:"" help:"Write a world of a running server as a document."`
	Generate worldGenerateCmd `cmd:"" help:"Write a document of any size, for load tests."`
}

// openDocument opens a file named on the command line, or standard input if it
// is "-". The caller closes it.
func openDocument(name string, stdin io.Reader) (world.SourceCloser, error) {
	open := world.Open
	if name == "-" {
		open = func(string) (world.SourceCloser, error) { return world.Spool(stdin) }
	}
	doc, err := open(name)
	if err != nil {
		return nil, usageError(err)
	}
	return doc, nil
}

// documentError puts the problems of a refused document on lines of their own, as
// editors and people like them.
func documentError(err error) error {
	if _, ok := errors.AsType[*world.Error](err); ok {
		return fmt.Errorf("the world document cannot be applied\n%w", err)
	}
	return err
}
