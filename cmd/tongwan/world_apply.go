package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"tongwan/internal/world"
)

// worldApplyCmd applies a document to a running server.
type worldApplyCmd struct {
	File  string `arg:"" help:"World document, YAML or JSON; - for standard input."`
	Name  string `arg:"" optional:"" help:"The world (default: the one the document names)."`
	Reset bool   `help:"First remove all that the world holds."`
	controlFlags
}

// Help is shown by --help.
func (worldApplyCmd) Help() string {
	return `What the document names is added or changed, the rest of the world stays. A document that is refused changes nothing, with --reset too.

Examples:

    tongwan world apply world.yaml --ready-file /tmp/tongwan.json

    # Back to a snapshot.
    tongwan world apply snapshot.yaml --reset --ready-file /tmp/tongwan.json`
}

// Run checks the document here, for the lines of its problems, and applies it there.
func (c *worldApplyCmd) Run(ctx context.Context, sys *system) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	data, err := readFile(c.File, sys.stdin)
	if err != nil {
		return err
	}
	doc, err := world.Parse(c.File, data)
	if err != nil {
		return documentError(err)
	}
	name := cmp.Or(c.Name, doc.World)
	if name == "" {
		return usagef("%s names no world: add \"world: NAME\" to it, or NAME to the command line", c.File)
	}
	query := url.Values{}
	if c.Reset {
		query.Set("reset", "true")
	}
	header := http.Header{"Content-Type": {"application/yaml"}}
	answer, err := client.world(ctx, http.MethodPut, name, query, header, data)
	if err != nil {
		return documentError(inFile(c.File, err))
	}
	var applied world.Summary
	if err := json.Unmarshal(answer, &applied); err != nil {
		return transportError(fmt.Errorf("control API: the world is applied, but the answer cannot be read: %w", err))
	}
	fmt.Fprintf(sys.stdout, "applied to world %s: apps %d, accounts %d, players %d, friendships %d, groups %d\n",
		name, applied.Apps, applied.Accounts, applied.Players, applied.Friends, applied.Groups)
	return nil
}
