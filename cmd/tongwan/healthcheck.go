package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// healthcheckCmd asks a server whether it is ready.
type healthcheckCmd struct {
	URL     string        `name:"url" default:"http://127.0.0.1:8081/readyz" placeholder:"URL" envvar:"TONGWAN_HEALTHCHECK_URL" help:"What to ask (default: ${default})."`
	Timeout time.Duration `default:"3s" placeholder:"DURATION" help:"How long to wait (default: ${default})."`
}

// Help is shown by --help.
func (healthcheckCmd) Help() string {
	return `Exit status: 0 ready; 1 anything else.

Example, in a Dockerfile:

    HEALTHCHECK CMD ["tongwan", "healthcheck"]`
}

// Run asks.
func (c *healthcheckCmd) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, withScheme(c.URL), nil)
	if err != nil {
		return usagef("--url: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	reason, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
	return fmt.Errorf("not ready: %s answers %s: %s", c.URL, resp.Status, strings.TrimSpace(string(reason)))
}
