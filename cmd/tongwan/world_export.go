package main

import (
	"context"
	"io"
	"net/http"
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

// Run exports, as the server writes it. The file is there only when all of the
// document has come.
func (c *worldExportCmd) Run(ctx context.Context, sys *system) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	bar := sys.bar("exporting "+c.Name, "")
	defer bar.end()
	return writeTo(c.Output, sys.stdout, func(w io.Writer) error {
		return client.world(ctx, worldCall{
			method: http.MethodGet, name: c.Name, header: http.Header{"Accept": {"application/" + c.Format}}, answer: w, moved: bar.set,
		})
	})
}
