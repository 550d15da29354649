package main

import (
	"errors"
	"fmt"

	"tongwan/internal/world"
)

// worldCmd groups the commands about world documents.
type worldCmd struct {
	Check  worldCheckCmd  `cmd:"" help:"Check world documents without a server."`
	Apply  worldApplyCmd  `cmd:"" help:"Apply a world document to a running server."`
	Export worldExportCmd `cmd:"" help:"Write a world of a running server as a document."`
}

// documentError puts the problems of a refused document on lines of their own, as
// editors and people like them.
func documentError(err error) error {
	if _, ok := errors.AsType[*world.Error](err); ok {
		return fmt.Errorf("the world document cannot be applied\n%w", err)
	}
	return err
}
