package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
)

// worldExportCmd writes a world as a document.
type worldExportCmd struct {
	Name   string `arg:"" help:"The world."`
	Format string `default:"yaml" enum:"yaml,json" help:"${enum} (default: ${default})."`
	Output string `short:"o" placeholder:"FILE" help:"Write here, mode 0600, instead of to stdout."`
	controlFlags
}

// Help is shown by --help.
func (worldExportCmd) Help() string {
	return `The document holds the apps' keys and, from a sandbox, the players' tokens. Applied to an empty server it gives the same world.

Example:

    tongwan world export demo -o demo.yaml --ready-file /tmp/tongwan.json`
}

// Run exports. The file is written only when all of the document has come.
func (c *worldExportCmd) Run(ctx context.Context, sys *system) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	accept := http.Header{"Accept": {"application/" + c.Format}}
	doc, err := client.world(ctx, http.MethodGet, c.Name, nil, accept, nil)
	if err != nil {
		return err
	}
	if c.Output == "" {
		_, err = sys.stdout.Write(doc)
		return err
	}
	if err := os.WriteFile(c.Output, doc, 0o600); err != nil {
		return fmt.Errorf("-o: %w", err)
	}
	return nil
}
