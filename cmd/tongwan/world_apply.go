package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"tongwan/internal/world"
)

// worldApplyCmd applies a document to a running server.
type worldApplyCmd struct {
	File  string `arg:"" help:"World document, YAML or JSON; - for standard input."`
	Name  string `arg:"" optional:"" help:"The world (default: the one the document names)."`
	Reset bool   `help:"First remove all that the world holds."`
	JSON  bool   `name:"json" help:"Print the server's answer, which is JSON, as it is."`
	controlFlags
}

// Help is shown by --help.
func (worldApplyCmd) Help() string {
	return `What the document names is added or changed, the rest of the world stays. A document that is refused changes nothing, with --reset too.

Numbers, keys and tokens that the document leaves out are made and printed. A token that was made outside a sandbox is never seen again.

Examples:

    tongwan world apply world.yaml --ready-file /tmp/tongwan.json

    # The appid that was made for a world of this run.
    tongwan world apply ci.yaml "run-$RUN" --json | jq .made.apps[0].appid

    # Back to a snapshot.
    tongwan world apply snapshot.yaml --reset --ready-file /tmp/tongwan.json`
}

// Run reads the document here, for its world and the lines of its problems, and
// applies it there.
func (c *worldApplyCmd) Run(ctx context.Context, sys *system) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	doc, err := openDocument(c.File, sys.stdin)
	if err != nil {
		return err
	}
	defer doc.Close()
	name, err := c.scan(ctx, sys, doc)
	if err != nil {
		return err
	}
	answer, err := c.send(ctx, sys, client, name, doc)
	if err != nil {
		return documentError(inFile(c.File, err))
	}
	if c.JSON {
		_, err := sys.stdout.Write(answer)
		return err
	}
	var applied world.Summary
	if err := json.Unmarshal(answer, &applied); err != nil {
		return transportError(fmt.Errorf("control API: the world is applied, but the answer cannot be read: %w", err))
	}
	fmt.Fprintf(sys.stdout, "applied to world %s: apps %d, accounts %d, players %d, friendships %d, groups %d\n",
		name, applied.Apps, applied.Accounts, applied.Players, applied.Friends, applied.Groups)
	if applied.Made != nil {
		printMade(sys.stdout, name, *applied.Made)
	}
	return nil
}

// scan returns the world to apply the document to.
func (c *worldApplyCmd) scan(ctx context.Context, sys *system, doc world.Source) (string, error) {
	bar := sys.bar("reading "+c.File, "")
	defer bar.end()
	named, err := world.Scan(ctx, c.File, doc, bar.set)
	if err != nil {
		return "", documentError(err)
	}
	name := cmp.Or(c.Name, named)
	if name == "" {
		return "", usagef("%s names no world: add \"world: NAME\" to it, or NAME to the command line", c.File)
	}
	return name, nil
}

// send streams the document to the server. Its bar stays full while the server
// works.
func (c *worldApplyCmd) send(ctx context.Context, sys *system, client *controlClient, name string, doc world.Source) ([]byte, error) {
	bar := sys.bar("sending "+c.File, "")
	defer bar.end()
	var answer bytes.Buffer
	call := worldCall{
		method: http.MethodPut, name: name, query: url.Values{}, header: http.Header{"Content-Type": {"application/yaml"}},
		body: io.NewSectionReader(doc, 0, doc.Size()), size: doc.Size(), answer: &answer, moved: bar.set,
	}
	if c.Reset {
		call.query.Set("reset", "true")
	}
	err := client.world(ctx, call)
	return answer.Bytes(), err
}
